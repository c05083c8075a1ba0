import { type Values, WorkPool } from '@tandem/flows';
import type { Clock, Database, Log, Transaction } from '@tandem/kit';
import type { BatchQueue, CommittedWork, LaneBatch } from '@tandem/lanes';
import type { ThreadChange } from '../conversations/index.ts';
import {
  applyChanges,
  freeThreads,
  integrationsOf,
  loadConversation,
  lockAndLoad,
  type StoredThread,
  toMessageKey,
} from '../threads/index.ts';
import { createBatchTime } from './batch-time.ts';
import { type RoutingDirectories, type RoutingDirectory, watchMisses } from './directory.types.ts';
import { answerContext, type CallAnswer } from './flow-answer.ts';
import { storeRecords } from './flow-record.store.ts';
import { openStates, sealStates } from './flow-seal.ts';
import type { FlowMisses, FlowShelf } from './flow-shelf.ts';
import { type InputPayload, inputQueue } from './inbound.types.ts';
import type { MessageReceipt } from './input.draft.ts';
import {
  conversationOf,
  type InputWork,
  stepThread,
  type ThreadStep,
  type TimerSteps,
} from './input.step.ts';
import type { IntegrationConfig, IntegrationConfigs } from './integration-config.ts';
import type { Sealer } from './messaging.deps.ts';
import type { RunSamplers } from './run-sampler.ts';

export type InputLaneDeps = {
  readonly db: Database;
  readonly clock: Clock;
  readonly log: Log;
  readonly configs: IntegrationConfigs;
  readonly directories: RoutingDirectories;
  readonly shelf: FlowShelf;
  readonly globals: (org: string) => Promise<Values>;
  readonly sealer: Sealer;
  readonly timers: TimerSteps;
  readonly receipts: 'failed' | 'all';
  readonly samples: RunSamplers;
  /** Takes the locks that `onChanges` needs, after those of the threads and before anything is written. */
  readonly beforeChanges: (tx: Transaction, changes: readonly ThreadChange[]) => Promise<void>;
  /** Further effects of changes in their own transaction (capacity of agents and the like). */
  readonly onChanges: (tx: Transaction, changes: readonly ThreadChange[]) => Promise<void>;
  /** After the commit: deliveries for the lanes, changes for whoever waits for them (ACD). */
  readonly onCommitted: (work: readonly CommittedWork[], changes: readonly ThreadChange[]) => void;
};

type Batch = Omit<LaneBatch, 'work'> & { readonly work: readonly InputWork[] };

type Known = {
  readonly integrations: ReadonlyMap<number, string>;
  readonly configs: ReadonlyMap<string, IntegrationConfig | null>;
  readonly directories: ReadonlyMap<string, RoutingDirectory>;
  readonly globals: ReadonlyMap<string, Values>;
  /** Directories as they are now, not of a moment ago. */
  readonly fresh: boolean;
};

/** Steps need flows that are not in memory. */
class MissingFlows extends Error {
  readonly misses: ReadonlyMap<string, FlowMisses>;
  constructor(misses: ReadonlyMap<string, FlowMisses>) {
    super('flows are missing in memory');
    this.misses = misses;
  }
}

/** A step named something that the snapshot of its directory does not hold. */
class StaleDirectory extends Error {}

const integrationOf = (payload: InputPayload): string | null =>
  'integration' in payload ? payload.integration : null;

/** Reads what the steps need before the transaction begins: inside, nothing waits for anything but the database. */
const prepare = async (
  deps: InputLaneDeps,
  batches: readonly Batch[],
  fresh: boolean,
): Promise<Known> => {
  const integrations = new Map<number, string>();
  for (const { lane, work } of batches) {
    const id = work.map(({ payload }) => integrationOf(payload)).find((one) => one !== null);
    if (id) integrations.set(lane, id);
  }
  const others = batches.map(({ lane }) => lane).filter((lane) => !integrations.has(lane));
  if (others.length > 0)
    for (const [lane, id] of await integrationsOf(deps.db, others)) integrations.set(lane, id);
  const ids = [...new Set(integrations.values())];
  const orgs = [...new Set(batches.flatMap(({ work }) => work.map(({ org }) => org)))];
  await Promise.all(orgs.map((org) => deps.shelf.ready(org)));
  const [configs, directories, globals] = await Promise.all([
    Promise.all(ids.map(async (id) => [id, await deps.configs(id)] as const)),
    Promise.all(orgs.map(async (org) => [org, await deps.directories(org, { fresh })] as const)),
    Promise.all(orgs.map(async (org) => [org, await deps.globals(org)] as const)),
  ]);
  return {
    integrations,
    configs: new Map(configs),
    directories: new Map(directories),
    globals: new Map(globals),
    fresh,
  };
};

