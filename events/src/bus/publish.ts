import type { Clock, Transaction } from '@tandem/kit';
import { type CommittedWork, enqueueWork } from '@tandem/lanes';
import { type ArchiveRecord, archiveEvents, listArchives } from './archives.store.ts';
import {
  type BusRecord,
  busDeliveryQueue,
  type NewBusEvent,
  type RuleRecord,
  type SourceRecord,
} from './bus.model.ts';
import { hasKept, insertBusEvents, keptEvents, releaseEvents } from './bus-events.store.ts';
import { insertDeliveries, type NewDelivery } from './deliveries.store.ts';
import { laneOf } from './lanes-of-keys.ts';
import type { Patterns } from './patterns.ts';
import { listRules } from './rules.store.ts';

export type PublishDeps = { readonly clock: Pick<Clock, 'now'>; readonly patterns: Patterns };

/** A replay that events come from; `rules` are those that hear of it, null all. */
export type FromReplay = {
  readonly id: string;
  readonly rules: readonly string[] | null;
};

/** Rules and archives of a bus as they stand in this transaction. */
type Routes = {
  readonly rules: readonly RuleRecord[];
  readonly archives: readonly ArchiveRecord[];
};

const noRoutes: Routes = { rules: [], archives: [] };

const routesOf = async (
  tx: Transaction,
  { org, id: bus }: BusRecord,
  replay: FromReplay | null,
): Promise<Routes> => {
  const rules = (await listRules(tx, { org, bus })).filter(
    ({ id, enabled }) => enabled && (replay?.rules?.includes(id) ?? true),
  );
  // What an archive gave is in it.
  return { rules, archives: replay ? [] : await listArchives(tx, { org, bus }) };
};

type Matched = {
  readonly event: Pick<NewBusEvent, 'id' | 'key' | 'envelope'>;
  readonly rules: readonly RuleRecord[];
  readonly archives: readonly ArchiveRecord[];
};

const matchOf =
  (patterns: Patterns, { rules, archives }: Routes) =>
  (event: Matched['event']): Matched => ({
    event,
    rules: rules.filter(({ pattern }) => patterns(pattern)(event.envelope)),
    archives: archives.filter(
      ({ pattern }) => pattern === null || patterns(pattern)(event.envelope),
    ),
  });

type Numbered = Matched & { readonly seq: number };

/** Archives the events, and makes each match durable work of its target. */
const dispatch = async (
  tx: Transaction,
  { bus, now }: { bus: BusRecord; now: Date },
  matched: readonly Numbered[],
): Promise<CommittedWork[]> => {
  const { org } = bus;
  await archiveEvents(
    tx,
    org,
    matched.flatMap(({ archives, seq, event }) =>
      archives.map(({ id }) => ({ archive: id, seq, ...event })),
    ),
  );
  const wanted = matched.flatMap(({ rules, seq, event }) =>
    rules.flatMap((rule) =>
      rule.targets.map((target) => ({
        ...{ bus: bus.id, source: bus.name, event: seq, rule: rule.id, key: event.key },
        ...{ target: target.id, destination: target.apiDestinationId },
      })),
    ),
  );
  if (wanted.length === 0) return [];
  const ids = await insertDeliveries(tx, { org, now }, wanted satisfies readonly NewDelivery[]);
  return enqueueWork(
    tx,
    wanted.map(({ rule, target, key, destination }, index) => ({
      ...{ org, queue: busDeliveryQueue, ...laneOf(rule, target, key) },
      payload: { delivery: ids[index], destination },
    })),
  );
};

export type Publish = {
  readonly source: Pick<SourceRecord, 'org' | 'name' | 'state' | 'dropWhilePending'>;
  readonly bus: BusRecord | null;
  readonly events: readonly NewBusEvent[];
  readonly replay?: FromReplay;
};

/**
 * Stores events of a source in their order and makes work of what its rules match. While nobody listens they are kept:
 * until a bus is associated, its first rule with a target stands, and what was kept before is through. A source that
 * drops while pending stores nothing then. The caller holds the lock of the source.
 */
export const publishEvents = async (
  { clock, patterns }: PublishDeps,
  tx: Transaction,
  { source, bus, events, replay }: Publish,
): Promise<CommittedWork[]> => {
  if (source.state !== 'ACTIVE' && source.dropWhilePending) return [];
  const [{ org, name }, now] = [source, clock.now()];
  const listens = source.state === 'ACTIVE' && bus !== null && bus.openedAt !== null;
  const kept = !listens || (await hasKept(tx, { org, source: name }));
  const routes = kept || !bus ? noRoutes : await routesOf(tx, bus, replay ?? null);
  const matched = events.map(matchOf(patterns, routes));
  const stored = await insertBusEvents(tx, {
    ...{ org, source: name, kept, at: now, replay: replay?.id ?? null },
    events: matched.map(({ event, rules }) => ({ ...event, rules: rules.map(({ id }) => id) })),
  });
  if (kept || !bus) return [];
  const fresh = matched.flatMap((one) => {
    const seq = stored.get(one.event.id);
    return seq === undefined ? [] : [{ ...one, seq }];
  });
  return dispatch(tx, { bus, now }, fresh);
};

/** Puts the oldest kept events through the rules. The caller holds the lock of the source. */
export const releaseKept = async (
  { clock, patterns }: PublishDeps,
  tx: Transaction,
  { bus, limit }: { bus: BusRecord; limit: number },
): Promise<{ readonly released: number; readonly work: CommittedWork[] }> => {
  const { org, name: source } = bus;
  const rows = await keptEvents(tx, { org, source, limit });
  if (rows.length === 0) return { released: 0, work: [] };
  const match = matchOf(patterns, await routesOf(tx, bus, null));
  const matched = rows.map((row) => ({ ...match(row), seq: row.seq }));
  await releaseEvents(
    tx,
    { org, source },
    matched.map(({ seq, rules }) => ({ seq, rules: rules.map(({ id }) => id) })),
  );
  return { released: rows.length, work: await dispatch(tx, { bus, now: clock.now() }, matched) };
};
