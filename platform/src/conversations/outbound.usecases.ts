import type { CreateOutboundMessagingConversationRequest, Principal } from '@tandem/contract';
import type { Transaction } from '@tandem/kit';
import { findContact } from '../external-contacts/index.ts';
import { ensureAgent, lockUsers } from '../presence/index.ts';
import { findQueue, findReassignment } from '../routing/index.ts';
import { shownNameOf } from '../users/index.ts';
import { agentRulesOf } from './agent-rules.ts';
import type { ConversationDeps } from './conversation.deps.ts';
import { conversationErrors } from './conversation.errors.ts';
import type { Participant } from './conversation.model.ts';
import { stepOf } from './conversation.rules.ts';
import { expectActivity } from './inactivity.rules.ts';
import { messageErrors } from './message.errors.ts';
import {
  freshConversation,
  integrationFor,
  isOpen,
  onThread,
  requireOpen,
} from './outbound.thread.ts';
import { userOf } from './participant.access.ts';
import { connectParticipant, newParticipant } from './participant.rules.ts';

/** @throws messageErrors.unknownContact (400) */
const contactOf = async (
  { db }: ConversationDeps,
  org: string,
  id: string | undefined,
): Promise<string | null> => {
  if (id === undefined) return null;
  const found = await findContact(db, org, id);
  if (!found) throw messageErrors.unknownContact({ id });
  return found.id;
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
  requireOpen(request);
  const queue = await findQueue(deps.db, org, request.queueId);
  if (!queue) throw conversationErrors.transferUnknown({ kind: 'queue', id: request.queueId });
  const recipient = queue.doc.outboundMessagingAddresses?.openMessagingRecipient?.id;
  if (!recipient) throw messageErrors.noRecipient({ name: queue.name });
  const integration = await integrationFor(deps, org, recipient);
  const name = await shownNameOf(deps.directory, org, userId);
  const address = { org, integrationId: integration.id, address: request.toAddress };
  const named = await contactOf(deps, org, request.externalContactId);
  const contact = named ?? (await deps.messaging.contactOf(address));
  const withLocks = (tx: Transaction) => ({
    ...address,
    locks: () => lockUsers(tx, org, [userId]),
  });
  return onThread<string>(deps, withLocks, {
    correlationId,
    async decide(thread, context) {
      const { tx, at, now, uuid } = context;
      if (isOpen(thread)) {
        const own = thread.participants.some((p) => p.userId === userId && p.endedAt === null);
        if (own && request.useExistingConversation)
          return { from: thread, step: stepOf(thread), answer: thread.conversation.id };
        throw messageErrors.conversationOpen({ id: thread.conversation.id });
      }
      await ensureAgent(tx, { org, userId }, now);
      const rules = agentRulesOf(queue, await findReassignment(tx, { org, queue: queue.id }));
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
            rules,
            peerId: customer.communicationId,
          }),
          at,
        );
      const others = (customer: Participant) => [agentOf(customer)];
      const state = freshConversation(thread, { others, contact }, context);
      const step = expectActivity(state, at);
      return { from: thread, step, answer: state.conversation.id };
    },
  });
};