/** The thread with the conversation its first input is about: a timer may belong to an earlier one. */
const withConversation = async (
  tx: Transaction,
  stored: StoredThread,
  first: InputWork,
): Promise<StoredThread> => {
  const wanted = 'timer' in first.payload ? conversationOf(first) : null;
  if (wanted === null || wanted === stored.state?.conversation.id) return stored;
  return { ...stored, state: await loadConversation(tx, stored, wanted) };
};

/** Answers that were stored sealed, opened. */
const openAnswers = async (
  { sealer }: InputLaneDeps,
  batches: readonly Batch[],
): Promise<readonly Batch[]> => {
  const open = async (work: InputWork): Promise<InputWork> => {
    const { org, payload } = work;
    if (!('kind' in payload) || payload.kind !== 'flow' || !('sealed' in payload.answer))
      return work;
    const sealed = Buffer.from(payload.answer.sealed, 'base64');
    const text = await sealer.open(org, answerContext(payload.run), sealed);
    return { ...work, payload: { ...payload, answer: JSON.parse(text) as CallAnswer } };
  };
  const isSealed = ({ payload }: InputWork) =>
    'kind' in payload && payload.kind === 'flow' && 'sealed' in payload.answer;
  return Promise.all(
    batches.map(async (batch) =>
      batch.work.some(isSealed)
        ? { ...batch, work: await Promise.all(batch.work.map(open)) }
        : batch,
    ),
  );
};

/** Ids of the rows that a batch did not do, as lanes want them told. */
type Left = {
  readonly undone: readonly number[];
  readonly unbegun: readonly number[];
};

type Stepped = {
  readonly changes: ThreadChange[];
  readonly receipts: MessageReceipt[];
  readonly finished: { part: number; id: number; epoch: number }[];
  readonly undone: number[];
  /** What there was no time for. */
  readonly later: Batch[];
};

const idsOf = (batches: readonly Batch[]) =>
  batches.flatMap(({ work }) => work.map(({ id }) => id));

/** Notes what became of the inputs of a thread. */
const noteStep = (stepped: Stepped, batch: Batch, step: ThreadStep): void => {
  const { part, epoch, work } = batch;
  const { change, receipts, taken } = step;
  if (change) stepped.changes.push(change);
  stepped.receipts.push(...receipts);
  stepped.finished.push(...work.slice(0, taken).map(({ id }) => ({ part, id, epoch })));
  if (taken === 0) stepped.undone.push(...work.map(({ id }) => id));
  else if (taken < work.length) stepped.later.push({ ...batch, work: work.slice(taken) });
};

const joined = (some: FlowMisses | undefined, more: FlowMisses): FlowMisses =>
  some ? { keys: new Set([...some.keys, ...more.keys]), list: some.list || more.list } : more;

const stepAll = async (
  tx: Transaction,
  deps: InputLaneDeps,
  { batches, known }: { batches: readonly Batch[]; known: Known },
): Promise<Stepped & Left> => {
  const loaded = await lockAndLoad(
    tx,
    batches.map(({ lane }) => lane),
  );
  const stored = await openStates(tx, deps.sealer, loaded);
  const missing = new Map<string, FlowMisses>();
  const stepped: Stepped = { changes: [], receipts: [], finished: [], undone: [], later: [] };
  const now = deps.clock.now();
  const integrationOf = ({ lane }: Batch) => known.integrations.get(lane) ?? '';
  const time = createBatchTime(deps.clock);
  const common = {
    ...{ now, receipts: deps.receipts, samples: deps.samples.take, isOver: time.isOver },
    pool: (units?: number) => new WorkPool(deps.clock, units),
  };
  for (const batch of batches) {
    const thread = stored.get(batch.lane);
    const first = batch.work[0];
    const directory = first && known.directories.get(first.org);
    if (!thread || !first || !directory) continue;
    if (time.wasOver()) {
      stepped.later.push(batch);
      continue;
    }
    const config = known.configs.get(integrationOf(batch)) ?? null;
    const watched = watchMisses(directory);
    const flows = deps.shelf.open(first.org);
    const globals = known.globals.get(first.org) ?? {};
    const step = stepThread(await withConversation(tx, thread, first), batch.work, {
      surroundings: { ...common, config, directory: watched.directory, flows, globals },
      timers: deps.timers,
    });
    if (watched.missed() && !known.fresh) throw new StaleDirectory();
    const misses = flows.missed();
    if (misses) missing.set(first.org, joined(missing.get(first.org), misses));
    noteStep(stepped, batch, step);
    time.stepped(integrationOf(batch));
  }
  if (missing.size > 0) throw new MissingFlows(missing);
  return { ...stepped, unbegun: idsOf(time.lightFirst(stepped.later, integrationOf)) };
};

