import { handoverProviderKind } from '@tandem/contract';
import { type Queryable, unlessTaken } from '@tandem/kit';
import type { PageOf } from '../endpoints/index.ts';
import type { ProviderRecord } from './providers.model.ts';

type Row = {
  id: string;
  org: string;
  name: string;
  kind: string;
  settings: ProviderRecord['settings'];
  secrets: Record<string, string>;
  secret_sources: ProviderRecord['secretSources'];
  version: number;
  created_at: Date;
  modified_at: Date;
};

const fromRow = (row: Row): ProviderRecord => ({
  id: row.id,
  org: row.org,
  name: row.name,
  kind: row.kind,
  settings: row.settings,
  secrets: row.secrets,
  secretSources: row.secret_sources,
  version: row.version,
  createdAt: row.created_at,
  modifiedAt: row.modified_at,
});

const nameTaken = unlessTaken('handover_provider_name');

const first = (rows: readonly Row[]) => (rows[0] ? fromRow(rows[0]) : null);

const valuesOf = (one: ProviderRecord) => [
  ...[one.id, one.org, one.name, one.kind, one.settings, one.secrets, one.secretSources],
  ...[one.version, one.modifiedAt],
];

/** False when the organisation has a provider of that name. */
export const insertProvider = (db: Queryable, one: ProviderRecord): Promise<boolean> =>
  db
    .query(
      `insert into handover_provider
         (id, org, name, kind, settings, secrets, secret_sources, version, modified_at, created_at)
       values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)`,
      [...valuesOf(one), one.createdAt],
    )
    .then(() => true, nameTaken);

/** Replaces the version before it; `stale` when somebody else did so first, or the provider is gone. */
export const updateProvider = (
  db: Queryable,
  one: ProviderRecord,
): Promise<'updated' | 'nameTaken' | 'stale'> =>
  db
    .query(
      `update handover_provider set name = $3, kind = $4, settings = $5, secrets = $6, secret_sources = $7,
         version = $8, modified_at = $9
       where id = $1 and org = $2 and version = $8 - 1 returning id`,
      valuesOf(one),
    )
    .then(
      (rows) => (rows.length > 0 ? 'updated' : 'stale'),
      (error) => nameTaken(error) || 'nameTaken',
    );

export const removeProvider = async (db: Queryable, org: string, id: string): Promise<boolean> =>
  (
    await db.query('delete from handover_provider where org = $1 and id = $2 returning id', [
      org,
      id,
    ])
  ).length > 0;

/** Locks it against changes, and against handovers that begin, until the transaction ends. */
export const lockProvider = (db: Queryable, org: string, id: string) =>
  db.query('select id from handover_provider where org = $1 and id = $2 for update', [org, id]);

export const findProvider = async (db: Queryable, org: string, id: string) =>
  first(
    await db.query<Row>('select * from handover_provider where org = $1 and id = $2', [org, id]),
  );

export const findProviderById = async (db: Queryable, id: string) =>
  first(await db.query<Row>('select * from handover_provider where id = $1', [id]));

/** By id or name. */
export const findProviderByReference = async (db: Queryable, org: string, reference: string) =>
  first(
    await db.query<Row>(
      `select * from handover_provider where org = $1 and (id::text = lower($2) or lower(name) = lower($2))
       order by id::text = lower($2) desc limit 1`,
      [org, reference],
    ),
  );

export const listProviders = async (
  db: Queryable,
  { org, offset, limit }: { org: string; offset: number; limit: number },
): Promise<PageOf<ProviderRecord>> => {
  const rows = await db.query<Row & { total: number }>(
    `select *, count(*) over () as total from handover_provider where org = $1
     order by lower(name) offset $2 limit $3`,
    [org, offset, limit],
  );
  return { items: rows.map(fromRow), total: rows[0]?.total ?? 0 };
};

export const namesOfProviders = (
  db: Queryable,
  org: string,
): Promise<readonly { readonly id: string; readonly name: string }[]> =>
  db.query<{ id: string; name: string }>(
    'select id, name from handover_provider where org = $1 order by lower(name) limit 1000',
    [org],
  );

/** Endpoints that have chosen the provider. */
export const endpointsUsingProvider = (
  db: Queryable,
  org: string,
  id: string,
): Promise<readonly { readonly id: string; readonly name: string }[]> =>
  db.query<{ id: string; name: string }>(
    `select id, name from endpoint where org = $1 and handover_provider = $2
       and handover_settings ->> 'provider' = $3 order by lower(name)`,
    [org, handoverProviderKind, id],
  );

export const linkProviderIntegration = (
  db: Queryable,
  {
    integrationId,
    provider,
    at,
  }: { integrationId: string; provider: Pick<ProviderRecord, 'id' | 'org'>; at: Date },
) =>
  db.query(
    `insert into handover_provider_integration (integration_id, provider, org, seen_at)
     select $1, id, org, $4 from handover_provider where id = $2 and org = $3
     on conflict (integration_id, provider) do update set seen_at = excluded.seen_at`,
    [integrationId, provider.id, provider.org, at],
  );

export const providersOfIntegration = async (
  db: Queryable,
  integrationId: string,
): Promise<readonly string[]> =>
  (
    await db.query<{ provider: string }>(
      `select provider from (
         select provider, row_number() over (partition by org order by seen_at desc) as place
         from handover_provider_integration where integration_id = $1) claimed
       where place <= 100`,
      [integrationId],
    )
  ).map(({ provider }) => provider);
