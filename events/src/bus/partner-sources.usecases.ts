import type { Transaction } from '@tandem/kit';
import type { CommittedWork } from '@tandem/lanes';
import { noteAct } from './bus.audit.ts';
import { busErrors } from './bus.errors.ts';
import {
  type BusDeps,
  type BusRecord,
  type By,
  pendingMs,
  type SourceRecord,
} from './bus.model.ts';
import { enqueueJob } from './jobs.queue.ts';
import type { PartnerSources } from './partner-sources.port.ts';
import {
  deleteBus,
  deleteSource,
  findBus,
  findSource,
  insertBus,
  lockSource,
  openBus,
  saveSource,
} from './partner-sources.store.ts';
import { listRules } from './rules.store.ts';

type Deps = Pick<BusDeps, 'db' | 'clock' | 'ids' | 'audit' | 'committed'>;

export const isExpired = ({ expiresAt }: SourceRecord, now: Date): boolean =>
  expiresAt !== null && expiresAt <= now;

const pendingUntil = (now: Date) => new Date(now.getTime() + pendingMs);

/** The registry, for whoever makes sources. */
export const createPartnerSources = ({
  db,
  clock,
  ids,
}: Pick<Deps, 'db' | 'clock' | 'ids'>): PartnerSources => ({
  async create({ org, name, account, region }, tx) {
    await lockSource(tx, org, name);
    const now = clock.now();
    const found = await findSource(tx, org, { name });
    const stands = found && found.state !== 'DELETED' && !isExpired(found, now);
    await saveSource(tx, {
      ...(stands
        ? found
        : {
            ...{ id: found?.id ?? ids.uuid(), dropWhilePending: found?.dropWhilePending ?? false },
            ...{ state: 'PENDING', createdAt: now, expiresAt: pendingUntil(now) },
          }),
      ...{ org, name, account, region },
    });
  },
  async remove({ org, name }, tx) {
    await lockSource(tx, org, name);
    const found = await findSource(tx, org, { name });
    if (!found) return;
    if (await findBus(tx, org, { name }))
      await saveSource(tx, { ...found, state: 'DELETED', expiresAt: null });
    else await deleteSource(tx, org, found.id);
  },
  async state({ org, name }, on = db) {
    const found = await findSource(on, org, { name });
    return found && !isExpired(found, clock.now()) ? found.state : null;
  },
});

/** A source of the organisation, locked. @throws busErrors.notFound (404), sourceExpired (409) */
const lockedSource = async (
  deps: Pick<Deps, 'clock'>,
  tx: Transaction,
  { org, id }: Pick<SourceRecord, 'org' | 'id'>,
) => {
  const seen = await findSource(tx, org, { id });
  if (!seen) throw busErrors.notFound();
  await lockSource(tx, org, seen.name);
  const source = await findSource(tx, org, { id });
  if (!source) throw busErrors.notFound();
  if (isExpired(source, deps.clock.now())) throw busErrors.sourceExpired();
  return source;
};

const entityOf = ({ id, name }: SourceRecord) => ({ type: 'partnerSource', id, name }) as const;

/**
 * Whether events that come while nobody listens are dropped or kept.
 * @throws busErrors.notFound (404), sourceExpired (409)
 */
export const setDropWhilePending = (
  deps: Deps,
  by: By,
  { id, dropWhilePending }: { id: string; dropWhilePending: boolean },
): Promise<void> =>
  deps.db.transaction(async (tx) => {
    const source = await lockedSource(deps, tx, { org: by.principal.org, id });
    if (source.dropWhilePending === dropWhilePending) return;
    await saveSource(tx, { ...source, dropWhilePending });
    await noteAct(deps, tx, {
      ...{ by, action: 'update', entity: entityOf(source) },
      changes: { dropWhilePending: { from: source.dropWhilePending, to: dropWhilePending } },
    });
  });

/** A bus whose rules revive with the source, or a new one. */
const reviveOrMake = async (deps: Deps, tx: Transaction, source: SourceRecord) => {
  const { org, name } = source;
  const found = await findBus(tx, org, { name });
  if (found) return found;
  const now = deps.clock.now();
  const bus: BusRecord = {
    ...{ id: deps.ids.uuid(), org, name, createdAt: now },
    // Where nothing is kept there is nothing to wait with.
    openedAt: source.dropWhilePending ? now : null,
  };
  await insertBus(tx, bus);
  return bus;
};

/**
 * Associates a source with the bus of its name: it is ACTIVE then, and what was kept goes to the rules in its order.
 * @throws busErrors.notFound (404), sourceDeleted, sourceExpired (409)
 */
export async function associateSource(deps: Deps, by: By, id: string): Promise<BusRecord> {
  const { bus, work } = await deps.db.transaction(async (tx) => {
    const source = await lockedSource(deps, tx, { org: by.principal.org, id });
    if (source.state === 'DELETED') throw busErrors.sourceDeleted();
    const made = await reviveOrMake(deps, tx, source);
    if (source.state === 'ACTIVE') return { bus: made, work: [] };
    await saveSource(tx, { ...source, state: 'ACTIVE', expiresAt: null });
    await noteAct(deps, tx, {
      ...{ by, action: 'activate', entity: entityOf(source) },
      changes: { state: { from: source.state, to: 'ACTIVE' } },
    });
    return { bus: made, work: made.openedAt ? await releaseJob(tx, made) : [] };
  });
  deps.committed(work);
  return bus;
}

const releaseJob = (tx: Transaction, { org, id, name }: BusRecord): Promise<CommittedWork[]> =>
  enqueueJob(tx, org, { job: 'release', bus: id, source: name });

/** The first rule with a target stands: what was kept until now goes out. The caller holds the lock of the source. */
export const openForRules = async (
  { clock }: Pick<Deps, 'clock'>,
  tx: Transaction,
  bus: BusRecord,
): Promise<CommittedWork[]> => {
  const rules = await listRules(tx, { org: bus.org, bus: bus.id });
  if (bus.openedAt || !rules.some(({ enabled, targets }) => enabled && targets.length > 0))
    return [];
  await openBus(tx, bus, clock.now());
  return releaseJob(tx, bus);
};

/**
 * Deletes a bus; its source is PENDING again, a deleted one is gone with it.
 * @throws busErrors.notFound (404), busHasRules (409)
 */
export const removeBus = (deps: Deps, by: By, id: string): Promise<void> =>
  deps.db.transaction(async (tx) => {
    const { org } = by.principal;
    const bus = await lockedBus(tx, org, id);
    if ((await listRules(tx, { org, bus: id })).length > 0) throw busErrors.busHasRules();
    await deleteBus(tx, org, id);
    const source = await findSource(tx, org, { name: bus.name });
    if (source?.state === 'DELETED') await deleteSource(tx, org, source.id);
    else if (source)
      await saveSource(tx, {
        ...{ ...source, state: 'PENDING' },
        expiresAt: pendingUntil(deps.clock.now()),
      });
    const entity = { type: 'eventBus', id, name: bus.name } as const;
    await noteAct(deps, tx, { by, action: 'delete', entity });
  });

/** A bus of the organisation under the lock of its source. @throws busErrors.notFound (404) */
export const lockedBus = async (tx: Transaction, org: string, id: string): Promise<BusRecord> => {
  const seen = await findBus(tx, org, { id });
  if (!seen) throw busErrors.notFound();
  await lockSource(tx, org, seen.name);
  const bus = await findBus(tx, org, { id });
  if (!bus) throw busErrors.notFound();
  return bus;
};
