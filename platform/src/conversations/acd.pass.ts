import {
  type Clock,
  type Database,
  type Ids,
  isDatabaseUnavailable,
  type Log,
  type Transaction,
} from '@tandem/kit';
import { type Lanes, partOf } from '@tandem/lanes';
import { ensureAgent, lockUsers, setOnQueue, takePlace } from '../presence/index.ts';
import { findQueue, findReassignment, type QueueRecord, withDefaults } from '../routing/index.ts';
import { loadByConversation } from '../threads/index.ts';
import { type Directory, shownNameOf } from '../users/index.ts';
import { type Candidate, type Match, matchQueue, type WaitingEntry } from './acd.rules.ts';
import {
  dropWaiting,
  listCandidates,
  listWaiting,
  queuesWithWaiting,
  type WaitingQueue,
  waitingPage,
} from './acd.store.ts';
import { agentRulesOf } from './agent-rules.ts';
import { usersIn } from './agents-of-changes.ts';
import { changeOf } from './conversation.changes.ts';
import { type Context, commitChange, type Decision } from './conversation.commit.ts';
import type { MessagingPort } from './conversation.deps.ts';
import type { Participant, ThreadState } from './conversation.model.ts';
import { liveOf } from './conversation.rules.ts';
import { offerToAgent } from './offer.rules.ts';
import { clearOne, removalOf } from './removed-queue.ts';

export type AcdDeps = {
  readonly db: Database;
  readonly clock: Clock;
  readonly ids: Ids;
  readonly log: Log;
  readonly directory: Directory;
  readonly lanes: Pick<Lanes, 'committed' | 'owns'>;
  /** Says goodbye to those who wait for a queue that is deleted. */
  readonly messaging: Pick<MessagingPort, 'integration' | 'textBody'>;
  /** Conversations an agent without a capacity of its own may have at once. */
  readonly defaultCapacity: number;
};

/**
 * One look at every queue of the node. What could not be done is left to the next pass: it keeps neither those behind it
 * nor other queues waiting.
 */
type Pass = AcdDeps & {
  /** Ids of the entries that failed in this pass. */
  readonly failed: Set<string>;
};

/** A queue is looked at again while that may find more, up to this often, and as often for failures up to `mostFailures`. */
const mostLooks = 5;
const mostFailures = 50;
/** How long an entry may wait for whoever holds its thread or its agent; milliseconds. */
const patienceMs = 250;
/** After this many failures a pass waits for nobody any more, and goes on with those that are free. */
const mostWaits = 4;
/** As good as not at all: zero would be without limit. */
const noPatienceMs = 1;
/** SQLSTATE of a lock that somebody else holds for too long. */
const lockWait = '55P03';

const briefly = <T>({ db, failed }: Pass, run: (tx: Transaction) => Promise<T>): Promise<T> =>
  db.transaction(async (tx) => {
    const ms = failed.size < mostWaits ? patienceMs : noPatienceMs;
    await tx.query(`set local lock_timeout = ${ms}`);
    return run(tx);
  });

/** Runs what is done for one entry. @returns null when it failed: the next pass tries it again. */
const tried = async <T>(
  { failed, log }: Pass,
  { id, org, conversation }: WaitingEntry,
  run: () => Promise<T>,
): Promise<T | null> => {
  try {
    return await run();
  } catch (error) {
    if (isDatabaseUnavailable(error)) throw error;
    failed.add(id);
    if ((error as { code?: string }).code === lockWait)
      log.info({ org, conversation }, 'a waiting conversation is held: it is assigned later');
    else log.warn({ err: error, org, conversation }, 'a waiting conversation is assigned later');
    return null;
  }
};

type Planned = Pick<Decision<void>, 'step' | 'extras'>;

const commit = async (
  pass: Pass,
  entry: WaitingEntry,
  plan: (state: ThreadState, ctx: Context) => Promise<Planned | null>,
): Promise<boolean> => {
  const now = pass.clock.now();
  const work = await briefly(pass, async (tx) => {
    const state = await loadByConversation(tx, entry.org, entry.conversation);
    const acd = state && liveOf(state, 'acd');
    if (!state || acd?.id !== entry.id) {
      await dropWaiting(tx, entry.id);
      return null;
    }
    // Somebody else has offered it since the look at the queue.
    const taken = ({ id, purpose, endedAt }: Participant) =>
      purpose === 'agent' && endedAt === null && id !== acd.attendedBy;
    if (state.participants.some(taken)) return null;
    const ctx = { tx, now, at: now.toISOString(), uuid: pass.ids.uuid };
    const planned = await plan(state, ctx);
    if (!planned) return null;
    const { step, extras = {} } = planned;
    return commitChange(tx, changeOf(state, step, { ...extras, correlationId: null }), now);
  });
  if (work) pass.lanes.committed(work);
  return work !== null;
};

