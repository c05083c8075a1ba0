import { gatewayOperations, type Handler, handle } from '@tandem/contract';
import { startHandover } from './start-handover.usecases.ts';

/** Agents are called to a conversation by a person or a program that watches it. */
export const startHandoverHandlers = (
  deps: Parameters<typeof startHandover>[0],
): readonly Handler[] => [
  handle(
    gatewayOperations.postGatewayConversationHandovers,
    async ({ principal, params, body }) => {
      const { org, userId, clientId } = principal;
      const by = userId
        ? ({ kind: 'user', id: userId } as const)
        : ({ kind: 'client', id: clientId } as const);
      const { ordinal, state } = await startHandover(deps, { org, by, ...params, request: body });
      return { status: 201, body: { ...params, ordinal, state } };
    },
  ),
];