/** Status of a message by the receipt of its channel. */
const statusOf: Readonly<Record<string, string>> = {
  Sent: 'sent',
  Delivered: 'delivery-success',
  Failed: 'delivery-failed',
  Read: 'read',
  Published: 'published',
  Removed: 'removed',
};

const noteReceipts = (tx: Transaction, receipts: readonly MessageReceipt[]) =>
  tx.query('select note_receipts($1, $2, $3)', [
    receipts.map(({ messageId }) => toMessageKey(messageId)),
    receipts.map(({ status }) => statusOf[status] ?? 'sent'),
    receipts.map(({ receipt }) => JSON.stringify([receipt])),
  ]);

const finish = (tx: Transaction, finished: Stepped['finished']) =>
  tx.call('lane_finish', 'select lane_finish($1, $2, $3)', [
    finished.map(({ part }) => part),
    finished.map(({ id }) => id),
    finished.map(({ epoch }) => epoch),
  ]);

const commit = async (
  deps: InputLaneDeps,
  batches: readonly Batch[],
  known: Known,
): Promise<Left> => {
  const { stepped, work } = await deps.db.transaction(async (tx) => {
    const all = await stepAll(tx, deps, { batches, known });
    if (all.changes.length > 0) await deps.beforeChanges(tx, all.changes);
    const deliveries = await applyChanges(tx, await sealStates(deps.sealer, all.changes));
    await storeRecords(tx, deps.sealer, all.changes);
    if (all.receipts.length > 0) await noteReceipts(tx, all.receipts);
    if (all.changes.length > 0) await deps.onChanges(tx, all.changes);
    await finish(tx, all.finished);
    return { stepped: all, work: deliveries };
  });
  deps.onCommitted(work, stepped.changes);
  return stepped;
};

const lockWait = '55P03';

/** Tries of a batch that waited too long although none of its threads is held: for an agent, say. */
const mostTries = 5;

const nothingLeft: Left = { undone: [], unbegun: [] };

/** Goes on without threads that are held elsewhere; their inputs stay for the next round. */
const commitFree = async (
  deps: InputLaneDeps,
  { batches, known }: { batches: readonly Batch[]; known: Known },
  tries = mostTries,
): Promise<Left> => {
  try {
    return batches.length === 0 ? nothingLeft : await commit(deps, batches, known);
  } catch (error) {
    if ((error as { code?: string }).code !== lockWait) throw error;
    if (tries === 0) return { ...nothingLeft, undone: idsOf(batches) };
    const free = await freeThreads(
      deps.db,
      batches.map(({ lane }) => lane),
    );
    const held = batches.filter(({ lane }) => !free.has(lane));
    const rest = batches.filter(({ lane }) => free.has(lane));
    const { undone, unbegun } = await commitFree(deps, { batches: rest, known }, tries - 1);
    return { undone: [...idsOf(held), ...undone], unbegun };
  }
};

/** Loads of flows for one batch: each step may find that it needs a further one. */
const mostLoads = 64;

const runBatch = async (
  deps: InputLaneDeps,
  batches: readonly Batch[],
  { fresh, loads }: { readonly fresh: boolean; readonly loads: number },
): Promise<Left> => {
  try {
    return await commitFree(deps, { batches, known: await prepare(deps, batches, fresh) });
  } catch (error) {
    if (error instanceof StaleDirectory) return runBatch(deps, batches, { fresh: true, loads });
    if (!(error instanceof MissingFlows) || loads === mostLoads) throw error;
    await Promise.all([...error.misses].map(([org, misses]) => deps.shelf.load(org, misses)));
    return runBatch(deps, batches, { fresh, loads: loads + 1 });
  }
};

/** The lane of inputs: many threads advance in one transaction, each by its own inputs in order. */
export const createInputLane = (deps: InputLaneDeps): BatchQueue => ({
  name: inputQueue,
  mode: 'batch',
  countsLostTries: true,
  maxLanes: 256,
  async run(batch) {
    const batches = await openAnswers(deps, batch as readonly Batch[]);
    return runBatch(deps, batches, { fresh: false, loads: 0 });
  },
});
