import type { Queryable } from '@tandem/kit';
import type { RuleRecord } from './bus.model.ts';

const columns = `id, org, bus, name, description, pattern, enabled, targets, created_at as "createdAt",
  modified_at as "modifiedAt"`;

export const listRules = async (
  db: Queryable,
  { org, bus }: { org: string; bus: string },
): Promise<readonly RuleRecord[]> =>
  db.query<RuleRecord>(
    `select ${columns} from bus_rule where org = $1 and bus = $2 order by lower(name)`,
    [org, bus],
  );

export const findRule = async (
  db: Queryable,
  { org, bus, id }: { org: string; bus: string; id: string },
): Promise<RuleRecord | null> => {
  const [row] = await db.query<RuleRecord>(
    `select ${columns} from bus_rule where org = $1 and bus = $2 and id = $3`,
    [org, bus, id],
  );
  return row ?? null;
};

/** False: another rule of the bus has the name. */
export const saveRule = async (tx: Queryable, rule: RuleRecord): Promise<boolean> => {
  const [taken] = await tx.query(
    'select from bus_rule where org = $1 and bus = $2 and lower(name) = lower($3) and id <> $4',
    [rule.org, rule.bus, rule.name, rule.id],
  );
  if (taken) return false;
  await tx.query(
    `insert into bus_rule (org, id, bus, name, description, pattern, enabled, targets, created_at, modified_at)
     values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)
     on conflict (org, id) do update set name = $4, description = $5, pattern = $6, enabled = $7, targets = $8,
       modified_at = $10`,
    [
      rule.org,
      rule.id,
      rule.bus,
      rule.name,
      rule.description,
      rule.pattern,
      rule.enabled,
      JSON.stringify(rule.targets),
      rule.createdAt,
      rule.modifiedAt,
    ],
  );
  return true;
};

export const deleteRule = async (tx: Queryable, { org, id }: RuleRecord): Promise<void> => {
  await tx.query('delete from bus_rule where org = $1 and id = $2', [org, id]);
};

/** Names of the rules that send to an API destination. */
export const rulesWithDestination = async (
  db: Queryable,
  org: string,
  apiDestinationId: string,
): Promise<readonly string[]> => {
  const rows = await db.query<{ name: string }>(
    `select name from bus_rule where org = $1 and targets @> $2::jsonb order by lower(name)`,
    [org, JSON.stringify([{ apiDestinationId }])],
  );
  return rows.map(({ name }) => name);
};
