import type { Transaction } from '@tandem/kit';
import { loadThreadStates, type StoredThread } from '../threads/index.ts';
import { awaitLane } from './accepted.ts';
import { type Context, decideUnderLock } from './conversation.commit.ts';
import type { ConversationDeps, OutboundIntegration, ThreadAddress } from './conversation.deps.ts';
import { conversationErrors } from './conversation.errors.ts';
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

/** @throws messageErrors.onlyOpen, noAddress (400) */
export const requireOpen = (to: {
  readonly toAddress: string;
  readonly toAddressMessengerType: string;
}): void => {
  const { toAddress, toAddressMessengerType: type } = to;
  if (type !== 'open') throw messageErrors.onlyOpen({ type });
  if (toAddress.trim() === '') throw messageErrors.noAddress();
};

/** An accepted message opens a conversation as soon as its lane takes it: the state does not show it yet. */
const isComing = ({ state, conversationId, conversationEndedAt }: StoredThread): boolean =>
  conversationId !== null &&
  conversationEndedAt === null &&
  (state?.conversation.id !== conversationId || state.conversation.endedAt !== null);

type Loaded = { readonly state: ThreadState; readonly isComing: boolean };

/** State of the thread of an address, or one that stands for "nothing yet". */
const loadThread = async (
  deps: ConversationDeps,
  tx: Transaction,
  address: ThreadAddress,
): Promise<Loaded> => {
  const thread = await deps.messaging.openThread(tx, address);
  const stored = (await loadThreadStates(tx, [thread.thread])).get(thread.thread);
  const coming = stored !== undefined && isComing(stored);
  if (stored?.state) return { state: stored.state, isComing: coming };
  const at = deps.clock.now().toISOString();
  const nothingYet: ThreadState = {
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
  return { state: nothingYet, isComing: coming };
};

/**
 * Runs a decision on the thread of an address, under its lock. What the customer wrote just before is taken first: a
 * conversation that is opened past it would be ended by it.
 * @throws conversationErrors.notReady (503) when the lane is further behind than anybody should wait
 */
export const onThread = async <T>(
  deps: ConversationDeps,
  address: (tx: Transaction) => ThreadAddress,
  run: Parameters<typeof decideUnderLock<T>>[2],
): Promise<T> => {
  let coming: number | null = null;
  const once = (mayWait: boolean) =>
    decideUnderLock<T>(
      deps,
      async (tx) => {
        const loaded = await loadThread(deps, tx, address(tx));
        if (!mayWait || !loaded.isComing) return loaded.state;
        coming = loaded.state.thread;
        throw conversationErrors.notReady();
      },
      run,
    );
  try {
    return await once(true);
  } catch (error) {
    if (coming === null) throw error;
    await awaitLane(deps, coming);
    return once(false);
  }
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
