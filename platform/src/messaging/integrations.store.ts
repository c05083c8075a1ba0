import type { Queryable, Transaction } from '@tandem/kit';
import type { Page } from '../listing/index.ts';

export type IdentityResolution = {
  readonly resolveIdentities: boolean;
  readonly division?: { readonly id?: string };
  readonly externalSource?: { readonly id?: string };
};

export type IntegrationRecord = {
  readonly id: string;
  readonly org: string;
  readonly name: string;
  readonly webhookUrl: string;
  readonly webhookHeaders: Readonly<Record<string, string>>;
  /** Sealed. */
  readonly secret: Buffer;
  /** The secret before, sealed, and until when it is still good. */
  readonly previousSecret: Buffer | null;
  readonly previousSecretUntil: Date | null;
  readonly supportedContent: string;
  readonly messagingSetting: string | null;
  /** Flow of the recipient. */
  readonly flow: string | null;
  readonly version: number;
  readonly createdAt: Date;
  readonly modifiedAt: Date;
  readonly createdBy: string | null;
  readonly modifiedBy: string | null;
  readonly recipientModifiedAt: Date;
  readonly recipientModifiedBy: string | null;
  readonly identityResolution: IdentityResolution | null;
};

const columnOf = {
  id: 'id',
  org: 'org',
  name: 'name',
  webhookUrl: 'webhook_url',
  webhookHeaders: 'webhook_headers',
  secret: 'secret',
  previousSecret: 'previous_secret',
  previousSecretUntil: 'previous_secret_until',
  supportedContent: 'supported_content',
  messagingSetting: 'messaging_setting',
  flow: 'flow',
  version: 'version',
  createdAt: 'created_at',
  modifiedAt: 'modified_at',
  createdBy: 'created_by',
  modifiedBy: 'modified_by',
  recipientModifiedAt: 'recipient_modified_at',
  recipientModifiedBy: 'recipient_modified_by',
  identityResolution: 'identity_resolution',
} as const satisfies Record<keyof IntegrationRecord, string>;

const fields = Object.keys(columnOf) as (keyof IntegrationRecord)[];
const columns = fields.map((field) => `${columnOf[field]} as "${field}"`).join(', ');

const toColumn = (record: IntegrationRecord, field: keyof IntegrationRecord): unknown => {
  const value = record[field];
  return field === 'webhookHeaders' || (field === 'identityResolution' && value !== null)
    ? JSON.stringify(value)
    : value;
};

export const findIntegration = async (
  db: Queryable,
  org: string,
  id: string,
): Promise<IntegrationRecord | null> => {
  const [row] = await db.query<IntegrationRecord>(
    `select ${columns} from open_integration where org = $1 and id = $2`,
    [org, id],
  );
  return row ?? null;
};

/** The same, locked until the transaction ends: two who change it do so one after the other. */
export const lockIntegration = async (
  tx: Transaction,
  org: string,
  id: string,
): Promise<IntegrationRecord | null> => {
  const [row] = await tx.query<IntegrationRecord>(
    `select ${columns} from open_integration where org = $1 and id = $2 for update`,
    [org, id],
  );
  return row ?? null;
};

export type IntegrationFilter = {
  readonly org: string;
  readonly supportedContent?: string;
  readonly messagingSetting?: string;
  readonly name?: string;
};

const filter = `org = $1 and ($2::text is null or supported_content = $2)
  and ($3::text is null or messaging_setting::text = $3) and ($4::text is null or lower(name) like $4)`;

const likeOf = (name: string | undefined): string | null =>
  name === undefined
    ? null
    : name
        .toLowerCase()
        .replaceAll(/[\\%_]/g, (sign) => `\\${sign}`)
        .replaceAll('*', '%');

export const listIntegrations = async (db: Queryable, wanted: IntegrationFilter, page: Page) => {
  const values = [
    wanted.org,
    wanted.supportedContent ?? null,
    wanted.messagingSetting ?? null,
    likeOf(wanted.name),
  ];
  const [count] = await db.query<{ total: number }>(
    `select count(*) as total from open_integration where ${filter}`,
    values,
  );
  const rows = await db.query<IntegrationRecord>(
    `select ${columns} from open_integration where ${filter} order by lower(name), id limit $5 offset $6`,
    [...values, page.size, page.offset],
  );
  return { total: Number(count?.total), rows };
};

const places = fields.map((_, index) => `$${index + 1}`).join(', ');
const replaced = fields
  .filter((field) => field !== 'id' && field !== 'org')
  .map((field) => `${columnOf[field]} = excluded.${columnOf[field]}`)
  .join(', ');

/** Inserts, or replaces the one of the same id. */
export const saveIntegration = (db: Queryable, record: IntegrationRecord) =>
  db.query(
    `insert into open_integration (${fields.map((field) => columnOf[field]).join(', ')}) values (${places})
     on conflict (id) do update set ${replaced}`,
    fields.map((field) => toColumn(record, field)),
  );

/**
 * Whether another integration of the organisation has the name, as it is written. Whoever asks for the same name waits
 * until this transaction ends, so that one of two has it.
 */
export const isNameTaken = async (
  tx: Transaction,
  { org, id, name }: Pick<IntegrationRecord, 'org' | 'id' | 'name'>,
): Promise<boolean> => {
  await tx.query('select pg_advisory_xact_lock(hashtextextended($1, 0))', [
    JSON.stringify(['open integration', org, name]),
  ]);
  const rows = await tx.query(
    `select from open_integration where org = $1 and lower(name) = lower($2) and name = $2 and id <> $3 limit 1`,
    [org, name, id],
  );
  return rows.length > 0;
};

export const deleteIntegration = (db: Queryable, org: string, id: string) =>
  db.query('delete from open_integration where org = $1 and id = $2', [org, id]);

/** Message addresses that are routed to a flow. */
export const routedAddresses = (
  db: Queryable,
  org: string,
  flow: string,
): Promise<readonly { readonly id: string; readonly name: string }[]> =>
  db.query<{ id: string; name: string }>(
    'select id, name from open_integration where org = $1 and flow = $2 order by lower(name), id',
    [org, flow],
  );
