import { type StepTime, type Values, WorkPool } from '@tandem/flows';
import type { Clock, Database, Ids } from '@tandem/kit';
import type { CommittedWork } from '@tandem/lanes';
import type { ThreadChange } from '../conversations/index.ts';
import { type BatchTime, createBatchTime } from './batch-time.ts';
import {
  afterChange,
  type DirectSurroundings,
  directChange,
  type NewInputs,
  newThread,
  type RestingThread,
} from './direct.rules.ts';
import { type DirectChange, loadResting, takeBatch } from './direct.store.ts';
import type { RoutingDirectories } from './directory.types.ts';
import type { FlowShelf } from './flow-shelf.ts';
import { lockKeyOf, orderedUuid } from './inbound.rules.ts';
import type { Accepted, InboundItem } from './inbound.types.ts';
import type { IntegrationConfigs } from './integration-config.ts';
import type { RunSamplers } from './run-sampler.ts';

export type DirectDeps = {
  readonly db: Database;
  readonly clock: Clock;
  readonly ids: Ids;
  readonly configs: IntegrationConfigs;
  readonly directories: RoutingDirectories;
  readonly shelf: FlowShelf;
  readonly globals: (org: string) => Promise<Values>;
  readonly receipts: 'failed' | 'all';
  readonly samples: RunSamplers;
  /** `lanes.inDoubt` of this half: what ends nodes has to be in its lane before it is tried. */
  readonly inDoubt: () => boolean;
  /** After the commit, as for changes that a lane made. */
  readonly onCommitted: (work: readonly CommittedWork[], changes: readonly ThreadChange[]) => void;
};

/**
 * Accepts and advances new messages in one transaction where their threads rest.
 * @returns the items that are stored, with their answers; all others have to go through their lanes.
 */
export type Direct = (items: readonly InboundItem[]) => Promise<ReadonlyMap<InboundItem, Accepted>>;

/** Units of work, and milliseconds, of a step that is taken while its customer waits for the acceptance. */
const most = { units: 50_000, ms: 20 } as const;

/** Characters of the largest state of a run that is kept in memory with its thread. */
const largestState = 16_384;

/** Threads kept in memory; the ones longest not written to go first. */
const mostThreads = 20_000;
/** For how long a thread that somebody holds is left to its lane without a look. */
const leaveMs = 5_000;

type Remembered = { readonly thread: RestingThread } | { readonly leaveUntilMs: number };

/**
 * Threads as this node last left them, and integrations whose flow is too much to be taken at once. Nothing relies on
 * it: the database refuses what is out of date.
 */
const createMemory = (clock: Clock) => {
  const known = new Map<string, Remembered>();
  const set = (key: string, remembered: Remembered) => {
    known.delete(key);
    known.set(key, remembered);
    const oldest = known.keys().next().value;
    if (known.size > mostThreads && oldest !== undefined) known.delete(oldest);
  };
  return {
    /** Undefined: not known; null: left to its lane for now. */
    get(key: string): RestingThread | null | undefined {
      const found = known.get(key);
      if (!found) return undefined;
      if ('thread' in found) return found.thread;
      return found.leaveUntilMs > clock.monotonicMs() ? null : undefined;
    },
    keep: (key: string, thread: RestingThread) => set(key, { thread }),
    leave: (key: string) => set(key, { leaveUntilMs: clock.monotonicMs() + leaveMs }),
    forget: (key: string) => known.delete(key),
  };
};

const keyOf = ({ integrationId, customerKey }: InboundItem) => `${integrationId} ${customerKey}`;

type Group = { readonly key: string; readonly first: InboundItem; readonly items: InboundItem[] };

const groupsOf = (items: readonly InboundItem[]): Group[] => {
  const groups = new Map<string, Group>();
  for (const item of items) {
    const key = keyOf(item);
    const group = groups.get(key);
    if (group) group.items.push(item);
    else groups.set(key, { key, first: item, items: [item] });
  }
  return [...groups.values()];
};

/** One round of the acceptor's batch. */
type Round = { readonly now: Date; readonly time: BatchTime };

const byLock = (a: DirectChange, b: DirectChange) => {
  const [left, right] = [BigInt(a.lock), BigInt(b.lock)];
  return left < right ? -1 : left > right ? 1 : 0;
};

