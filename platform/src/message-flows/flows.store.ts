import type { FlowDocument } from '@tandem/flows';
import type { Queryable, Transaction } from '@tandem/kit';
import type { Page } from '../listing/index.ts';

export type FlowRecord = {
  readonly id: string;
  readonly org: string;
  readonly name: string;
  readonly description: string | null;
  readonly type: string;
  readonly division: string | null;
  readonly active: boolean;
  readonly publishedVersion: number | null;
  readonly savedVersion: number | null;
  readonly checkedInVersion: number | null;
  readonly lockedBy: string | null;
  /** The lock is a client's, not a user's. */
  readonly lockedByClient: boolean;
  readonly createdAt: Date;
  readonly modifiedAt: Date;
  readonly publishedBy: string | null;
};

export type FlowVersionRecord = {
  readonly flow: string;
  readonly version: number;
  readonly document: FlowDocument;
  readonly createdBy: string | null;
  readonly createdAt: Date;
  readonly checkedInAt: Date | null;
  readonly publishedAt: Date | null;
};

const columnOf = {
  id: 'id',
  org: 'org',
  name: 'name',
  description: 'description',
  type: 'type',
  division: 'division',
  active: 'active',
  publishedVersion: 'published_version',
  savedVersion: 'saved_version',
  checkedInVersion: 'checked_in_version',
  lockedBy: 'locked_by',
  lockedByClient: 'locked_by_client',
  createdAt: 'created_at',
  modifiedAt: 'modified_at',
  publishedBy: 'published_by',
} as const satisfies Record<keyof FlowRecord, string>;

const fields = Object.keys(columnOf) as (keyof FlowRecord)[];
const columns = fields.map((field) => `${columnOf[field]} as "${field}"`).join(', ');
const places = fields.map((_, index) => `$${index + 1}`).join(', ');
const replaced = fields
  .filter((field) => field !== 'id' && field !== 'org')
  .map((field) => `${columnOf[field]} = excluded.${columnOf[field]}`)
  .join(', ');

export const findFlow = async (
  db: Queryable,
  org: string,
  id: string,
): Promise<FlowRecord | null> => {
  const [row] = await db.query<FlowRecord>(
    `select ${columns} from flow where org = $1 and id = $2`,
    [org, id],
  );
  return row ?? null;
};

/** Taken first by everything that changes a flow, so that its events stand in the order of the changes. */
export const lockFlow = async (tx: Transaction, id: string): Promise<void> => {
  await tx.query('select pg_advisory_xact_lock(hashtextextended($1, 1))', [id]);
};

export const isNameTaken = async (
  db: Queryable,
  { org, type, name, id }: Pick<FlowRecord, 'org' | 'type' | 'name' | 'id'>,
): Promise<boolean> => {
  const rows = await db.query(
    'select from flow where org = $1 and type = $2 and lower(name) = lower($3) and id <> $4',
    [org, type, name, id],
  );
  return rows.length > 0;
};

/** Inserts, or replaces the one of the same id. */
export const saveFlow = async (db: Queryable, record: FlowRecord): Promise<void> => {
  await db.query(
    `insert into flow (${fields.map((field) => columnOf[field]).join(', ')}) values (${places})
     on conflict (id) do update set ${replaced}`,
    fields.map((field) => record[field]),
  );
};

export const deleteFlow = async (db: Queryable, org: string, id: string): Promise<void> => {
  await db.query('delete from flow where org = $1 and id = $2', [org, id]);
};

export type FlowFilter = {
  readonly org: string;
  readonly types?: readonly string[];
  readonly ids?: readonly string[];
  readonly name?: string;
  readonly nameOrDescription?: string;
};

const likeOf = (text: string | undefined): string | null =>
  text === undefined
    ? null
    : text
        .toLowerCase()
        .replaceAll(/[\\%_]/g, (sign) => `\\${sign}`)
        .replaceAll('*', '%');

const filter = `org = $1 and ($2::text[] is null or lower(type) = any ($2)) and ($3::text[] is null or id::text = any ($3))
  and ($4::text is null or lower(name) like $4)
  and ($5::text is null or lower(name) like $5 or lower(coalesce(description, '')) like $5)`;

export const listFlows = async (db: Queryable, wanted: FlowFilter, page: Page) => {
  const values = [
    wanted.org,
    wanted.types?.map((type) => type.toLowerCase()) ?? null,
    wanted.ids ?? null,
    likeOf(wanted.name),
    likeOf(wanted.nameOrDescription),
  ];
  const [count] = await db.query<{ total: number }>(
    `select count(*) as total from flow where ${filter}`,
    values,
  );
  const rows = await db.query<FlowRecord>(
    `select ${columns} from flow where ${filter} order by lower(name), id limit $6 offset $7`,
    [...values, page.size, page.offset],
  );
  return { total: Number(count?.total), rows };
};

const versionColumns = `flow, version, document, created_by as "createdBy", created_at as "createdAt",
  checked_in_at as "checkedInAt", published_at as "publishedAt"`;

export const findVersion = async (
  db: Queryable,
  flow: string,
  version: number,
): Promise<FlowVersionRecord | null> => {
  const [row] = await db.query<FlowVersionRecord>(
    `select ${versionColumns} from flow_version where flow = $1 and version = $2`,
    [flow, version],
  );
  return row ?? null;
};

export const listVersions = async (db: Queryable, flow: string, page: Page) => {
  const [count] = await db.query<{ total: number }>(
    'select count(*) as total from flow_version where flow = $1',
    [flow],
  );
  const rows = await db.query<FlowVersionRecord>(
    `select ${versionColumns} from flow_version where flow = $1 order by version desc limit $2 offset $3`,
    [flow, page.size, page.offset],
  );
  return { total: Number(count?.total), rows };
};

export const insertVersion = async (
  db: Queryable,
  org: string,
  record: FlowVersionRecord,
): Promise<void> => {
  await db.query(
    'insert into flow_version (flow, org, version, document, created_by, created_at) values ($1, $2, $3, $4, $5, $6)',
    [
      record.flow,
      org,
      record.version,
      JSON.stringify(record.document),
      record.createdBy,
      record.createdAt,
    ],
  );
};

/** Dates a version: checked in, published. */
export const markVersion = async (
  db: Queryable,
  { flow, version }: Pick<FlowVersionRecord, 'flow' | 'version'>,
  mark: { readonly column: 'checked_in_at' | 'published_at'; readonly at: Date },
): Promise<void> => {
  await db.query(`update flow_version set ${mark.column} = $3 where flow = $1 and version = $2`, [
    flow,
    version,
    mark.at,
  ]);
};

export const lastVersion = async (db: Queryable, flow: string): Promise<number> => {
  const [row] = await db.query<{ last: number | null }>(
    'select max(version) as last from flow_version where flow = $1',
    [flow],
  );
  return row?.last ?? 0;
};

/** What `v2.flows.{id}` is rendered from. */
export const logFlowEvent = async (
  tx: Transaction,
  record: FlowRecord,
  event: { readonly operation: unknown; readonly correlationId: string },
): Promise<void> => {
  await tx.query(
    `insert into event_log (org, type, key, data, correlation_id) values ($1, 'flow.operation', $2, $3, $4)`,
    [
      record.org,
      `flow:${record.id}`,
      JSON.stringify({ flow: { id: record.id, name: record.name }, operation: event.operation }),
      event.correlationId,
    ],
  );
};
