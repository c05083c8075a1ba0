import type { WidgetSettings } from '@tandem/contract';
import { type Queryable, unlessTaken } from '@tandem/kit';
import { storableJson } from '../conversations/index.ts';
import type { Endpoint, EndpointPartConfig } from './endpoints.model.ts';

export type PageOf<T> = { readonly items: readonly T[]; readonly total: number };

export type EndpointStore = {
  /** False when the organisation has an endpoint of that name. */
  readonly insert: (endpoint: Endpoint) => Promise<boolean>;
  /** Replaces the version before it; `stale` when somebody else did so first, or the endpoint is gone. */
  readonly update: (endpoint: Endpoint) => Promise<'updated' | 'nameTaken' | 'stale'>;
  /** Locks it against changes, and against handovers that begin, until the transaction ends. */
  readonly lock: (org: string, id: string) => Promise<unknown>;
  /** The name of the endpoint that was removed; null when there was none. */
  readonly remove: (org: string, id: string) => Promise<string | null>;
  readonly find: (org: string, id: string) => Promise<Endpoint | null>;
  readonly findById: (id: string) => Promise<Endpoint | null>;
  /** By id or name. */
  readonly findByReference: (org: string, reference: string) => Promise<Endpoint | null>;
  readonly findByToken: (token: string) => Promise<Endpoint | null>;
  readonly findBySecretHash: (hash: Buffer) => Promise<Endpoint | null>;
  /** What opens endpoints: their public tokens, and the hashes of their secrets. */
  readonly keys: () => Promise<
    readonly { readonly token: string; readonly secretHash: Buffer | null }[]
  >;
  readonly list: (input: {
    org: string;
    offset: number;
    limit: number;
  }) => Promise<PageOf<Endpoint>>;
  readonly linkIntegration: (input: {
    integrationId: string;
    endpoint: Pick<Endpoint, 'id' | 'org'>;
    at: Date;
  }) => Promise<void>;
  /** The latest of each organisation: what one of them claims pushes out nothing of another. */
  readonly idsByIntegration: (integrationId: string) => Promise<readonly string[]>;
};

type Row = {
  id: string;
  org: string;
  name: string;
  token: string;
  secret_hash: Buffer | null;
  locale: string;
  active: boolean;
  upload_bytes: number | null;
  bot_kind: string;
  bot_settings: EndpointPartConfig['settings'];
  handover_provider: string | null;
  handover_settings: EndpointPartConfig['settings'];
  identity_kind: string | null;
  identity_settings: EndpointPartConfig['settings'];
  widget: WidgetSettings;
  secrets: Record<string, string>;
  secret_sources: Endpoint['secretSources'];
  version: number;
  created_at: Date;
  modified_at: Date;
};

const fromRow = (row: Row): Endpoint => ({
  id: row.id,
  org: row.org,
  name: row.name,
  token: row.token,
  secretHash: row.secret_hash,
  locale: row.locale,
  active: row.active,
  uploadBytes: row.upload_bytes,
  bot: { kind: row.bot_kind, settings: row.bot_settings },
  handover: row.handover_provider
    ? { kind: row.handover_provider, settings: row.handover_settings }
    : null,
  identity: row.identity_kind ? { kind: row.identity_kind, settings: row.identity_settings } : null,
  widget: row.widget,
  secrets: row.secrets,
  secretSources: row.secret_sources,
  version: row.version,
  createdAt: row.created_at,
  modifiedAt: row.modified_at,
});

const valuesOf = (endpoint: Endpoint) => [
  endpoint.id,
  endpoint.org,
  endpoint.name,
  endpoint.token,
  endpoint.secretHash,
  endpoint.locale,
  endpoint.active,
  endpoint.bot.kind,
  endpoint.bot.settings,
  endpoint.handover?.kind ?? null,
  endpoint.handover?.settings ?? {},
  endpoint.secrets,
  endpoint.createdAt,
  endpoint.modifiedAt,
  endpoint.uploadBytes,
  endpoint.secretSources,
  endpoint.identity?.kind ?? null,
  storableJson(endpoint.identity?.settings ?? {}),
  storableJson(endpoint.widget),
];

const nameTaken = unlessTaken('endpoint_name');

const one = async (db: Queryable, where: string, values: readonly unknown[]) => {
  const [row] = await db.query<Row>(`select * from endpoint where ${where}`, values);
  return row ? fromRow(row) : null;
};

/** The endpoints of every organisation. */
export const createEndpointStore = (db: Queryable): EndpointStore => ({
  insert: (endpoint) =>
    db
      .query(
        `insert into endpoint (id, org, name, token, secret_hash, locale, active, bot_kind, bot_settings,
           handover_provider, handover_settings, secrets, created_at, modified_at, upload_bytes, secret_sources,
           identity_kind, identity_settings, widget)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19)`,
        valuesOf(endpoint),
      )
      .then(() => true, nameTaken),
  update: (endpoint) =>
    db
      .query(
        `update endpoint set name = $3, token = $4, secret_hash = $5, locale = $6, active = $7, bot_kind = $8,
           bot_settings = $9, handover_provider = $10, handover_settings = $11, secrets = $12, created_at = $13,
           modified_at = $14, upload_bytes = $15, secret_sources = $16, identity_kind = $17,
           identity_settings = $18, widget = $19, version = $20
         where id = $1 and org = $2 and version = $20 - 1 returning id`,
        [...valuesOf(endpoint), endpoint.version],
      )
      .then(
        (rows) => (rows.length > 0 ? 'updated' : 'stale'),
        (error) => nameTaken(error) || 'nameTaken',
      ),
  lock: (org, id) =>
    db.query('select id from endpoint where org = $1 and id = $2 for update', [org, id]),
  async remove(org, id) {
    const [row] = await db.query<{ name: string }>(
      'delete from endpoint where org = $1 and id = $2 returning name',
      [org, id],
    );
    return row?.name ?? null;
  },
  find: (org, id) => one(db, 'org = $1 and id = $2', [org, id]),
  findById: (id) => one(db, 'id = $1', [id]),
  findByReference: (org, reference) =>
    one(db, 'org = $1 and (id::text = lower($2) or lower(name) = lower($2))', [org, reference]),
  findByToken: (token) => one(db, 'token = $1', [token]),
  findBySecretHash: (hash) => one(db, 'secret_hash = $1', [hash]),
  keys: () =>
    db.query<{ token: string; secretHash: Buffer | null }>(
      'select token, secret_hash as "secretHash" from endpoint',
      [],
    ),
  async list({ org, offset, limit }) {
    const rows = await db.query<Row & { total: number }>(
      `select *, count(*) over () as total from endpoint where org = $1 order by lower(name) offset $2 limit $3`,
      [org, offset, limit],
    );
    return { items: rows.map(fromRow), total: rows[0]?.total ?? 0 };
  },
  async linkIntegration({ integrationId, endpoint, at }) {
    await db.query(
      `insert into endpoint_integration (integration_id, endpoint, org, seen_at) values ($1, $2, $3, $4)
       on conflict (integration_id, endpoint) do update set seen_at = excluded.seen_at`,
      [integrationId, endpoint.id, endpoint.org, at],
    );
  },
  async idsByIntegration(integrationId) {
    const rows = await db.query<{ endpoint: string }>(
      `select endpoint from (
         select endpoint, row_number() over (partition by org order by seen_at desc) as place
         from endpoint_integration where integration_id = $1) claimed
       where place <= 100`,
      [integrationId],
    );
    return rows.map(({ endpoint }) => endpoint);
  },
});
