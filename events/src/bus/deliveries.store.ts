import type { BusDelivery, StoredSecretSource } from '@tandem/contract';
import type { Queryable } from '@tandem/kit';
import type { ApiDestinationRecord, Envelope, TargetRecord } from './bus.model.ts';

export type NewDelivery = {
  readonly bus: string;
  readonly source: string;
  readonly event: number;
  readonly rule: string;
  readonly target: string;
  readonly destination: string;
};

/** Stores deliveries in the given order. @returns their numbers */
export const insertDeliveries = async (
  tx: Queryable,
  { org, now }: { org: string; now: Date },
  rows: readonly NewDelivery[],
): Promise<readonly number[]> => {
  const stored = await tx.query<{ id: number }>(
    `insert into bus_delivery (org, bus, source, event, rule, target, destination, created_at, since)
     select $1, d.bus, d.source, d.event, d.rule, d.target, d.destination, $2, $2
     from unnest($3::uuid[], $4::text[], $5::bigint[], $6::uuid[], $7::text[], $8::uuid[])
       with ordinality d(bus, source, event, rule, target, destination, n)
     order by d.n returning id`,
    [
      org,
      now,
      rows.map(({ bus }) => bus),
      rows.map(({ source }) => source),
      rows.map(({ event }) => event),
      rows.map(({ rule }) => rule),
      rows.map(({ target }) => target),
      rows.map(({ destination }) => destination),
    ],
  );
  return stored.map(({ id }) => id).sort((left, right) => left - right);
};

/** What an attempt needs; null where it was deleted meanwhile. */
export type OpenDelivery = {
  readonly since: Date;
  readonly target: string;
  readonly targets: readonly TargetRecord[] | null;
  readonly envelope: Envelope | null;
  readonly destination: string;
  readonly name: string | null;
  readonly url: string | null;
  readonly method: ApiDestinationRecord['method'] | null;
  readonly rate: number | null;
  readonly connection: ApiDestinationRecord['connection'] | null;
  readonly secret: StoredSecretSource | null;
  readonly version: number | null;
};

export const openDelivery = async (
  db: Queryable,
  org: string,
  id: number,
): Promise<OpenDelivery | null> => {
  const [row] = await db.query<OpenDelivery>(
    `select d.since, d.target, r.targets, e.envelope, d.destination, a.name, a.url, a.method, a.rate, a.connection,
       a.secret, a.version
     from bus_delivery d
     left join bus_event e on e.org = d.org and e.source = d.source and e.seq = d.event
     left join bus_rule r on r.org = d.org and r.id = d.rule
     left join api_destination a on a.org = d.org and a.id = d.destination
     where d.org = $1 and d.id = $2`,
    [org, id],
  );
  return row ?? null;
};

export type SettledDelivery = {
  readonly org: string;
  readonly id: number;
  readonly state: BusDelivery['state'];
  readonly at: Date;
  readonly ms: number;
  readonly status: number | null;
  readonly reasonCode: string | null;
  readonly reason: string | null;
};

/** Notes attempts and what became of their deliveries. */
export const settleDeliveries = async (
  tx: Queryable,
  now: Date,
  rows: readonly SettledDelivery[],
): Promise<void> => {
  const values = [
    rows.map(({ org }) => org),
    rows.map(({ id }) => id),
    rows.map(({ at }) => at),
    rows.map(({ ms }) => ms),
    rows.map(({ status }) => status),
    rows.map(({ reasonCode }) => reasonCode),
    rows.map(({ reason }) => reason),
  ];
  await tx.query(
    `insert into bus_attempt (org, delivery, at, ms, status, reason_code, reason)
     select * from unnest($1::uuid[], $2::bigint[], $3::timestamptz[], $4::int[], $5::int[], $6::text[], $7::text[])`,
    values,
  );
  await tx.query(
    `update bus_delivery d set state = s.state, attempts = d.attempts + 1, last_status = s.status,
       reason_code = s.code, reason = s.reason,
       finished_at = case when s.state in ('delivered', 'dead') then $7::timestamptz end
     from unnest($1::uuid[], $2::bigint[], $3::text[], $4::int[], $5::text[], $6::text[])
       s(org, id, state, status, code, reason)
     where d.org = s.org and d.id = s.id`,
    [values[0], values[1], rows.map(({ state }) => state), values[4], values[5], values[6], now],
  );
};

/** Notes why a delivery cannot be tried as things are. */
export const noteTrouble = async (
  db: Queryable,
  { org, id, code, reason }: { org: string; id: number; code: string; reason: string },
): Promise<void> => {
  await db.query(
    `update bus_delivery set state = 'retrying', last_status = null, reason_code = $3, reason = $4
     where org = $1 and id = $2 and state in ('pending', 'retrying')`,
    [org, id, code, reason],
  );
};

export type WaitingDeliveries = {
  readonly destination: string;
  readonly code: string | null;
  readonly reason: string | null;
  readonly waiting: number;
};

