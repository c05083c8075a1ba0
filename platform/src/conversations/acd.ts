import type { Clock, Database, Ids, Log, Timer } from '@tandem/kit';
import { type Lanes, partOf } from '@tandem/lanes';
import { ensureAgent, lockUsers, setOnQueue, takePlace } from '../presence/index.ts';
import { findQueue, type QueueRecord, withDefaults } from '../routing/index.ts';
import { loadByConversation } from '../threads/index.ts';
import { type Directory, nameOf } from '../users/index.ts';
import { type Candidate, type Match, matchQueue, type WaitingEntry } from './acd.rules.ts';
import {
  dropWaiting,
  forgetDeclined,
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

/** Pairs waiting conversations with agents. One node decides for a queue: the owner of its partition. */
export type Acd = {
  readonly start: () => void;
  /** Looks at the queues soon; without ids at all that have somebody waiting. Cheap to call often. */
  readonly wake: () => void;
  /** Looks at every queue of this node now; resolves when nothing more can be assigned. */
  readonly decide: () => Promise<void>;
  readonly stop: () => Promise<void>;
};

/** Looks without being woken, as the guarantee; milliseconds. */
const pollMs = 1000;
/** Wake-ups within this time are one; milliseconds. */
const gatherMs = 5;

type Planned = Pick<Decision<void>, 'step' | 'extras'>;

const commit = async (
  deps: AcdDeps,
  entry: WaitingEntry,
  plan: (state: ThreadState, ctx: Context) => Promise<Planned | null>,
): Promise<boolean> => {
  const now = deps.clock.now();
  const work = await deps.db.transaction(async (tx) => {
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
    const ctx = { tx, now, at: now.toISOString(), uuid: deps.ids.uuid };
    const planned = await plan(state, ctx);
    if (!planned) return null;
    const { step, extras = {} } = planned;
    return commitChange(tx, changeOf(state, step, { ...extras, correlationId: null }), now);
  });
  if (work) deps.lanes.committed(work);
  return work !== null;
};

/** @returns false when the agent has no room any more or somebody else has the conversation. */
const assign = async (
  deps: AcdDeps,
  queue: QueueRecord,
  { entry, userId }: Match,
): Promise<boolean> => {
  const { org } = entry;
  const name = await nameOf(deps.directory, org, userId);
  if (name === null) {
    // The user was deleted or suspended while on queue.
    const at = deps.clock.now();
    await deps.db.transaction((tx) => setOnQueue(tx, { org, userId }, { onQueue: false, at }));
    return false;
  }
  return commit(deps, entry, async (state, ctx) => {
    const { tx, now } = ctx;
    await lockUsers(tx, org, [userId, ...usersIn(state)]);
    await ensureAgent(tx, { org, userId }, now);
    const { defaultCapacity } = deps;
    if (!(await takePlace(tx, { org, userId }, { defaultCapacity }))) return null;
    const routing = liveOf(state, 'acd')?.routing ?? null;
    const offer = { userId, name, queueId: queue.id, routing, rules: agentRulesOf(queue) };
    return { step: offerToAgent(state, offer, ctx) };
  });
};

/** Everybody who waits for a queue that was deleted, as was said when it was. */
const clearQueue = async (deps: AcdDeps, key: WaitingQueue): Promise<void> => {
  const removal = await removalOf(deps, key);
  const waiting = await listWaiting(deps.db, key, { now: deps.clock.now(), offset: 0 });
  for (const entry of waiting)
    await commit(deps, entry, (state, ctx) => clearOne(deps, state, { removal, ctx }));
};

const withLessRoom = (agents: readonly Candidate[], matches: readonly Match[]): Candidate[] =>
  agents
    .map((agent) => {
      const taken = matches.filter(({ userId }) => userId === agent.userId).length;
      return { ...agent, active: agent.active + taken, room: agent.room - taken };
    })
    .filter(({ room }) => room > 0);

/** @returns whether another look may find more. */
const decideQueue = async (deps: AcdDeps, key: WaitingQueue): Promise<boolean> => {
  if (!deps.lanes.owns(partOf(key.queue))) return false;
  const queue = await findQueue(deps.db, key.org, key.queue);
  if (!queue) {
    await clearQueue(deps, key);
    // There may be more than one look sees, and they may wait somewhere else now.
    return true;
  }
  const method = withDefaults(queue.doc).skillEvaluationMethod;
  const now = deps.clock.now();
  let agents = await listCandidates(deps.db, key, deps.defaultCapacity);
  let lost = false;
  // Those in front may ask for skills that nobody here has; they must not keep others from being seen.
  for (let offset = 0; agents.length > 0; ) {
    const waiting = await listWaiting(deps.db, key, { now, offset });
    const matches = matchQueue(waiting, agents, method);
    for (const match of matches) if (!(await assign(deps, queue, match))) lost = true;
    agents = withLessRoom(agents, matches);
    offset += waiting.length - matches.length;
    if (waiting.length < waitingPage) break;
  }
  return lost;
};

const mostLooks = 5;

const decideAll = async (deps: AcdDeps): Promise<void> => {
  for (const key of await queuesWithWaiting(deps.db)) {
    let looks = 0;
    while (looks < mostLooks && (await decideQueue(deps, key))) looks += 1;
  }
};

/** Starts nothing by itself; call `start`. */
export const createAcd = (deps: AcdDeps): Acd => {
  const { clock, log } = deps;
  let stopped = true;
  let running: Promise<void> | null = null;
  let again = false;
  let timer: Timer | null = null;
  let soon: Timer | null = null;
  let background: Promise<void> = Promise.resolve();

  const look = (): Promise<void> => {
    again = true;
    running ??= (async () => {
      while (again) {
        again = false;
        await decideAll(deps);
      }
    })().finally(() => {
      running = null;
    });
    return running;
  };
  /** Started by a timer or a wake-up, so nobody else waits for it; `stop` does. */
  const inBackground = (work: () => Promise<void>) => {
    background = work().catch((error: unknown) =>
      log.warn({ err: error }, 'assignment is tried again'),
    );
    return background;
  };
  const poll = () => {
    if (stopped) return;
    timer = clock.after(pollMs, () => {
      void inBackground(async () => {
        await forgetDeclined(deps.db, clock.now());
        await look();
      }).finally(poll);
    });
  };
  return {
    start() {
      if (!stopped) return;
      stopped = false;
      poll();
      void inBackground(look);
    },
    wake() {
      if (stopped || soon) return;
      soon = clock.after(gatherMs, () => {
        soon = null;
        void inBackground(look);
      });
    },
    decide: look,
    async stop() {
      stopped = true;
      timer?.cancel();
      soon?.cancel();
      await background;
      await running?.catch(() => {});
    },
  };
};
