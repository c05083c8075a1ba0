import { isUuid, type Queryable, type Transaction } from '@tandem/kit';
import type { AppIntegration } from './integrations.model.ts';

const columnOf = {
  org: 'org',
  id: 'id',
  type: 'type',
  name: 'name',
  notes: 'notes',
  properties: 'properties',
  credentials: 'credentials',
  version: 'version',
  intended: 'intended',
  state: 'state',
  problem: 'problem',
  stateAt: 'state_at',
  delivery: 'delivery',
  deliverySettings: 'delivery_settings',
  source: 'source',
  createdAt: 'created_at',
  modifiedAt: 'modified_at',
} as const satisfies Record<keyof AppIntegration, string>;

const fields = Object.keys(columnOf) as (keyof AppIntegration)[];
const columns = fields.map((field) => `${columnOf[field]} as "${field}"`).join(', ');
const places = fields.map((_, index) => `$${index + 1}`).join(', ');
const replaced = fields
  .filter((field) => !['org', 'id', 'type', 'createdAt'].includes(field))
  .map((field) => `${columnOf[field]} = excluded.${columnOf[field]}`)
  .join(', ');

const json: ReadonlySet<keyof AppIntegration> = new Set([
  'properties',
  'credentials',
  'problem',
  'deliverySettings',
  'source',
]);

const toColumn = (integration: AppIntegration, field: keyof AppIntegration): unknown => {
  const value = integration[field];
  return json.has(field) && value !== null ? JSON.stringify(value) : value;
};

/**
 * Whoever installs or changes one of an organisation takes this lock first: how many there are and which suffixes are
 * taken stays true until the commit.
 */
export const lockIntegrations = async (tx: Transaction, org: string): Promise<void> => {
  await tx.query(`select pg_advisory_xact_lock(hashtextextended('app_integration ' || $1, 0))`, [
    org,
  ]);
};

/** All of an organisation, by name. There are few: each type limits its own. */
export const listIntegrations = (db: Queryable, org: string): Promise<AppIntegration[]> =>
  db.query<AppIntegration>(
    `select ${columns} from app_integration where org = $1 order by lower(name), id`,
    [org],
  );

export const findIntegration = async (
  db: Queryable,
  org: string,
  id: string,
): Promise<AppIntegration | null> => {
  if (!isUuid(id)) return null;
  const [row] = await db.query<AppIntegration>(
    `select ${columns} from app_integration where org = $1 and id = $2`,
    [org, id],
  );
  return row ?? null;
};

/** Inserts, or replaces the one of the same id. */
export const saveIntegration = async (
  tx: Transaction,
  integration: AppIntegration,
): Promise<void> => {
  await tx.query(
    `insert into app_integration (${fields.map((field) => columnOf[field]).join(', ')}) values (${places})
     on conflict (org, id) do update set ${replaced}`,
    fields.map((field) => toColumn(integration, field)),
  );
};

export const deleteIntegration = async (
  tx: Transaction,
  { org, id }: Pick<AppIntegration, 'org' | 'id'>,
): Promise<void> => {
  await tx.query('delete from app_integration_secret where org = $1 and integration = $2', [
    org,
    id,
  ]);
  await tx.query('delete from app_integration where org = $1 and id = $2', [org, id]);
};

/** Another one that had the source of this name has it no longer: it now belongs to the given one. */
export const takeOverSource = async (
  tx: Transaction,
  { org, id }: Pick<AppIntegration, 'org' | 'id'>,
  name: string,
): Promise<void> => {
  await tx.query(
    `update app_integration set source = null where org = $1 and id <> $2 and source ->> 'name' = $3`,
    [org, id, name],
  );
};