/** What waits for another attempt, by API destination, with the reason of the youngest. */
export const waitingDeliveries = async (
  db: Queryable,
  org: string,
  destinations: readonly string[],
): Promise<ReadonlyMap<string, WaitingDeliveries>> => {
  const rows = await db.query<WaitingDeliveries>(
    `select d.destination, y.reason_code as code, y.reason, d.waiting
     from (select destination, count(*) as waiting, max(id) as youngest from bus_delivery
           where org = $1 and destination = any ($2::uuid[]) and state = 'retrying' group by 1) d
     join bus_delivery y on y.org = $1 and y.id = d.youngest`,
    [org, destinations],
  );
  return new Map(rows.map((row) => [row.destination, row]));
};

export type DeliveryRow = {
  readonly id: number;
  readonly eventId: string | null;
  readonly detailType: string | null;
  readonly rule: string;
  readonly ruleName: string | null;
  readonly target: string;
  readonly destination: string;
  readonly destinationName: string | null;
  readonly url: string | null;
  readonly method: string | null;
  readonly connection: ApiDestinationRecord['connection'] | null;
  readonly envelope: Envelope | null;
  readonly state: BusDelivery['state'];
  readonly attempts: number;
  readonly lastStatus: number | null;
  readonly reasonCode: string | null;
  readonly reason: string | null;
  readonly createdAt: Date;
  readonly finishedAt: Date | null;
};

export type DeliveryFilter = {
  readonly org: string;
  readonly bus: string;
  readonly state?: BusDelivery['state'] | undefined;
  readonly rule?: string | undefined;
  readonly eventId?: string | undefined;
  readonly ids?: readonly number[];
};

const filtered = `from bus_delivery d
  left join bus_event e on e.org = d.org and e.source = d.source and e.seq = d.event
  where d.org = $1 and d.bus = $2 and ($3::text is null or d.state = $3) and ($4::uuid is null or d.rule = $4)
    and ($5::uuid is null or e.event_id = $5) and ($6::bigint[] is null or d.id = any ($6))`;

const valuesOf = ({ org, bus, state, rule, eventId, ids }: DeliveryFilter) => [
  org,
  bus,
  state ?? null,
  rule ?? null,
  eventId ?? null,
  ids ?? null,
];

/** Deliveries of a bus, newest first. */
export const listDeliveries = async (
  db: Queryable,
  filter: DeliveryFilter,
  { size, offset }: { size: number; offset: number },
): Promise<{ readonly total: number; readonly rows: readonly DeliveryRow[] }> => {
  const values = valuesOf(filter);
  const [count] = await db.query<{ total: number }>(
    `select count(*) as total from (select ${filtered} limit 10000) c`,
    values,
  );
  const rows = await db.query<DeliveryRow>(
    `select d.id, e.event_id as "eventId", e.detail_type as "detailType", d.rule, r.name as "ruleName", d.target,
       d.destination, a.name as "destinationName", a.url, a.method, a.connection, e.envelope, d.state, d.attempts,
       d.last_status as "lastStatus", d.reason_code as "reasonCode", d.reason, d.created_at as "createdAt",
       d.finished_at as "finishedAt"
     from (select d.* ${filtered} order by d.id desc limit $7 offset $8) d
     left join bus_event e on e.org = d.org and e.source = d.source and e.seq = d.event
     left join bus_rule r on r.org = d.org and r.id = d.rule
     left join api_destination a on a.org = d.org and a.id = d.destination
     order by d.id desc`,
    [...values, size, offset],
  );
  return { total: count?.total ?? 0, rows };
};

export type AttemptRow = {
  readonly at: Date;
  readonly ms: number;
  readonly status: number | null;
  readonly reasonCode: string | null;
  readonly reason: string | null;
};

export const listAttempts = (db: Queryable, org: string, delivery: number): Promise<AttemptRow[]> =>
  db.query<AttemptRow>(
    `select at, ms, status, reason_code as "reasonCode", reason from bus_attempt
     where org = $1 and delivery = $2 order by id`,
    [org, delivery],
  );

/** Dead letters of deliveries that may be put back. */
export const deadLettersOf = async (
  db: Queryable,
  { org, queue, deliveries }: { org: string; queue: string; deliveries: readonly number[] },
): Promise<readonly number[]> => {
  const rows = await db.query<{ id: number }>(
    `select id from dead_letter where org = $1 and queue = $2 and redriven_at is null
       and (payload->>'delivery')::bigint = any ($3::bigint[])`,
    [org, queue, deliveries],
  );
  return rows.map(({ id }) => id);
};

export const markRedriven = async (
  tx: Queryable,
  { org, now, deliveries }: { org: string; now: Date; deliveries: readonly number[] },
): Promise<void> => {
  await tx.query(
    `update bus_delivery set state = 'pending', since = $2, finished_at = null
     where org = $1 and id = any ($3::bigint[])`,
    [org, now, deliveries],
  );
};
