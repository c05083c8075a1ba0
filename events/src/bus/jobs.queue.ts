import type { Transaction } from '@tandem/kit';
import {
  type CommittedWork,
  type EffectContext,
  type EffectQueue,
  enqueueWork,
  type Outcome,
  type Work,
} from '@tandem/lanes';
import { archivedEvents, findArchive } from './archives.store.ts';
import { type BusDeps, type BusRecord, busJobQueue, type SourceRecord } from './bus.model.ts';
import { hasKept } from './bus-events.store.ts';
import { laneOf } from './lanes-of-keys.ts';
import { findBus, findSource, lockSource } from './partner-sources.store.ts';
import { type PublishDeps, publishEvents, releaseKept } from './publish.ts';
import { findReplay, moveReplay, type ReplayRecord } from './replays.store.ts';

/** What a bus has to catch up with: events that were kept, or a replay. */
export type BusJob = { readonly bus: string; readonly source: string } & (
  | { readonly job: 'release' }
  | { readonly job: 'replay'; readonly replay: string }
);

/** Stores a job in the caller's transaction. */
export const enqueueJob = (
  tx: Transaction,
  org: string,
  payload: BusJob,
): Promise<CommittedWork[]> =>
  enqueueWork(tx, [{ org, queue: busJobQueue, ...laneOf(payload.bus, payload.job), payload }]);

type JobDeps = Pick<BusDeps, 'db' | 'committed'> & PublishDeps;

/** Events of one transaction. */
const pageSize = 200;

type Page = { readonly more: boolean; readonly work: CommittedWork[] };
const ended: Page = { more: false, work: [] };

type Standing = { readonly bus: BusRecord; readonly source: SourceRecord };

/** The bus and its source under the lock. `away`: the bus is gone. `waits`: its source is not active. */
const standing = async (
  tx: Transaction,
  org: string,
  job: BusJob,
): Promise<Standing | 'away' | 'waits'> => {
  await lockSource(tx, org, job.source);
  const bus = await findBus(tx, org, { id: job.bus });
  if (!bus) return 'away';
  const source = await findSource(tx, org, { name: job.source });
  return source?.state === 'ACTIVE' ? { bus, source } : 'waits';
};

const releasePage = async (deps: JobDeps, tx: Transaction, { bus }: Standing): Promise<Page> => {
  const { released, work } = await releaseKept(deps, tx, { bus, limit: pageSize });
  return { more: released === pageSize, work };
};

const replayEvents = async (
  deps: JobDeps,
  tx: Transaction,
  { bus, source, replay }: Standing & { readonly replay: ReplayRecord },
): Promise<Page> => {
  const { org, archive, from, to, cursor } = replay;
  const rows = await archivedEvents(tx, {
    ...{ org, archive, from, to },
    ...{ after: cursor, limit: pageSize },
  });
  const events = rows.map(({ id, key, envelope }) => ({
    ...{ id, key },
    envelope: { ...envelope, 'replay-name': replay.name },
  }));
  const from_ = { id: replay.id, rules: replay.rules };
  const work =
    events.length > 0 ? await publishEvents(deps, tx, { source, bus, events, replay: from_ }) : [];
  const more = rows.length === pageSize;
  await moveReplay(tx, {
    ...replay,
    cursor: rows.at(-1)?.seq ?? cursor,
    replayed: replay.replayed + rows.length,
    ...(more ? { state: 'RUNNING' } : { state: 'COMPLETED', finishedAt: deps.clock.now() }),
  });
  return { more, work };
};

const replayPage = async (
  deps: JobDeps,
  tx: Transaction,
  { bus, source, id }: Standing & { readonly id: string },
): Promise<Page> => {
  const { org } = bus;
  const replay = await findReplay(tx, { org, bus: bus.id, id });
  if (!replay || replay.state === 'CANCELLED' || replay.state === 'COMPLETED') return ended;
  if (await findArchive(tx, { org, bus: bus.id, id: replay.archive }))
    return replayEvents(deps, tx, { bus, source, replay });
  await moveReplay(tx, { ...replay, state: 'CANCELLED', finishedAt: deps.clock.now() });
  return ended;
};

/** One page in one transaction, together with where it ended: a repeat after a crash goes on there. */
const runPage = async (deps: JobDeps, org: string, job: BusJob): Promise<Page | 'waits'> => {
  const page = await deps.db.transaction(async (tx) => {
    const both = await standing(tx, org, job);
    // Kept events are released anew when the source is associated again.
    if (both === 'away' || (both === 'waits' && job.job === 'release')) return ended;
    if (both === 'waits') return both;
    if (job.job === 'release') return releasePage(deps, tx, both);
    // Behind what is kept a replay would be kept too, and let out as new: to all rules, and into archives.
    if (!both.bus.openedAt || (await hasKept(tx, { org, source: job.source }))) return 'waits';
    return replayPage(deps, tx, { ...both, id: job.replay });
  });
  if (page !== 'waits') deps.committed(page.work);
  return page;
};

const run = async (
  deps: JobDeps,
  { org, payload }: Work,
  { signal }: EffectContext,
): Promise<Outcome> => {
  for (let more = true; more; ) {
    if (signal.aborted) return { kind: 'retry', reason: 'the node stopped' };
    const page = await runPage(deps, org, payload as BusJob);
    if (page === 'waits')
      return { kind: 'retry', reason: 'the source is not active, or has kept events to let out' };
    more = page.more;
  }
  return { kind: 'done' };
};

/** Jobs of buses, each bus by itself. A replay waits while its source is not active or has kept events. */
export const createJobQueue = (deps: JobDeps): EffectQueue => ({
  name: busJobQueue,
  mode: 'effect',
  retry: () => 30_000,
  destination: ({ org }) => org,
  maxInFlightPerDestination: 2,
  run: (work, context) => run(deps, work, context),
});
