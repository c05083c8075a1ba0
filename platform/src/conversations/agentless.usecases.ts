import type {
  Principal,
  SendAgentlessOutboundMessageRequest,
  SendAgentlessOutboundMessageResponse,
} from '@tandem/contract';
import { checkOutbound, readyContent } from './agent-content.usecases.ts';
import { composeMessage, storedOf } from './agent-messages.usecases.ts';
import type { Context } from './conversation.commit.ts';
import type { ConversationDeps } from './conversation.deps.ts';
import type { Participant, ThreadState } from './conversation.model.ts';
import { endConversation, stepOf } from './conversation.rules.ts';
import { toMessageData } from './message.view.ts';
import {
  freshConversation,
  integrationFor,
  isOpen,
  onThread,
  requireOpen,
} from './outbound.thread.ts';
import { newParticipant } from './participant.rules.ts';

const apiParticipant = (customer: Participant | undefined, { at, uuid }: Context): Participant =>
  newParticipant({
    id: uuid(),
    communicationId: uuid(),
    purpose: 'api',
    direction: 'outbound',
    startTime: at,
    peerId: customer?.communicationId ?? null,
  });

type Wish = { readonly useExisting: boolean; readonly contact: string | null };

/** Where an agentless message goes: the open conversation when that is wished, else one of its own. */
const placeFor = (thread: ThreadState, { useExisting, contact }: Wish, context: Context) => {
  const existing = isOpen(thread) && useExisting;
  if (existing) {
    const customer = thread.participants.find(({ purpose }) => purpose === 'customer');
    const api = { ...apiParticipant(customer, context), state: 'disconnected' as const };
    const done = { ...api, endedAt: context.at, disconnectType: 'client' as const };
    return {
      from: thread,
      state: { ...thread, participants: [...thread.participants, done] },
      api,
    };
  }
  const state = freshConversation(
    thread,
    { others: (customer) => [apiParticipant(customer, context)], contact },
    context,
  );
  // An open conversation stays the thread's live one; this one stands beside it.
  const from = isOpen(thread) ? { ...state, participants: [] } : thread;
  return { from, state, api: state.participants[1] as Participant };
};

/**
 * Sends a text or a template without an agent.
 * @throws messageErrors.onlyOpen, unknownIntegration, and as an agent's message (400)
 */
export const sendAgentless = async (
  deps: ConversationDeps,
  principal: Principal,
  input: {
    readonly request: SendAgentlessOutboundMessageRequest;
    readonly correlationId: string;
    readonly origin: string;
  },
): Promise<SendAgentlessOutboundMessageResponse> => {
  const { request, correlationId, origin } = input;
  const { org } = principal;
  requireOpen(request);
  const asked = {
    text: request.textBody ? request.textBody : null,
    mediaIds: [],
    template: request.messagingTemplate ?? null,
    structured: [],
  };
  checkOutbound(asked);
  const integration = await integrationFor(deps, org, request.fromAddress);
  const ready = await readyContent(deps, integration, asked);
  const address = { org, integrationId: integration.id, address: request.toAddress };
  const contact = await deps.messaging.contactOf(address);
  return onThread<SendAgentlessOutboundMessageResponse>(deps, () => address, {
    correlationId,
    async decide(thread, context) {
      const useExisting = request.useExistingActiveConversation ?? false;
      const { from, state, api } = placeFor(thread, { useExisting, contact }, context);
      const { message, extras } = await composeMessage(deps, {
        ...ready,
        state,
        context,
        sender: { communicationId: api.communicationId, userId: principal.userId },
        id: deps.ids.hex32(),
        mediaIds: [],
        origin,
        originatingEntity: 'Bot',
        integration,
        correlationId,
      });
      const alone = state.conversation.id !== thread.conversation.id;
      const step = alone
        ? endConversation(state, { participantId: api.id, type: 'client', at: context.at })
        : stepOf(state);
      const data = toMessageData(storedOf(state, message));
      const answer = {
        id: message.id,
        conversationId: state.conversation.id,
        fromAddress: request.fromAddress,
        toAddress: request.toAddress,
        messengerType: 'open' as const,
        textBody: data.textBody ?? '',
        timestamp: context.at,
        message: data,
        useExistingActiveConversation: useExisting,
        ...(principal.userId
          ? { user: { id: principal.userId, selfUri: `/api/v2/users/${principal.userId}` } }
          : {}),
        ...(data.selfUri ? { selfUri: data.selfUri } : {}),
      };
      return { from, step, extras, answer };
    },
  });
};
