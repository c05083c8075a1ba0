import type { Transaction } from '@tandem/kit';
import { loadThreadStates } from '../threads/index.ts';
import type { Context } from './conversation.commit.ts';
import type { ConversationDeps, OutboundIntegration, ThreadAddress } from './conversation.deps.ts';
import type { Participant, ThreadState } from './conversation.model.ts';
import { ownerOf } from './conversation.rules.ts';
import { messageErrors } from './message.errors.ts';
import { newParticipant } from './participant.rules.ts';

/** @throws messageErrors.unknownIntegration (400), also for integrations of other organisations. */
export const integrationFor = async (
  { messaging }: ConversationDeps,
  org: string,
  id: string,
): Promise<OutboundIntegration> => {
  const found = await messaging.integration(id);
  if (found?.org !== org) throw messageErrors.unknownIntegration({ id });
  return found;
};

export const requireOpen = (type: string): void => {
  if (type !== 'open') throw messageErrors.onlyOpen({ type });
};

/** State of the thread of an address, or one that stands for "nothing yet". */
export const loadThread = async (
  deps: ConversationDeps,
  tx: Transaction,
  address: ThreadAddress,
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

export const isOpen = ({ conversation }: ThreadState) => conversation.endedAt === null;

/** A new conversation on the thread with its customer; others join by what is handed in. */
export const freshConversation = (
  thread: ThreadState,
  {
    others,
    contact = null,
  }: {
    readonly others: (customer: Participant) => readonly Participant[];
    /** Who the customer is among the external contacts. */
    readonly contact?: string | null;
  },
  { at, uuid }: Context,
): ThreadState => {
  const customer = newParticipant({
    id: uuid(),
    communicationId: uuid(),
    purpose: 'customer',
    direction: 'outbound',
    name: thread.customer.nickname,
    startTime: at,
    ...(contact === null ? {} : { externalContactId: contact }),
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
