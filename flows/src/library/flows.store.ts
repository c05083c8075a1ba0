import type { Queryable, Transaction } from '@tandem/kit';
import type { FlowDocument } from '../flow.model.ts';
import { flowSecretContext } from '../secrets.ts';
import { mergeDocument, splitDocument } from './flow-secrets.rules.ts';
import type { FlowRecord, FlowVersionRecord } from './library.model.ts';

export type Page = { readonly size: number; readonly offset: number };

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
  labels: 'labels',
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

/** Pages of flows by name. `*` in a name stands for anything. */
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

const versionColumns = `flow, version, document, secrets, secrets_bound as "isBound", created_by as "createdBy", created_at as "createdAt",
  checked_in_at as "checkedInAt", published_at as "publishedAt"`;

type VersionRow = FlowVersionRecord & {
  readonly secrets: Readonly<Record<string, string>>;
  /** Whether each is sealed for its place in this flow. */
  readonly isBound: boolean;
};

const fromRow = ({ secrets, isBound, ...row }: VersionRow): FlowVersionRecord => ({
  ...row,
  document: mergeDocument(row.document, secrets, (place) =>
    isBound ? flowSecretContext(row.flow, place) : null,
  ),
});

export const findVersion = async (
  db: Queryable,
  flow: string,
  version: number,
): Promise<FlowVersionRecord | null> => {
  const [row] = await db.query<VersionRow>(
    `select ${versionColumns} from flow_version where flow = $1 and version = $2`,
    [flow, version],
  );
  return row ? fromRow(row) : null;
};

export const listVersions = async (db: Queryable, flow: string, page: Page) => {
  const [count] = await db.query<{ total: number }>(
    'select count(*) as total from flow_version where flow = $1',
    [flow],
  );
  const rows = await db.query<Omit<FlowVersionRecord, 'document'>>(
    `select flow, version, created_by as "createdBy", created_at as "createdAt", checked_in_at as "checkedInAt",
       published_at as "publishedAt" from flow_version where flow = $1 order by version desc limit $2 offset $3`,
    [flow, page.size, page.offset],
  );
  return { total: Number(count?.total), rows };
};

/** Stores a version; its insecure strings are sealed for their places in its flow. */
export const insertVersion = async (
  db: Queryable,
  org: string,
  record: FlowVersionRecord,
): Promise<void> => {
  const { document, sealed } = splitDocument(record.document);
  await db.query(
    `insert into flow_version (flow, org, version, document, secrets, secrets_bound, created_by, created_at)
     values ($1, $2, $3, $4, $5, true, $6, $7)`,
    [
      ...[record.flow, org, record.version, JSON.stringify(document), JSON.stringify(sealed)],
      ...[record.createdBy, record.createdAt],
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

/** The documents of an organisation's flows that are saved last, published or labelled, where one of the texts stands. */
export const currentDocuments = async (
  db: Queryable,
  org: string,
  texts: readonly string[],
): Promise<readonly (Pick<FlowRecord, 'id' | 'name'> & { readonly document: FlowDocument })[]> =>
  db.query<{ id: string; name: string; document: FlowDocument }>(
    `select f.id, f.name, v.document from flow f join flow_version v on v.flow = f.id
     where f.org = $1 and v.org = $1 and (v.version in (f.saved_version, f.published_version)
         or exists (select from jsonb_each_text(f.labels) l where l.value = v.version::text))
       and exists (select from unnest($2::text[]) t where position(lower(t) in lower(v.document::text)) > 0)
     order by lower(f.name), v.version desc`,
    [org, texts],
  );

/** Published flows of a type with the versions that run; with `most`, those that were changed last. */
export const publishedIndex = async (
  db: Queryable,
  org: string,
  { type, most = null }: { readonly type: string; readonly most?: number | null },
): Promise<readonly (Pick<FlowRecord, 'id' | 'name'> & { readonly version: number })[]> =>
  db.query<{ id: string; name: string; version: number }>(
    `select id, name, published_version as version from flow where org = $1 and type = $2
       and active and published_version is not null order by modified_at desc limit $3`,
    [org, type, most],
  );
