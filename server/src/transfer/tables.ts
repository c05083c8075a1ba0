import type { Queryable } from '@tandem/kit';

/** A table as it is copied: generated columns are left out, the database makes them again. */
export type CopiedTable = { readonly name: string; readonly columns: readonly string[] };

/** Who runs where is true for the old process only; the migration ledger belongs to the target. */
const ephemeral = new Set(['migration', 'node', 'lease']);

type ColumnRow = { table_name: string; column_name: string };
type ReferenceRow = { child: string; parent: string };

const columnsOf = `select table_name, column_name from information_schema.columns join information_schema.tables using (table_schema, table_name)
  where table_schema = $1 and table_type = 'BASE TABLE' and is_generated = 'NEVER' order by table_name, ordinal_position`;
const referencesOf = `select c.relname as child, p.relname as parent from pg_constraint k
  join pg_class c on c.oid = k.conrelid join pg_class p on p.oid = k.confrelid
  where k.contype = 'f' and k.connamespace = $1::regnamespace and c.oid <> p.oid`;

/** Referenced tables before those that refer to them. */
export const parentsFirst = (
  names: readonly string[],
  references: readonly ReferenceRow[],
): string[] => {
  const placed: string[] = [];
  const visit = (name: string, path: readonly string[]) => {
    if (placed.includes(name) || path.includes(name)) return;
    for (const { child, parent } of references) if (child === name) visit(parent, [...path, name]);
    placed.push(name);
  };
  for (const name of names) visit(name, []);
  return placed;
};

/** The tables of a schema in the order in which they can be filled. */
export const copiedTables = async (db: Queryable, schema: string): Promise<CopiedTable[]> => {
  const columns = await db.query<ColumnRow>(columnsOf, [schema]);
  const references = await db.query<ReferenceRow>(referencesOf, [schema]);
  const names = [...new Set(columns.map(({ table_name }) => table_name))].filter(
    (name) => !ephemeral.has(name),
  );
  return parentsFirst(names, references).map((name) => ({
    name,
    columns: columns
      .filter(({ table_name }) => table_name === name)
      .map(({ column_name }) => column_name),
  }));
};

/** Applied migrations of a schema, as `package/name`, sorted. */
export const appliedMigrations = async (db: Queryable): Promise<string[]> =>
  (
    await db.query<{ name: string }>(
      "select package || '/' || name as name from migration order by 1",
    )
  ).map(({ name }) => name);

/** A name as an SQL identifier. */
export const identifier = (name: string): string => `"${name.replaceAll('"', '""')}"`;
