import type { MediaTypes } from '@tandem/contract';
import type { Queryable } from '@tandem/kit';
import type { Page } from '../listing/index.ts';
import { builtInMediaTypes } from './supported-content.rules.ts';

export type SupportedContentRecord = {
  readonly org: string;
  readonly id: string;
  readonly name: string;
  readonly mediaTypes: MediaTypes;
  readonly builtIn: boolean;
  readonly version: number;
  readonly createdAt: Date;
  readonly modifiedAt: Date;
  readonly createdBy: string | null;
  readonly modifiedBy: string | null;
};

/** Id of the profile every organisation has. */
export const builtInContentId = 'default';

const columns = `org, id, name, media_types as "mediaTypes", built_in as "builtIn", version,
  created_at as "createdAt", modified_at as "modifiedAt", created_by as "createdBy", modified_by as "modifiedBy"`;

/** Makes sure that the built-in profile is there, with the organisation's first look at it. */
export const ensureBuiltInContent = async (
  db: Queryable,
  org: string,
  now: Date,
): Promise<void> => {
  await db.query(
    `insert into supported_content (org, id, name, media_types, built_in, created_at, modified_at)
     values ($1, $2, 'Default', $3, true, $4, $4) on conflict do nothing`,
    [org, builtInContentId, JSON.stringify(builtInMediaTypes), now],
  );
};

export const findContent = async (
  db: Queryable,
  org: string,
  id: string,
): Promise<SupportedContentRecord | null> => {
  const [row] = await db.query<SupportedContentRecord>(
    `select ${columns} from supported_content where org = $1 and id = $2`,
    [org, id],
  );
  return row ?? null;
};

export const listContent = async (db: Queryable, org: string, page: Page) => {
  const [count] = await db.query<{ total: number }>(
    'select count(*) as total from supported_content where org = $1',
    [org],
  );
  const rows = await db.query<SupportedContentRecord>(
    `select ${columns} from supported_content where org = $1 order by lower(name), id limit $2 offset $3`,
    [org, page.size, page.offset],
  );
  return { total: Number(count?.total), rows };
};

export const insertContent = async (db: Queryable, record: SupportedContentRecord) => {
  await db.query(
    `insert into supported_content
       (org, id, name, media_types, built_in, version, created_at, modified_at, created_by, modified_by)
     values ($1, $2, $3, $4, false, 1, $5, $5, $6, $6)`,
    [
      record.org,
      record.id,
      record.name,
      JSON.stringify(record.mediaTypes),
      record.createdAt,
      record.createdBy,
    ],
  );
};

/** Null if there is none. */
export const updateContent = async (
  db: Queryable,
  record: Pick<
    SupportedContentRecord,
    'org' | 'id' | 'name' | 'mediaTypes' | 'modifiedAt' | 'modifiedBy'
  >,
): Promise<SupportedContentRecord | null> => {
  const [row] = await db.query<SupportedContentRecord>(
    `update supported_content set name = $3, media_types = $4, modified_at = $5, modified_by = $6,
       version = version + 1 where org = $1 and id = $2 returning ${columns}`,
    [
      record.org,
      record.id,
      record.name,
      JSON.stringify(record.mediaTypes),
      record.modifiedAt,
      record.modifiedBy,
    ],
  );
  return row ?? null;
};

export const deleteContent = (db: Queryable, org: string, id: string) =>
  db.query('delete from supported_content where org = $1 and id = $2', [org, id]);

/** Integrations that use the profile. */
export const countContentUses = async (db: Queryable, org: string, id: string): Promise<number> => {
  const [row] = await db.query<{ total: number }>(
    'select count(*) as total from open_integration where org = $1 and supported_content = $2',
    [org, id],
  );
  return Number(row?.total);
};
