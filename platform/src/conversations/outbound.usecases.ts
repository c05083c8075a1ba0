import {
  type CreateOutboundMessagingConversationRequest,
  limits,
  type Principal,
  type SendAgentlessOutboundMessageRequest,
  type SendAgentlessOutboundMessageResponse,
} from '@tandem/contract';
import type { Transaction } from '@tandem/kit';
import { ensureAgent, lockUsers } from '../presence/index.ts';
import { findQueue } from '../routing/index.ts';
import { loadThreadStates } from '../threads/index.ts';
import { nameOf } from '../users/index.ts';
import { composeMessage, storedOf } from './agent-messages.usecases.ts';
import { agentRulesOf } from './agent-rules.ts';
import { type Context, decideUnderLock } from './conversation.commit.ts';
import type { ConversationDeps, OutboundIntegration } from './conversation.deps.ts';
import { conversationErrors } from './conversation.errors.ts';
import type { Participant, ThreadState } from './conversation.model.ts';
import { endConversation, ownerOf, stepOf } from './conversation.rules.ts';
import { messageErrors } from './message.errors.ts';
import { toMessageData } from './message.view.ts';
import { inactivityTimers } from './offer.rules.ts';
import { userOf } from './participant.access.ts';
import { connectParticipant, newParticipant } from './participant.rules.ts';

/** @throws messageErrors.unknownIntegration (400), also for integrations of other organisations. */
const integrationFor = async (
  { messaging }: ConversationDeps,
  org: string,
  id: string,
): Promise<OutboundIntegration> => {
  const found = await messaging.integration(id);
  if (found?.org !== org) throw messageErrors.unknownIntegration({ id });
  return found;
};

const requireOpen = (type: string): void => {
  if (type !== 'open') throw messageErrors.onlyOpen({ type });
};

/** State of the thread of an address, or one that stands for "nothing yet". */
const loadThread = async (
  deps: ConversationDeps,
  tx: Transaction,
  address: { readonly org: string; readonly integrationId: string; readonly address: string },
): Promise<ThreadState> => {
  const thread = await deps.messaging.openThread(tx, address);
  const stored = (await loadThreadStates(tx, [thread.thread])).get(thread.thread);
  if (stored?.state) return stored.state;
  const at = deps.clock.now().toISOString();
  return {
    ...thread,
    conversation: {
      id: deps.ids.uuid(),
      owner: 'none',
      startedAt: at,
      endedAt: at,
      version: 0,
      externalTag: null,
    },
    participants: [],
    flow: null,
  };
};

const isOpen = ({ conversation }: ThreadState) => conversation.endedAt === null;

/** A new conversation on the thread with its customer; others join by what is handed in. */
const freshConversation = (
  thread: ThreadState,
  others: (customer: Participant) => readonly Participant[],
  { at, uuid }: Context,
): ThreadState => {
  const customer = newParticipant({
    id: uuid(),
    communicationId: uuid(),
    purpose: 'customer',
    direction: 'outbound',
    name: thread.customer.nickname,
    startTime: at,
  });
  const joined = others(customer);
  const state: ThreadState = {
    ...thread,
    conversation: {
      id: uuid(),
      owner: 'none',
      startedAt: at,
      endedAt: null,
      version: 0,
      externalTag: null,
    },
    participants: [{ ...customer, peerId: joined[0]?.communicationId ?? null }, ...joined],
    flow: null,
  };
  return { ...state, conversation: { ...state.conversation, owner: ownerOf(state) } };
};

/**
 * Opens a conversation with a customer in the name of a queue; the calling agent is connected at once and writes with
 * the message operations. With `useExistingConversation` an open one of the same agent is the answer.
 * @throws conversationErrors.userContextRequired, wrongState (409); messageErrors.*
 */