/** A step that fails is the lane's to judge. */
const tried = (
  thread: RestingThread,
  inputs: NewInputs,
  surroundings: DirectSurroundings,
): ThreadChange | null => {
  try {
    return directChange(thread, inputs, surroundings);
  } catch {
    return null;
  }
};

const answersOf = (taken: readonly DirectChange[]) =>
  new Map(
    taken.flatMap(({ items, change }) =>
      items.map(
        (item) => [item, { id: item.id, conversationId: change.after.conversation.id }] as const,
      ),
    ),
  );

/** Null where no flow is routed to. */
const surroundingsOf = async (
  deps: DirectDeps & { readonly stepTime: StepTime },
  { org, integrationId }: InboundItem,
  thread: RestingThread,
): Promise<DirectSurroundings | null> => {
  const { receipts, samples } = deps;
  const config = await deps.configs(integrationId);
  if (!config?.flow) return null;
  await deps.shelf.ready(org);
  const directory = await deps.directories(org);
  const known = {
    config,
    directory,
    flows: deps.shelf.open(org),
    receipts,
    pool: new WorkPool(deps.stepTime, most.units),
    samples: samples.reserve,
  };
  const plain = config.flow.readsGlobals === false && !thread.state?.flow;
  return plain ? known : { ...known, globals: await deps.globals(org) };
};

export const createDirect = (given: DirectDeps): Direct => {
  const { db, clock, ids } = given;
  const deps = { ...given, stepTime: { monotonicMs: clock.monotonicMs, mostMs: most.ms } };

  const memory = createMemory(clock);

  const remember = (key: string, thread: RestingThread): void => {
    if ((thread.state?.flow?.size ?? 0) > largestState) memory.leave(key);
    else memory.keep(key, thread);
  };
  const recall = async (groups: readonly Group[]): Promise<void> => {
    const unknown = groups.filter(({ key }) => memory.get(key) === undefined);
    if (unknown.length === 0) return;
    const loaded = await loadResting(
      db,
      unknown.map(({ first }) => first),
    );
    for (const [index, { key, first }] of unknown.entries()) {
      const found = loaded[index] ?? 'busy';
      if (found === 'absent') memory.keep(key, newThread(first));
      else if (found !== 'busy') remember(key, found);
    }
  };
  const plan = async (group: Group, { now, time }: Round): Promise<DirectChange | null> => {
    const { key, first, items } = group;
    const { integrationId } = first;
    const thread = memory.get(key);
    if (!thread || memory.get(integrationId) === null) return null;
    const surroundings = await surroundingsOf(deps, first, thread);
    if (!surroundings || time.wasOver()) return null;
    const opens = orderedUuid(now, ids.hex32());
    const change = tried(thread, { items, opens, now }, surroundings);
    time.stepped(integrationId);
    if (change) return { thread, lock: lockKeyOf(integrationId, first.customerKey), items, change };
    memory.leave(surroundings.pool.isSpent ? integrationId : key);
    return null;
  };
  const rememberAll = (taken: readonly DirectChange[], threads: readonly number[]) => {
    for (const [index, { thread, items, change }] of taken.entries())
      remember(
        keyOf(items[0] as InboundItem),
        afterChange(thread, change, threads[index] ?? thread.thread),
      );
  };
  const take = async (
    planned: readonly DirectChange[],
    now: Date,
  ): Promise<readonly DirectChange[]> => {
    if (planned.length === 0) return [];
    const result = await takeBatch(db, planned, now);
    if ('work' in result) {
      rememberAll(planned, result.threads);
      deps.onCommitted(
        result.work,
        planned.map(({ change }) => change),
      );
      return planned;
    }
    for (const position of result.refused)
      memory.forget(keyOf(planned[position]?.items[0] as InboundItem));
    return take(
      planned.filter((_, position) => !result.refused.has(position)),
      now,
    );
  };
  return async (items) => {
    if (deps.inDoubt()) return new Map();
    const groups = groupsOf(items);
    await recall(groups);
    const now = clock.now();
    const round = { now, time: createBatchTime(clock) };
    const plans = await Promise.all(groups.map((group) => plan(group, round)));
    const planned = plans.filter((one) => one !== null).sort(byLock);
    return answersOf(await take(planned, now));
  };
};
