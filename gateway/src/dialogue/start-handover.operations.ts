import { gatewayOperations, type Handler, handle } from '@tandem/contract';
import { startHandover } from './start-handover.usecases.ts';

/** Agents are called to a conversation by a person or a program that watches it. */
export const startHandoverHandlers = (
  deps: Parameters<typeof startHandover>[0],
): readonly Handler[] => [
  handle(
    gatewayOperations.postGatewayConversationHandovers,
    async ({ principal, params, body }) => {
      const { org } = principal;
      const { ordinal, state } = await startHandover(deps, { org, ...params, request: body });
      return { status: 201, body: { ...params, ordinal, state } };
    },
  ),
];
