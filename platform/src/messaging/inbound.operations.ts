import {
  type Handler,
  handle,
  inboundMessagesOperations,
  type OpenNormalizedMessage,
} from '@tandem/contract';
import { storable } from '../threads/index.ts';
import {
  acceptMessage,
  acceptStructuredResponse,
  type Caller,
  type InboundDeps,
  requireConfig,
} from './inbound.usecases.ts';
import { acceptReceipt, acceptTyping } from './inbound-signals.usecases.ts';
import { messagingErrors } from './messaging.errors.ts';

const callerOf = (call: {
  readonly principal: { readonly org: string };
  readonly correlationId: string;
}): Caller => ({ org: call.principal.org, correlationId: call.correlationId });

/** The first generation: one path for text and receipts, the integration named by `channel.to`. */
const acceptFirstGeneration = async (
  deps: InboundDeps,
  caller: Caller,
  body: OpenNormalizedMessage,
) => {
  const { channel } = body;
  const config = await requireConfig(deps, caller.org, channel.to.id);
  if (body.type === 'Receipt') {
    if (body.id === undefined || body.status === undefined)
      throw messagingErrors.badRequest({
        problem: "should have required property '.id', should have required property '.status'",
      });
    const { id, status, reasons, isFinalReceipt } = body;
    await acceptReceipt(deps, caller, {
      config,
      body: {
        id,
        status,
        channel,
        ...(reasons ? { reasons } : {}),
        ...(isFinalReceipt === undefined ? {} : { isFinalReceipt }),
      },
    });
    return { ...body, channel: { ...channel, id: config.id, platform: 'Open', type: 'Private' } };
  }
  const { message } = await acceptMessage(deps, caller, {
    config,
    body: body as Parameters<typeof acceptMessage>[2]['body'],
  });
  return { ...message, channel: { ...message.channel, to: channel.to }, direction: 'Inbound' };
};

const receiptHandler = (deps: InboundDeps): Handler =>
  handle(inboundMessagesOperations.postConversationsMessageInboundOpenReceipt, async (call) => {
    const config = await requireConfig(deps, call.principal.org, call.params.integrationId);
    const body = storable(call.body);
    await acceptReceipt(deps, callerOf(call), { config, body });
    const { id, status, reasons, isFinalReceipt, channel } = body;
    return {
      status: 200,
      body: {
        id,
        channel: {
          id: config.id,
          platform: 'Open',
          type: 'Private',
          to: channel.to,
          from: { nickname: config.name, id: config.id, idType: 'Opaque' },
          time: channel.time,
        },
        type: 'Receipt',
        status,
        ...(reasons ? { reasons } : {}),
        ...(isFinalReceipt === undefined ? {} : { isFinalReceipt }),
        direction: 'Outbound',
      },
    };
  });

/** What middlewares send: both generations of the inbound API. */
export const inboundHandlers = (deps: InboundDeps): readonly Handler[] => [
  handle(inboundMessagesOperations.postConversationsMessagesInboundOpen, async (call) => ({
    status: 200,
    body: await acceptFirstGeneration(deps, callerOf(call), storable(call.body)),
  })),
  handle(inboundMessagesOperations.postConversationsMessageInboundOpenMessage, async (call) => {
    const config = await requireConfig(deps, call.principal.org, call.params.integrationId);
    const { message, accepted } = await acceptMessage(deps, callerOf(call), {
      config,
      body: storable(call.body),
    });
    return {
      status: 200,
      body: call.query.prefetchConversationId
        ? { ...message, conversationId: accepted.conversationId }
        : message,
    };
  }),
  handle(inboundMessagesOperations.postConversationsMessageInboundOpenEvent, async (call) => {
    const config = await requireConfig(deps, call.principal.org, call.params.integrationId);
    return {
      status: 200,
      body: await acceptTyping(deps, { config, body: storable(call.body) }),
    };
  }),
  receiptHandler(deps),
  handle(
    inboundMessagesOperations.postConversationsMessageInboundOpenStructuredResponse,
    async (call) => {
      const config = await requireConfig(deps, call.principal.org, call.params.integrationId);
      const { message } = await acceptStructuredResponse(deps, callerOf(call), {
        config,
        body: storable(call.body),
      });
      return { status: 200, body: message };
    },
  ),
];
