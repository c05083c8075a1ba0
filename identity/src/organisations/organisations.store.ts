import type { Queryable } from '@tandem/kit';

/** Signing people out after idleness, for all users of the organisation. */
export type IdleTimeout = { readonly enabled: boolean; readonly seconds: number };

export type OrganisationSettings = {
  readonly idleTimeout?: IdleTimeout;
  readonly roleSettings?: { readonly grantDivisionAware: boolean };
};

export type OrganisationRecord = {
  readonly id: string;
  readonly name: string;
  readonly shortName: string;
  readonly defaultLanguage: string;
  readonly defaultCountryCode: string;
  readonly settings: OrganisationSettings;
  readonly version: number;
};

const columns = `id, name, short_name as "shortName", default_language as "defaultLanguage",
  default_country_code as "defaultCountryCode", settings, version`;

export const findOrganisation = async (db: Queryable, id: string) => {
  const [row] = await db.query<OrganisationRecord>(
    `select ${columns} from organisation where id = $1`,
    [id],
  );
  return row ?? null;
};

/** By id or by short name, whatever its case. */
export const findOrganisationByText = async (db: Queryable, text: string) => {
  const [row] = await db.query<OrganisationRecord>(
    `select ${columns} from organisation where id::text = lower($1) or lower(short_name) = lower($1)`,
    [text],
  );
  return row ?? null;
};

export const listOrganisations = (db: Queryable) =>
  db.query<OrganisationRecord>(`select ${columns} from organisation order by created_at, id`);

/** False when the short name is taken. */
export const insertOrganisation = async (
  tx: Queryable,
  organisation: Pick<OrganisationRecord, 'id' | 'name' | 'shortName'>,
  at: Date,
): Promise<boolean> => {
  const rows = await tx.query(
    `insert into organisation (id, name, short_name, created_at) values ($1, $2, $3, $4)
     on conflict do nothing returning id`,
    [organisation.id, organisation.name, organisation.shortName, at],
  );
  return rows.length === 1;
};

/** The new version, or null when the record was changed meanwhile. */
export const updateOrganisation = async (
  tx: Queryable,
  organisation: OrganisationRecord,
): Promise<number | null> => {
  const [row] = await tx.query<{ version: number }>(
    `update organisation set name = $3, default_language = $4, default_country_code = $5,
       version = version + 1
     where id = $1 and version = $2::numeric returning version`,
    [
      organisation.id,
      organisation.version,
      organisation.name,
      organisation.defaultLanguage,
      organisation.defaultCountryCode,
    ],
  );
  return row?.version ?? null;
};

/** Replaces the named settings; the others stay. */
export const saveOrganisationSettings = async (
  tx: Queryable,
  org: string,
  settings: OrganisationSettings,
): Promise<void> => {
  await tx.query('update organisation set settings = settings || $2 where id = $1', [
    org,
    JSON.stringify(settings),
  ]);
};