export const createOutbound = async (
  deps: ConversationDeps,
  principal: Principal,
  input: {
    readonly request: CreateOutboundMessagingConversationRequest;
    readonly correlationId: string;
  },
): Promise<string> => {
  const { request, correlationId } = input;
  const { org } = principal;
  const userId = userOf(principal);
  requireOpen(request.toAddressMessengerType);
  const queue = await findQueue(deps.db, org, request.queueId);
  if (!queue) throw conversationErrors.transferUnknown({ kind: 'queue', id: request.queueId });
  const recipient = queue.doc.outboundMessagingAddresses?.openMessagingRecipient?.id;
  if (!recipient) throw messageErrors.noRecipient({ name: queue.name });
  const integration = await integrationFor(deps, org, recipient);
  const name = await nameOf(deps.directory, org, userId);
  const address = { org, integrationId: integration.id, address: request.toAddress };
  return decideUnderLock<string>(deps, (tx) => loadThread(deps, tx, address), {
    correlationId,
    async decide(thread, context) {
      const { tx, at, now, uuid } = context;
      if (isOpen(thread)) {
        const own = thread.participants.some((p) => p.userId === userId && p.endedAt === null);
        if (own && request.useExistingConversation)
          return { from: thread, step: stepOf(thread), answer: thread.conversation.id };
        throw messageErrors.conversationOpen({ id: thread.conversation.id });
      }
      await lockUsers(tx, org, [userId]);
      await ensureAgent(tx, { org, userId }, now);
      const agentOf = (customer: Participant) =>
        connectParticipant(
          newParticipant({
            id: uuid(),
            communicationId: uuid(),
            purpose: 'agent',
            direction: 'outbound',
            startTime: at,
            userId,
            name,
            queueId: queue.id,
            rules: agentRulesOf(queue),
            peerId: customer.communicationId,
          }),
          at,
        );
      const state = freshConversation(thread, (customer) => [agentOf(customer)], context);
      const agent = state.participants[1] as Participant;
      const step = stepOf(state, { timers: inactivityTimers(agent, at) });
      return { from: thread, step, answer: state.conversation.id };
    },
  });
};

const apiParticipant = (customer: Participant | undefined, { at, uuid }: Context): Participant =>
  newParticipant({
    id: uuid(),
    communicationId: uuid(),
    purpose: 'api',
    direction: 'outbound',
    startTime: at,
    peerId: customer?.communicationId ?? null,
  });

/** Where an agentless message goes: the open conversation when that is wished, else one of its own. */
const placeFor = (thread: ThreadState, useExisting: boolean, context: Context) => {
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
    (customer) => [apiParticipant(customer, context)],
    context,
  );
  // An open conversation stays the thread's live one; this one stands beside it.
  const from = isOpen(thread) ? { ...state, participants: [] } : thread;
  return { from, state, api: state.participants[1] as Participant };
};

/**
 * Sends a text without an agent.
 * @throws messageErrors.onlyOpen, unknownIntegration, nothingToSend, textTooLong, templatesUnsupported (400)
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
  requireOpen(request.toAddressMessengerType);
  if (request.messagingTemplate) throw messageErrors.templatesUnsupported();
  const text = request.textBody ?? '';
  if (text === '') throw messageErrors.nothingToSend();
  if (text.length > limits.outboundTextLength)
    throw messageErrors.textTooLong({ most: String(limits.outboundTextLength) });
  const integration = await integrationFor(deps, org, request.fromAddress);
  const address = { org, integrationId: integration.id, address: request.toAddress };
  return decideUnderLock<SendAgentlessOutboundMessageResponse>(
    deps,
    (tx) => loadThread(deps, tx, address),
    {
      correlationId,
      async decide(thread, context) {
        const useExisting = request.useExistingActiveConversation ?? false;
        const { from, state, api } = placeFor(thread, useExisting, context);
        const { message, extras } = await composeMessage(deps, {
          state,
          context,
          sender: { communicationId: api.communicationId, userId: principal.userId },
          id: deps.ids.hex32(),
          text,
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
          textBody: text,
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
    },
  );
};
