import type { Transaction } from '@tandem/kit';
import type { CommittedWork } from '@tandem/lanes';
import { applyChanges, loadByConversation } from '../threads/index.ts';
import { awaitAccepted } from './accepted.ts';
import { lockUsersOf, settleChanges } from './agents-of-changes.ts';
import { type ChangeExtras, changeOf } from './conversation.changes.ts';
import type { ConversationDeps } from './conversation.deps.ts';
import { conversationErrors } from './conversation.errors.ts';
import type { ThreadChange, ThreadState } from './conversation.model.ts';
import type { Step, StepContext } from './conversation.rules.ts';

/** What a use case decides: the step, and what is stored and sent with it. */
export type Decision<T> = {
  /** State the step starts from; it may hold participants that were finished before. */
  readonly from: ThreadState;
  readonly step: Step;
  readonly extras?: Omit<ChangeExtras, 'correlationId'>;
  readonly answer: T;
  /** More to write in the same transaction, after the change. */
  readonly also?: (tx: Transaction) => Promise<void>;
};

export type Context = StepContext & { readonly tx: Transaction; readonly now: Date };

const nothingChanges = ({ from, step, extras }: Decision<unknown>): boolean =>
  step.state === from &&
  step.timers.length === 0 &&
  step.waiting.length === 0 &&
  !extras?.messages?.length &&
  !extras?.events?.length &&
  !extras?.deliveries?.length;

/** Locks the users, applies the change and settles the agents, in the transaction that holds the thread's lock. */
export const commitChange = async (
  tx: Transaction,
  change: ThreadChange,
  now: Date,
): Promise<readonly CommittedWork[]> => {
  await lockUsersOf(tx, [change]);
  const work = await applyChanges(tx, [change]);
  await settleChanges(tx, [change], now);
  return work;
};

/** Runs `decide` under the thread's lock and commits what it decides; afterwards lanes and ACD go on. */
export const decideUnderLock = async <T>(
  deps: Pick<ConversationDeps, 'db' | 'clock' | 'ids' | 'lanes' | 'changed'>,
  load: (tx: Transaction) => Promise<ThreadState>,
  run: {
    readonly correlationId: string;
    readonly decide: (state: ThreadState, context: Context) => Promise<Decision<T>> | Decision<T>;
  },
): Promise<T> => {
  const { db, clock, ids, lanes, changed } = deps;
  const done = await db.transaction(async (tx) => {
    const state = await load(tx);
    const now = clock.now();
    const context = { tx, now, at: now.toISOString(), uuid: ids.uuid };
    const decision = await run.decide(state, context);
    if (nothingChanges(decision)) return { answer: decision.answer, work: [], change: null };
    const { from, step, extras = {} } = decision;
    const change = changeOf(from, step, { ...extras, correlationId: run.correlationId });
    const work = await commitChange(tx, change, now);
    await decision.also?.(tx);
    return { answer: decision.answer, work, change };
  });
  lanes.committed(done.work);
  if (done.change) changed([done.change]);
  return done.answer;
};

/**
 * The same for a conversation by its id; one that was just accepted is waited for.
 * @throws conversationErrors.notFound (404), also for conversations of other organisations.
 */
export const onConversation = async <T>(
  deps: ConversationDeps,
  { org, conversationId }: { readonly org: string; readonly conversationId: string },
  run: Parameters<typeof decideUnderLock<T>>[2],
): Promise<T> => {
  if (!isUuid.test(conversationId)) throw conversationErrors.notFound();
  let missing = false;
  const load = async (tx: Transaction) => {
    const state = await loadByConversation(tx, org, conversationId);
    missing = state === null;
    if (!state) throw conversationErrors.notFound();
    return state;
  };
  try {
    return await decideUnderLock(deps, load, run);
  } catch (error) {
    if (!missing || !(await awaitAccepted(deps, org, conversationId))) throw error;
    return decideUnderLock(deps, load, run);
  }
};

export const isUuid = /^[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}$/i;
