import { type StepTime, type Values, WorkPool } from '@tandem/flows';
import type { Clock, Database, Ids } from '@tandem/kit';
import type { CommittedWork } from '@tandem/lanes';
import type { ThreadChange } from '../conversations/index.ts';
import { type BatchTime, createBatchTime } from './batch-time.ts';
import { createMemory, keyOf, type Memory } from './direct.memory.ts';
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

export type Taken = {
  /** The items that are stored, with their answers. All others are to be accepted. */
  readonly answers: ReadonlyMap<InboundItem, Accepted>;
  /** Items of which nothing follows as long as their threads have these change numbers: no lane has to see them. */
  readonly resting: Resting;
};

export type Resting = ReadonlyMap<InboundItem, number>;

export type Direct = {
  /** Accepts and advances new messages in one transaction where their threads rest. */
  readonly take: (items: readonly InboundItem[]) => Promise<Taken>;
  /** After items were accepted that rested with the change numbers they had then: which of them did so still. */
  readonly accepted: (
    items: readonly InboundItem[],
    found: { readonly resting: Resting; readonly rested: ReadonlySet<InboundItem> },
  ) => void;
  /** Somebody else has changed the threads. */
  readonly changed: (threads: readonly number[]) => void;
};

/** Units of work, and milliseconds, of a step that is taken while its customer waits for the acceptance. */
const most = { units: 50_000, ms: 20 } as const;

/** New messages that change nothing of their thread. */
type RestingItems = Pick<DirectChange, 'thread' | 'items'>;

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
): ReturnType<typeof directChange> => {
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

/** Threads that are not known yet, but for those with inputs that wait. */
const recall = async (db: Database, memory: Memory, groups: readonly Group[]): Promise<void> => {
  const unknown = groups.filter(({ key }) => memory.get(key) === undefined);
  if (unknown.length === 0) return;
  const loaded = await loadResting(
    db,
    unknown.map(({ first }) => first),
  );
  for (const [index, { key, first }] of unknown.entries()) {
    const found = loaded[index] ?? 'busy';
    if (found === 'absent') memory.remember(key, newThread(first));
    else if (found !== 'busy') memory.remember(key, found);
  }
};

export const createDirect = (given: DirectDeps): Direct => {
  const { db, clock, ids } = given;
  const deps = { ...given, stepTime: { monotonicMs: clock.monotonicMs, mostMs: most.ms } };

  const memory = createMemory(clock);
  const plan = async (
    group: Group,
    { now, time }: Round,
  ): Promise<DirectChange | RestingItems | null> => {
    const { key, first, items } = group;
    const { integrationId } = first;
    const thread = memory.get(key);
    if (!thread || memory.get(integrationId) === null) return null;
    const surroundings = await surroundingsOf(deps, first, thread);
    if (!surroundings || time.wasOver()) return null;
    const opens = orderedUuid(now, ids.hex32());
    const change = tried(thread, { items, opens, now }, surroundings);
    time.stepped(integrationId);
    if (change === 'nothing') return { thread, items };
    if (change) return { thread, lock: lockKeyOf(integrationId, first.customerKey), items, change };
    memory.leave(surroundings.pool.isSpent ? integrationId : key);
    return null;
  };
  const rememberAll = (taken: readonly DirectChange[], threads: readonly number[]) => {
    for (const [index, { thread, items, change }] of taken.entries())
      memory.remember(
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
      // Whoever is told of changes forgets the threads; here it is known what became of them.
      deps.onCommitted(
        result.work,
        planned.map(({ change }) => change),
      );
      rememberAll(planned, result.threads);
      return planned;
    }
    for (const position of result.refused)
      memory.forget(keyOf(planned[position]?.items[0] as InboundItem));
    return take(
      planned.filter((_, position) => !result.refused.has(position)),
      now,
    );
  };
  return {
    async take(items) {
      if (deps.inDoubt()) return { answers: new Map(), resting: new Map() };
      const groups = groupsOf(items);
      await recall(db, memory, groups);
      const now = clock.now();
      const round = { now, time: createBatchTime(clock) };
      const plans = await Promise.all(groups.map((group) => plan(group, round)));
      const found = plans.filter((one) => one !== null);
      const planned = found.filter((one) => 'change' in one).sort(byLock);
      const resting = new Map(
        found.flatMap((one) =>
          'change' in one ? [] : one.items.map((item) => [item, one.thread.rev] as const),
        ),
      );
      return { answers: answersOf(await take(planned, now)), resting };
    },
    accepted(items, { resting, rested }) {
      for (const { key, first, items: own } of groupsOf(items)) {
        const thread = memory.get(key);
        if (!thread) continue;
        const isKnown = thread.rev === resting.get(first);
        if (isKnown && own.every((item) => rested.has(item)))
          memory.remember(key, { ...thread, rev: thread.rev + 1, customer: first.customer });
        else memory.forget(key);
      }
    },
    changed: (threads) => threads.forEach(memory.forgetThread),
  };
};
