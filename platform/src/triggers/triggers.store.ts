import type { Queryable, Transaction } from '@tandem/kit';
import type { Trigger } from './triggers.model.ts';

const columns = `org, id, name, description, topic, enabled, flow, data_format as "dataFormat", criteria,
  ttl_seconds as "ttlSeconds", delay_seconds as "delaySeconds", version, created_at as "createdAt",
  modified_at as "modifiedAt"`;

/** Whoever changes triggers of an organisation takes this lock first: their topics stay true until the commit. */
export const lockTriggers = async (tx: Transaction, org: string): Promise<void> => {
  await tx.query(`select pg_advisory_xact_lock(hashtextextended('process_trigger ' || $1, 0))`, [
    org,
  ]);
};

/** All of an organisation, in a steady order. There are few. */
export const listTriggers = (db: Queryable, org: string): Promise<Trigger[]> =>
  db.query<Trigger>(
    `select ${columns} from process_trigger where org = $1 order by created_at, id`,
    [org],
  );

export const findTrigger = async (
  db: Queryable,
  org: string,
  id: string,
): Promise<Trigger | null> => {
  const [row] = await db.query<Trigger>(
    `select ${columns} from process_trigger where org = $1 and id = $2`,
    [org, id],
  );
  return row ?? null;
};

/** Those that listen to one of the topics. */
export const enabledTriggers = (
  db: Queryable,
  org: string,
  topics: readonly string[],
): Promise<Trigger[]> =>
  db.query<Trigger>(
    `select ${columns} from process_trigger where org = $1 and enabled and topic = any($2::text[])
     order by created_at, id`,
    [org, topics],
  );

export const saveTrigger = (db: Queryable, trigger: Trigger) =>
  db.query(
    `insert into process_trigger (org, id, name, description, topic, enabled, flow, data_format, criteria,
       ttl_seconds, delay_seconds, version, created_at, modified_at)
     values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14)
     on conflict (org, id) do update set name = excluded.name, description = excluded.description,
       topic = excluded.topic, enabled = excluded.enabled, flow = excluded.flow, data_format = excluded.data_format,
       criteria = excluded.criteria, ttl_seconds = excluded.ttl_seconds, delay_seconds = excluded.delay_seconds,
       version = excluded.version, modified_at = excluded.modified_at`,
    [
      ...[trigger.org, trigger.id, trigger.name, trigger.description, trigger.topic],
      ...[trigger.enabled, trigger.flow, trigger.dataFormat, JSON.stringify(trigger.criteria)],
      ...[trigger.ttlSeconds, trigger.delaySeconds, trigger.version],
      ...[trigger.createdAt, trigger.modifiedAt],
    ],
  );

export const deleteTrigger = async (db: Queryable, org: string, id: string): Promise<boolean> =>
  (
    await db.query<{ id: string }>(
      'delete from process_trigger where org = $1 and id = $2 returning id',
      [org, id],
    )
  ).length > 0;

export type StartKey = { readonly trigger: string; readonly event: string };

/** Notes starts; answers which of them were not noted before. */
export const noteStarts = async (
  tx: Transaction,
  { org, starts, at }: { org: string; starts: readonly StartKey[]; at: Date },
): Promise<ReadonlySet<string>> => {
  const rows = await tx.query<{ key: string }>(
    `insert into process_trigger_start (org, trigger, event, at)
     select $1, s.trigger, s.event, $4 from unnest($2::uuid[], $3::uuid[]) s(trigger, event)
     on conflict do nothing returning trigger::text || ' ' || event::text as key`,
    [org, starts.map(({ trigger }) => trigger), starts.map(({ event }) => event), at],
  );
  return new Set(rows.map(({ key }) => key));
};

/** Forgets what no event can come again for: a destination may be away for four days. */
export const forgetStarts = (tx: Transaction, org: string, now: Date) =>
  tx.query(
    `delete from process_trigger_start where org = $1 and at < $2::timestamptz - interval '7 days'`,
    [org, now],
  );
