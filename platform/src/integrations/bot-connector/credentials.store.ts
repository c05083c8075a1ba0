import { isUuid, type Queryable, type SealedColumn } from '@tandem/kit';

/** Credentials without the values of their fields. */
export type IntegrationCredential = {
  readonly org: string;
  readonly id: string;
  readonly name: string;
  readonly type: string;
  readonly fieldNames: readonly string[];
  readonly createdAt: Date;
  readonly modifiedAt: Date;
};

/** What the fields are sealed for. */
export const credentialContext = (id: string): string => `integration-credential/${id}`;

export const credentialSealedColumns: readonly SealedColumn[] = [
  {
    ...{ table: 'integration_credential', column: 'fields', key: ['id'], format: 'bytes' },
    context: ({ id = '' }) => credentialContext(id),
  },
];

const columns = `org, id, name, type, field_names as "fieldNames", created_at as "createdAt",
  modified_at as "modifiedAt"`;

export const listCredentials = (db: Queryable, org: string) =>
  db.query<IntegrationCredential>(
    `select ${columns} from integration_credential where org = $1 order by lower(name), id`,
    [org],
  );

export const findCredential = async (db: Queryable, org: string, id: string) => {
  if (!isUuid(id)) return null;
  const [row] = await db.query<IntegrationCredential>(
    `select ${columns} from integration_credential where org = $1 and id = $2`,
    [org, id],
  );
  return row ?? null;
};

export const readSealedFields = async (db: Queryable, org: string, id: string) => {
  const [row] = await db.query<{ fields: Buffer }>(
    'select fields from integration_credential where org = $1 and id = $2',
    [org, id],
  );
  return row?.fields ?? null;
};

/** Inserts, or replaces the one of the same id. */
export const saveCredential = async (
  db: Queryable,
  { org, id, name, type, fieldNames, createdAt, modifiedAt }: IntegrationCredential,
  fields: Buffer,
): Promise<void> => {
  await db.query(
    `insert into integration_credential (org, id, name, type, field_names, fields, created_at, modified_at)
     values ($1, $2, $3, $4, $5, $6, $7, $8)
     on conflict (org, id) do update set name = excluded.name, type = excluded.type,
       field_names = excluded.field_names, fields = excluded.fields, modified_at = excluded.modified_at`,
    [org, id, name, type, JSON.stringify(fieldNames), fields, createdAt, modifiedAt],
  );
};

export const deleteCredential = async (db: Queryable, org: string, id: string): Promise<void> => {
  await db.query('delete from integration_credential where org = $1 and id = $2', [org, id]);
};

/** Name of an integration of the organisation that uses the credentials; null: none does. */
export const findCredentialUser = async (db: Queryable, org: string, id: string) => {
  const [row] = await db.query<{ name: string }>(
    `select i.name from app_integration i, jsonb_each_text(i.credentials) used
     where i.org = $1 and used.value = $2 order by lower(i.name) limit 1`,
    [org, id],
  );
  return row?.name ?? null;
};
