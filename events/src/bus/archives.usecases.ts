import {
  type EventArchiveRequest,
  type EventReplayRequest,
  eventBusLimits,
} from '@tandem/contract';
import { isUuid } from '@tandem/kit';
import {
  type ArchiveRecord,
  deleteArchive,
  findArchive,
  insertArchive,
  listArchives,
} from './archives.store.ts';
import { noteAct } from './bus.audit.ts';
import { busErrors } from './bus.errors.ts';
import type { BusDeps, By } from './bus.model.ts';
import { enqueueJob } from './jobs.queue.ts';
import { lockedBus } from './partner-sources.usecases.ts';
import { patternFault } from './patterns.ts';
import { findReplay, insertReplay, moveReplay, type ReplayRecord } from './replays.store.ts';
import { listRules } from './rules.store.ts';

type Deps = Pick<BusDeps, 'db' | 'clock' | 'ids' | 'audit' | 'committed'>;

/**
 * Makes an archive: events that match are in it from now on.
 * @throws busErrors.notFound (404), patternInvalid, tooMany (400), nameTaken (409)
 */
export async function addArchive(
  deps: Deps,
  by: By,
  { busId, request }: { busId: string; request: EventArchiveRequest },
): Promise<ArchiveRecord> {
  const { name, eventPattern, retentionDays } = request;
  const { org } = by.principal;
  const fault = eventPattern === undefined ? null : patternFault(eventPattern);
  return deps.db.transaction(async (tx) => {
    await lockedBus(tx, org, busId);
    if (fault) throw fault;
    if ((await listArchives(tx, { org, bus: busId })).length >= eventBusLimits.archives)
      throw busErrors.tooMany({ limit: String(eventBusLimits.archives) });
    const archive: ArchiveRecord = {
      ...{ id: deps.ids.uuid(), org, bus: busId, name, pattern: eventPattern ?? null },
      ...{ retentionDays, createdAt: deps.clock.now() },
    };
    if (!(await insertArchive(tx, archive))) throw busErrors.nameTaken({ name });
    await noteAct(deps, tx, {
      ...{ by, action: 'create', entity: { type: 'eventArchive', id: archive.id, name } },
      changes: { retentionDays: { to: retentionDays } },
    });
    return archive;
  });
}

/** Its events are gone with it. @throws busErrors.notFound (404) */
export const removeArchive = (
  deps: Deps,
  by: By,
  { busId, archiveId }: { busId: string; archiveId: string },
): Promise<void> =>
  deps.db.transaction(async (tx) => {
    const { org } = by.principal;
    await lockedBus(tx, org, busId);
    const archive = await findArchive(tx, { org, bus: busId, id: archiveId });
    if (!archive) throw busErrors.notFound();
    await deleteArchive(tx, archive);
    const entity = { type: 'eventArchive', id: archive.id, name: archive.name } as const;
    await noteAct(deps, tx, { by, action: 'delete', entity });
  });

/**
 * Begins a replay: the archived events of a time go through the rules again, marked with its name.
 * @throws busErrors.notFound (404), archiveUnknown, ruleUnknown, replayTimes (400), nameTaken (409)
 */
export async function startReplay(
  deps: Deps,
  by: By,
  { busId, request }: { busId: string; request: EventReplayRequest },
): Promise<ReplayRecord> {
  const { name, archiveId, ruleIds = null } = request;
  const [from, to] = [new Date(request.from), new Date(request.to)];
  const { org } = by.principal;
  const { replay, work } = await deps.db.transaction(async (tx) => {
    const bus = await lockedBus(tx, org, busId);
    if (!(from < to)) throw busErrors.replayTimes();
    const archive =
      isUuid(archiveId) && (await findArchive(tx, { org, bus: busId, id: archiveId }));
    if (!archive) throw busErrors.archiveUnknown({ id: archiveId });
    const known = new Set((await listRules(tx, { org, bus: busId })).map(({ id }) => id));
    const unknown = ruleIds?.find((id) => !known.has(id));
    if (unknown !== undefined) throw busErrors.ruleUnknown({ id: unknown });
    const made: ReplayRecord = {
      ...{ id: deps.ids.uuid(), org, bus: busId, archive: archive.id, name, from, to },
      ...{ rules: ruleIds, state: 'STARTING', cursor: 0, replayed: 0 },
      ...{ createdAt: deps.clock.now(), finishedAt: null },
    };
    if (!(await insertReplay(tx, made))) throw busErrors.nameTaken({ name });
    await noteAct(deps, tx, {
      ...{ by, action: 'create', entity: { type: 'eventReplay', id: made.id, name } },
      changes: {
        archive: { to: archive.name },
        from: { to: request.from },
        to: { to: request.to },
      },
    });
    const job = { job: 'replay', replay: made.id, bus: busId, source: bus.name } as const;
    return { replay: made, work: await enqueueJob(tx, org, job) };
  });
  deps.committed(work);
  return replay;
}

/** What it has sent stays sent. @throws busErrors.notFound (404), replayOver (409) */
export const cancelReplay = (
  deps: Deps,
  by: By,
  { busId, replayId }: { busId: string; replayId: string },
): Promise<ReplayRecord> =>
  deps.db.transaction(async (tx) => {
    const { org } = by.principal;
    await lockedBus(tx, org, busId);
    const replay = await findReplay(tx, { org, bus: busId, id: replayId });
    if (!replay) throw busErrors.notFound();
    if (replay.finishedAt) throw busErrors.replayOver();
    const ended: ReplayRecord = { ...replay, state: 'CANCELLED', finishedAt: deps.clock.now() };
    await moveReplay(tx, ended);
    await noteAct(deps, tx, {
      ...{
        by,
        action: 'update',
        entity: { type: 'eventReplay', id: replay.id, name: replay.name },
      },
      changes: { state: { from: replay.state, to: ended.state } },
    });
    return ended;
  });
