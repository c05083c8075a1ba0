import type { MessageData, MessageTypingEventRequest, Principal } from '@tandem/contract';
import { derivedHex32 } from '@tandem/kit';
import { storable } from '../threads/index.ts';
import {
  checkOutbound,
  type OutboundContent,
  type ReadyContent,
  readyContent,
} from './agent-content.usecases.ts';
import { type Context, onConversation } from './conversation.commit.ts';
import type { ConversationDeps, OutboundIntegration } from './conversation.deps.ts';
import { conversationErrors } from './conversation.errors.ts';
import type { NewMessage, Participant, ThreadState } from './conversation.model.ts';
import { andThen, stepOf } from './conversation.rules.ts';
import {
  findIntegrationId,
  findMessages,
  readConversation,
  type StoredMessage,
} from './conversation.store.ts';
import { expectActivity } from './inactivity.rules.ts';
import { attachMedia } from './media.usecases.ts';
import { messageErrors } from './message.errors.ts';
import { toMessageData } from './message.view.ts';
import { locateCommunication, requireSelf, userOf } from './participant.access.ts';
import { answered } from './reassignment.rules.ts';

export type SendRequest = OutboundContent & {
  readonly conversationId: string;
  readonly communicationId: string;
  readonly idempotencyKey: string | null;
  readonly origin: string;
  readonly correlationId: string;
};

const partiesOf = (state: ThreadState, integration: OutboundIntegration) => ({
  integration: { id: state.integrationId, name: integration.name },
  customer: state.customer,
  conversationId: state.conversation.id,
});

/** A repeat of the same key is the same message. */
const messageIdOf = (deps: ConversationDeps, { idempotencyKey, communicationId }: SendRequest) =>
  idempotencyKey === null
    ? deps.ids.hex32()
    : derivedHex32('agent message', communicationId.toLowerCase(), idempotencyKey);

/** A message of a person for the customer with its webhook call; stored and sent by the change that carries both. */
export const composeMessage = async (
  deps: ConversationDeps,
  {
    state,
    context,
    sender,
    ...content
  }: ReadyContent & {
    readonly state: ThreadState;
    readonly context: Pick<Context, 'tx' | 'at'>;
    readonly sender: Pick<Participant, 'communicationId' | 'userId'>;
    readonly id: string;
    readonly mediaIds: readonly string[];
    readonly origin: string;
    readonly originatingEntity: 'Human' | 'Bot';
    readonly integration: OutboundIntegration;
    readonly correlationId: string;
  },
) => {
  const { integration } = content;
  const attachments = await attachMedia(deps, context.tx, {
    org: state.org,
    communicationId: sender.communicationId,
    mediaIds: content.mediaIds,
    origin: content.origin,
    integration,
  });
  const { id, text, originatingEntity } = content;
  const said = { id, time: context.at, originatingEntity };
  const parties = partiesOf(state, integration);
  const body = storable(
    content.content.length > 0
      ? deps.messaging.structuredBody(parties, {
          ...said,
          text: text ?? '',
          content: content.content,
        })
      : deps.messaging.textBody(parties, { ...said, text, content: attachments }),
  );
  const message: NewMessage & Pick<StoredMessage, 'body'> = {
    id: content.id,
    direction: 'outbound',
    communicationId: sender.communicationId,
    userId: sender.userId,
    originatingEntity: content.originatingEntity,
    time: context.at,
    body,
  };
  const event = {
    type: 'message.sent',
    key: `conversation:${state.conversation.id}`,
    data: {
      messageId: content.id,
      conversationId: state.conversation.id,
      integrationId: state.integrationId,
      communicationId: sender.communicationId,
      userId: sender.userId,
    },
    correlationId: content.correlationId,
  };
  return {
    message,
    extras: {
      messages: [message],
      events: [event],
      deliveries: [
        {
          messageId: content.id,
          kind: 'message' as const,
          status: null,
          body: JSON.stringify(body),
        },
      ],
    },
  };
};

