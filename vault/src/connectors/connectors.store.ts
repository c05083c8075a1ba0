import { isTaken, type Queryable } from '@tandem/kit';
import type { ConnectorRecord, Consent } from './connectors.model.ts';

const columns = `org, id, name, kind, access, scopes, settings as setup, connection, secret, state,
  consent_kind as "consentKind", consent_by as "consentBy", consent_name as "consentName", consent_at as "consentAt",
  consent_version as "consentVersion", version, created_at as "createdAt", modified_at as "modifiedAt"`;

type Row = Omit<ConnectorRecord, 'consent'> & {
  readonly consentKind: Consent['kind'];
  readonly consentBy: string;
  readonly consentName: string;
  readonly consentAt: Date;
  readonly consentVersion: number;
};

const fromRow = ({
  consentKind,
  consentBy,
  consentName,
  consentAt,
  consentVersion,
  ...rest
}: Row): ConnectorRecord => ({
  ...rest,
  consent: {
    kind: consentKind,
    id: consentBy,
    name: consentName,
    at: consentAt,
    textVersion: consentVersion,
  },
});

const changeable = ({
  name,
  access,
  scopes,
  setup,
  connection,
  secret,
  state,
  consent,
  modifiedAt,
}: ConnectorRecord) => [
  ...[name, access, [...scopes], JSON.stringify(setup), connection],
  ...[secret && JSON.stringify(secret), state],
  ...[consent.kind, consent.id, consent.name, consent.at, consent.textVersion, modifiedAt],
];

/** Null also for a connector of another organisation. */
export const findConnector = async (
  db: Queryable,
  { org, id }: { readonly org: string; readonly id: string },
): Promise<ConnectorRecord | null> => {
  const [row] = await db.query<Row>(
    `select ${columns} from connector where org = $1 and id::text = lower($2)`,
    [org, id],
  );
  return row ? fromRow(row) : null;
};

/** By id, or by name without case; an id prevails. */
export const findConnectorByRef = async (
  db: Queryable,
  { org, ref }: { readonly org: string; readonly ref: string },
): Promise<ConnectorRecord | null> => {
  const [row] = await db.query<Row>(
    `select ${columns} from connector where org = $1 and (id::text = lower($2) or lower(name) = lower($2))
     order by id::text = lower($2) desc limit 1`,
    [org, ref],
  );
  return row ? fromRow(row) : null;
};

export const listConnectors = async (
  db: Queryable,
  org: string,
  page: { readonly limit: number; readonly offset: number },
) => {
  const rows = await db.query<Row & { total: number }>(
    `select ${columns}, count(*) over ()::int as total from connector
     where org = $1 order by lower(name) limit $2 offset $3`,
    [org, page.limit, page.offset],
  );
  return {
    rows: rows.map(({ total: _total, ...row }) => fromRow(row)),
    total: rows[0]?.total ?? 0,
  };
};

/** False when the organisation has a connector of that name. */
export const insertConnector = async (tx: Queryable, one: ConnectorRecord): Promise<boolean> => {
  const rows = await tx.query<{ id: string }>(
    `insert into connector (org, id, kind, version, created_at, name, access, scopes, settings, connection, secret, state,
       consent_kind, consent_by, consent_name, consent_at, consent_version, modified_at)
     values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18)
     on conflict (org, lower(name)) do nothing returning id`,
    [one.org, one.id, one.kind, one.version, one.createdAt, ...changeable(one)],
  );
  return rows.length > 0;
};

export type Updated = 'updated' | 'nameTaken' | 'changedMeanwhile';

/** Stores what was read as `version` before; the next version is one higher. The id and the kind never change. */
export const updateConnector = async (tx: Queryable, one: ConnectorRecord): Promise<Updated> => {
  try {
    const rows = await tx.query<{ id: string }>(
      `update connector set name = $4, access = $5, scopes = $6, settings = $7, connection = $8, secret = $9, state = $10,
         consent_kind = $11, consent_by = $12, consent_name = $13, consent_at = $14, consent_version = $15,
         modified_at = $16, version = version + 1
       where org = $1 and id = $2 and version = $3 returning id`,
      [one.org, one.id, one.version, ...changeable(one)],
    );
    return rows.length > 0 ? 'updated' : 'changedMeanwhile';
  } catch (error) {
    if (isTaken(error, 'connector_name')) return 'nameTaken';
    throw error;
  }
};

export const deleteConnector = async (
  tx: Queryable,
  { org, id }: Pick<ConnectorRecord, 'org' | 'id'>,
): Promise<boolean> =>
  (
    await tx.query<{ id: string }>(
      'delete from connector where org = $1 and id = $2 returning id',
      [org, id],
    )
  ).length > 0;

export type ConnectorName = { readonly id: string; readonly name: string };

export const connectorNames = (db: Queryable, org: string): Promise<readonly ConnectorName[]> =>
  db.query<{ id: string; name: string }>(
    'select id, name from connector where org = $1 order by lower(name)',
    [org],
  );

/** Those whose secret is an attribute that each user fills in, or whose connection has a token for each user. */
export const perUserConnectors = (db: Queryable, org: string): Promise<readonly ConnectorName[]> =>
  db.query<{ id: string; name: string }>(
    `select c.id, c.name from connector c where c.org = $1 and (
       exists (select from credential_attribute a where a.org = c.org and a.input = 'userProvided'
         and c.secret ->> 'kind' = 'credential' and a.id::text = c.secret ->> 'attribute')
       or exists (select from connection o where o.org = c.org and o.id = c.connection and o.sharing = 'perUser'))`,
    [org],
  );