/** @returns false when the agent has no room any more or somebody else has the conversation. */
const assign = async (
  pass: Pass,
  queue: QueueRecord,
  { entry, userId }: Match,
): Promise<boolean> => {
  const { org } = entry;
  const name = await shownNameOf(pass.directory, org, userId);
  if (name === null) {
    // The user was deleted or suspended while on queue.
    const at = pass.clock.now();
    await briefly(pass, (tx) => setOnQueue(tx, { org, userId }, { onQueue: false, at }));
    return false;
  }
  return commit(pass, entry, async (state, ctx) => {
    const { tx, now } = ctx;
    await lockUsers(tx, org, [userId, ...usersIn(state)]);
    await ensureAgent(tx, { org, userId }, now);
    const { defaultCapacity } = pass;
    if (!(await takePlace(tx, { org, userId }, { defaultCapacity }))) return null;
    const routing = liveOf(state, 'acd')?.routing ?? null;
    const rules = agentRulesOf(queue, await findReassignment(tx, { org, queue: queue.id }));
    const offer = { userId, name, queueId: queue.id, routing, rules };
    return { step: offerToAgent(state, offer, ctx) };
  });
};

/** Everybody who waits for a queue that was deleted, as was said when it was. @returns whether there was anybody. */
const clearQueue = async (pass: Pass, key: WaitingQueue): Promise<boolean> => {
  const removal = await removalOf(pass, key);
  const waiting = await listWaiting(pass.db, key, { now: pass.clock.now(), offset: 0 });
  const open = waiting.filter(({ id }) => !pass.failed.has(id));
  for (const entry of open)
    await tried(pass, entry, () =>
      commit(pass, entry, (state, ctx) => clearOne(pass, state, { removal, ctx })),
    );
  return open.length > 0;
};

const withLessRoom = (agents: readonly Candidate[], matches: readonly Match[]): Candidate[] =>
  agents
    .map((agent) => {
      const taken = matches.filter(({ userId }) => userId === agent.userId).length;
      return { ...agent, active: agent.active + taken, room: agent.room - taken };
    })
    .filter(({ room }) => room > 0);

/** @returns whether another look may find more. */
const decideQueue = async (pass: Pass, key: WaitingQueue): Promise<boolean> => {
  const { db, clock, failed, defaultCapacity } = pass;
  if (!pass.lanes.owns(partOf(key.queue))) return false;
  const queue = await findQueue(db, key.org, key.queue);
  // There may be more than one look sees, and they may wait somewhere else now.
  if (!queue) return clearQueue(pass, key);
  const method = withDefaults(queue.doc).skillEvaluationMethod;
  const now = clock.now();
  let agents = await listCandidates(db, key, defaultCapacity);
  let lost = false;
  // Those in front may ask for skills that nobody here has; they must not keep others from being seen.
  for (let offset = 0; agents.length > 0; ) {
    const waiting = await listWaiting(db, key, { now, offset });
    const open = waiting.filter(({ id }) => !failed.has(id));
    const matches = matchQueue(open, agents, method);
    for (const match of matches)
      if (!(await tried(pass, match.entry, () => assign(pass, queue, match)))) lost = true;
    agents = withLessRoom(agents, matches);
    offset += waiting.length - matches.length;
    if (waiting.length < waitingPage) break;
  }
  return lost;
};

const lookAtQueue = async (pass: Pass, key: WaitingQueue): Promise<void> => {
  const { failed } = pass;
  for (let looks = 0; looks < mostLooks; ) {
    const before = failed.size;
    if (!(await decideQueue(pass, key))) return;
    // Whom a failed entry would have got may take another one.
    if (failed.size === before || failed.size > mostFailures) looks += 1;
  }
};

/**
 * Assigns what can be assigned in every queue of this node.
 * @throws DatabaseUnavailable; any other failure is told in the log, and concerns one entry or one queue only.
 */
export const decideAll = async (deps: AcdDeps): Promise<void> => {
  const pass: Pass = { ...deps, failed: new Set() };
  for (const key of await queuesWithWaiting(deps.db)) {
    try {
      await lookAtQueue(pass, key);
    } catch (error) {
      if (isDatabaseUnavailable(error)) throw error;
      deps.log.warn({ err: error, ...key }, 'a queue is looked at again later');
    }
  }
};