export const storedOf = (
  state: ThreadState,
  message: NewMessage & Pick<StoredMessage, 'body'>,
): StoredMessage => ({
  id: message.id,
  conversationId: state.conversation.id,
  integrationId: state.integrationId,
  customerId: state.customer.id,
  direction: message.direction,
  communicationId: message.communicationId,
  userId: message.userId,
  at: new Date(message.time),
  // As the thread store writes it.
  status: 'sent',
  receipts: null,
  body: message.body,
});

/** Looked up before the thread is locked. @throws conversationErrors.notFound, messageErrors.integrationGone */
const integrationOf = async (deps: ConversationDeps, org: string, conversationId: string) => {
  const id = await findIntegrationId(deps.db, org, conversationId);
  if (id === null) throw conversationErrors.notFound();
  const integration = await deps.messaging.integration(id);
  if (!integration) throw messageErrors.integrationGone();
  return integration;
};

/**
 * Sends a message of the agent to the customer: stored with its webhook call before this resolves.
 * @throws conversationErrors.notFound, notYours, notConnected, userContextRequired; messageErrors.*; responsesErrors of
 * a template
 */
export const sendAgentMessage = async (
  deps: ConversationDeps,
  principal: Principal,
  request: SendRequest,
): Promise<MessageData> => {
  userOf(principal);
  checkOutbound(request);
  const integration = await integrationOf(deps, principal.org, request.conversationId);
  return onConversation<MessageData>(
    deps,
    { org: principal.org, conversationId: request.conversationId },
    {
      correlationId: request.correlationId,
      async decide(state, context) {
        const { tx, at } = context;
        const { from, participant } = await locateCommunication(tx, state, request.communicationId);
        requireSelf(principal, participant);
        const id = messageIdOf(deps, request);
        const [known] = request.idempotencyKey
          ? await findMessages(tx, state.org, { ids: [id] })
          : [];
        if (known) return { from, step: stepOf(from), answer: toMessageData(known) };
        if (participant.state !== 'connected')
          throw conversationErrors.notConnected({ state: participant.state });
        const { mediaIds, origin } = request;
        const ready = await readyContent({ ...deps, db: tx }, integration, request);
        const composed = await composeMessage(deps, {
          ...ready,
          state: from,
          context,
          sender: participant,
          id,
          mediaIds,
          origin,
          originatingEntity: 'Human',
          integration,
          correlationId: request.correlationId,
        });
        const step = andThen(answered(from, participant), (next) => expectActivity(next, at));
        const answer = toMessageData(storedOf(from, composed.message));
        return { from, step, extras: composed.extras, answer };
      },
    },
  );
};

/** Typing that is older than this is not worth telling; milliseconds. */
const freshMs = 5000;
const defaultDurationMs = 5000;

/** Tells the customer's channel that the agent types, when that is fresh and the channel wants it. */
export const sendTyping = async (
  deps: ConversationDeps,
  principal: Principal,
  {
    conversationId,
    communicationId,
    request,
  }: {
    readonly conversationId: string;
    readonly communicationId: string;
    readonly request: MessageTypingEventRequest;
  },
): Promise<void> => {
  userOf(principal);
  const loaded = await readConversation(deps, principal.org, conversationId);
  const wanted = communicationId.toLowerCase();
  const participant = loaded?.participants.find((p) => p.communicationId === wanted);
  if (!loaded || !participant) throw conversationErrors.notFound();
  requireSelf(principal, participant);
  if (participant.state !== 'connected')
    throw conversationErrors.notConnected({ state: participant.state });
  const sent = request.dateSent === undefined ? null : Date.parse(request.dateSent);
  if (sent !== null && deps.clock.now().getTime() - sent > freshMs) return;
  const integration = await deps.messaging.integration(loaded.integrationId);
  if (!integration?.typing.outbound) return;
  await deps.messaging.relayTyping({
    parties: {
      integration: { id: integration.id, name: integration.name },
      customer: loaded.customer,
      conversationId: loaded.conversation.id,
    },
    durationMs: request.typing.duration ?? defaultDurationMs,
  });
};
