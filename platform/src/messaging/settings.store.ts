import type { MessagingSetting } from '@tandem/contract';
import type { Queryable } from '@tandem/kit';
import type { Page } from '../listing/index.ts';

export type SettingRecord = {
  readonly org: string;
  readonly id: string;
  readonly name: string;
  readonly content: MessagingSetting['content'] | null;
  readonly event: MessagingSetting['event'] | null;
  readonly version: number;
  readonly createdAt: Date;
  readonly modifiedAt: Date;
  readonly createdBy: string | null;
  readonly modifiedBy: string | null;
};

const columns = `org, id, name, content, event, version, created_at as "createdAt", modified_at as "modifiedAt",
  created_by as "createdBy", modified_by as "modifiedBy"`;

export const findSetting = async (
  db: Queryable,
  org: string,
  id: string,
): Promise<SettingRecord | null> => {
  const [row] = await db.query<SettingRecord>(
    `select ${columns} from messaging_setting where org = $1 and id = $2`,
    [org, id],
  );
  return row ?? null;
};

export const listSettings = async (db: Queryable, org: string, page: Page) => {
  const [count] = await db.query<{ total: number }>(
    'select count(*) as total from messaging_setting where org = $1',
    [org],
  );
  const rows = await db.query<SettingRecord>(
    `select ${columns} from messaging_setting where org = $1 order by lower(name), id limit $2 offset $3`,
    [org, page.size, page.offset],
  );
  return { total: Number(count?.total), rows };
};

const jsonOrNull = (value: unknown) => (value === undefined ? null : JSON.stringify(value));

/** Inserts, or replaces one of the same id. False if another setting has the name. */
export const saveSetting = async (db: Queryable, record: SettingRecord): Promise<boolean> => {
  const taken = await db.query(
    'select from messaging_setting where org = $1 and lower(name) = lower($2) and id <> $3',
    [record.org, record.name, record.id],
  );
  if (taken.length > 0) return false;
  await db.query(
    `insert into messaging_setting
       (org, id, name, content, event, version, created_at, modified_at, created_by, modified_by)
     values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)
     on conflict (org, id) do update set name = excluded.name, content = excluded.content, event = excluded.event,
       version = excluded.version, modified_at = excluded.modified_at, modified_by = excluded.modified_by`,
    [
      record.org,
      record.id,
      record.name,
      jsonOrNull(record.content ?? undefined),
      jsonOrNull(record.event ?? undefined),
      record.version,
      record.createdAt,
      record.modifiedAt,
      record.createdBy,
      record.modifiedBy,
    ],
  );
  return true;
};

export const deleteSetting = (db: Queryable, org: string, id: string) =>
  db.query('delete from messaging_setting where org = $1 and id = $2', [org, id]);

export const countSettingUses = async (db: Queryable, org: string, id: string): Promise<number> => {
  const [row] = await db.query<{ total: number }>(
    'select count(*) as total from open_integration where org = $1 and messaging_setting = $2',
    [org, id],
  );
  return Number(row?.total);
};
