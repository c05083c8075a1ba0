import type { Queryable } from '@tandem/kit';
import { type DefinitionRecord, systemDefinitions } from './system-presences.ts';

const columns = `id, false as system, system_presence as "systemPresence", labels, division, deactivated,
  created_by as "createdBy", modified_by as "modifiedBy", created_at as "createdAt", modified_at as "modifiedAt"`;

/** Those of the system first, then the organisation's own by age. */
export const listDefinitions = async (db: Queryable, org: string): Promise<DefinitionRecord[]> => [
  ...systemDefinitions,
  ...(await db.query<DefinitionRecord>(
    `select ${columns} from presence_definition where org = $1 order by created_at, id`,
    [org],
  )),
];

export const findDefinition = async (
  db: Queryable,
  org: string,
  id: string,
): Promise<DefinitionRecord | null> => {
  const system = systemDefinitions.find((definition) => definition.id === id);
  if (system) return system;
  const [row] = await db.query<DefinitionRecord>(
    `select ${columns} from presence_definition where org = $1 and id::text = $2`,
    [org, id.toLowerCase()],
  );
  return row ?? null;
};

export type DefinitionWrite = Pick<
  DefinitionRecord,
  'id' | 'systemPresence' | 'labels' | 'division' | 'deactivated'
> & { readonly org: string; readonly by: string; readonly at: Date };

/** Inserts or replaces. */
export const saveDefinition = async (db: Queryable, d: DefinitionWrite): Promise<void> => {
  await db.query(
    `insert into presence_definition (id, org, system_presence, labels, division, deactivated, created_by,
       modified_by, created_at, modified_at)
     values ($1, $2, $3, $4, $5, $6, $7, $7, $8, $8)
     on conflict (id) do update set system_presence = excluded.system_presence, labels = excluded.labels,
       division = excluded.division, deactivated = excluded.deactivated, modified_by = excluded.modified_by,
       modified_at = excluded.modified_at`,
    [
      d.id,
      d.org,
      d.systemPresence,
      JSON.stringify(d.labels),
      d.division,
      d.deactivated,
      d.by,
      d.at,
    ],
  );
};
