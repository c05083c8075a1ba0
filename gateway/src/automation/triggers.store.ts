import type { EventPosition } from '@tandem/events';
import type { Values } from '@tandem/flows';
import type { Queryable } from '@tandem/kit';
import type { EventPattern, Trigger } from './triggers.model.ts';

type Row = {
  id: string;
  org: string;
  flow: string;
  kind: string;
  active: boolean;
  label: string;
  cron: string | null;
  time_zone: string | null;
  event: string | null;
  pattern: EventPattern | null;
  inputs: Values;
  inputs_sealed: string;
  next_at: Date | null;
  since_xid: string;
  since_id: number;
  revision: number;
  created_at: Date;
};

const fromRow = (row: Row): Trigger => ({
  id: row.id,
  org: row.org,
  flow: row.flow,
  kind: row.kind as Trigger['kind'],
  active: row.active,
  label: row.label as Trigger['label'],
  cron: row.cron,
  timeZone: row.time_zone,
  event: row.event,
  pattern: row.pattern,
  inputs: row.inputs,
  inputsSealed: row.inputs_sealed,
  nextAt: row.next_at,
  since: { xid: row.since_xid, id: row.since_id },
  revision: row.revision,
  createdAt: row.created_at,
});

const valuesOf = (trigger: Trigger) => [
  ...[trigger.id, trigger.org, trigger.flow, trigger.kind, trigger.active, trigger.label],
  ...[trigger.cron, trigger.timeZone, trigger.event],
  trigger.pattern && JSON.stringify(trigger.pattern),
  ...[JSON.stringify(trigger.inputs), trigger.inputsSealed, trigger.nextAt],
  ...[trigger.since.xid, trigger.since.id, trigger.revision, trigger.createdAt],
];

export const insertTrigger = async (db: Queryable, trigger: Trigger): Promise<void> => {
  await db.query(
    `insert into automation_trigger (id, org, flow, kind, active, label, cron, time_zone, event, pattern, inputs,
       inputs_sealed, next_at, since_xid, since_id, revision, created_at)
     values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14::xid8, $15, $16, $17)`,
    valuesOf(trigger),
  );
};

/** Replaces the revision before it. False when somebody else did so first, or it is gone. */
export const updateTrigger = async (db: Queryable, trigger: Trigger): Promise<boolean> => {
  const rows = await db.query(
    `update automation_trigger set kind = $4, active = $5, label = $6, cron = $7, time_zone = $8, event = $9,
       pattern = $10, inputs = $11, inputs_sealed = $12, next_at = $13, since_xid = $14::xid8, since_id = $15,
       revision = $16, created_at = $17
     where id = $1 and org = $2 and flow = $3 and revision = $16 - 1 returning id`,
    valuesOf(trigger),
  );
  return rows.length > 0;
};

type Named = Pick<Trigger, 'org' | 'flow' | 'id'>;

export const deleteTrigger = async (db: Queryable, { org, flow, id }: Named): Promise<boolean> => {
  const rows = await db.query(
    'delete from automation_trigger where id = $1 and org = $2 and flow = $3 returning id',
    [id, org, flow],
  );
  return rows.length > 0;
};

/** The flow is gone, and what would set it going with it. */
export const deleteTriggersOf = async (
  db: Queryable,
  { org, flow }: Pick<Trigger, 'org' | 'flow'>,
): Promise<void> => {
  await db.query('delete from automation_trigger where org = $1 and flow = $2', [org, flow]);
};

export const findTrigger = async (
  db: Queryable,
  { org, flow, id }: Named,
): Promise<Trigger | null> => {
  const [row] = await db.query<Row>(
    'select * from automation_trigger where id = $1 and org = $2 and flow = $3',
    [id, org, flow],
  );
  return row ? fromRow(row) : null;
};

export const listTriggers = async (
  db: Queryable,
  { org, flow }: Pick<Trigger, 'org' | 'flow'>,
): Promise<readonly Trigger[]> => {
  const rows = await db.query<Row>(
    'select * from automation_trigger where org = $1 and flow = $2 order by created_at, id',
    [org, flow],
  );
  return rows.map(fromRow);
};

/** Schedules that are due, the longest due first. */
export const dueTriggers = async (
  db: Queryable,
  { now, limit }: { readonly now: Date; readonly limit: number },
): Promise<readonly Trigger[]> => {
  const rows = await db.query<Row>(
    `select * from automation_trigger where kind = 'schedule' and active and next_at <= $1
     order by next_at limit $2`,
    [now, limit],
  );
  return rows.map(fromRow);
};

/** Moves a schedule on. False when another node has done so, or it was changed. */
export const passDue = async (
  db: Queryable,
  { id, org, revision, nextAt }: Trigger,
  next: Date | null,
): Promise<boolean> => {
  const rows = await db.query(
    `update automation_trigger set next_at = $5 where id = $1 and org = $2 and revision = $3 and next_at = $4
       and active returning id`,
    [id, org, revision, nextAt, next],
  );
  return rows.length > 0;
};

/** Active triggers of those types of events, of every organisation. */
export const eventTriggers = async (
  db: Queryable,
  types: readonly string[],
): Promise<readonly Trigger[]> => {
  const rows = await db.query<Row>(
    `select * from automation_trigger where kind = 'event' and active and event = any ($1::text[])
     order by created_at, id`,
    [types],
  );
  return rows.map(fromRow);
};

export const readPosition = async (db: Queryable): Promise<EventPosition> => {
  const [row] = await db.query<{ xid: string; id: number }>(
    'select xid::text as xid, id from automation_reader',
  );
  return { xid: row?.xid ?? '0', id: row?.id ?? 0 };
};

/** False when another node has read on meanwhile. */
export const moveReader = async (
  db: Queryable,
  from: EventPosition,
  to: EventPosition,
): Promise<boolean> => {
  const rows = await db.query(
    `update automation_reader set xid = $3::xid8, id = $4 where xid = $1::xid8 and id = $2 returning id`,
    [from.xid, from.id, to.xid, to.id],
  );
  return rows.length > 0;
};
