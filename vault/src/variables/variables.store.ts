import { isTaken, type Queryable, type Transaction } from '@tandem/kit';
import { variableErrors } from './variables.errors.ts';
import type { VariableRecord } from './variables.model.ts';

const columns = `org, id, name, type, description, value, secret, created_at as "createdAt",
  modified_at as "modifiedAt"`;

/** Variables of an organisation, by name. */
export const listVariables = (db: Queryable, org: string): Promise<VariableRecord[]> =>
  db.query<VariableRecord>(
    `select ${columns} from organisation_variable where org = $1 order by lower(name)`,
    [org],
  );

/** Null also for a variable of another organisation. */
export const findVariable = async (
  db: Queryable,
  { org, id }: { readonly org: string; readonly id: string },
): Promise<VariableRecord | null> => {
  const [row] = await db.query<VariableRecord>(
    `select ${columns} from organisation_variable where org = $1 and id = $2`,
    [org, id],
  );
  return row ?? null;
};

export const findVariableNamed = async (
  db: Queryable,
  { org, name }: { readonly org: string; readonly name: string },
): Promise<VariableRecord | null> => {
  const [row] = await db.query<VariableRecord>(
    `select ${columns} from organisation_variable where org = $1 and lower(name) = lower($2)`,
    [org, name],
  );
  return row ?? null;
};

/** Inserts, or replaces the one of the same id. @throws variableErrors.nameTaken */
export const saveVariable = async (tx: Transaction, record: VariableRecord): Promise<void> => {
  const { org, id, name, type, description, value, secret, createdAt, modifiedAt } = record;
  try {
    await tx.query(
      `insert into organisation_variable
         (org, id, name, type, description, value, secret, created_at, modified_at)
       values ($1, $2, $3, $4, $5, $6, $7, $8, $9)
       on conflict (org, id) do update set name = excluded.name, type = excluded.type,
         description = excluded.description, value = excluded.value, secret = excluded.secret,
         modified_at = excluded.modified_at`,
      [
        ...[org, id, name, type, description],
        ...[value === null ? null : JSON.stringify(value), secret, createdAt, modifiedAt],
      ],
    );
  } catch (error) {
    if (isTaken(error, 'organisation_variable_name')) throw variableErrors.nameTaken({ name });
    throw error;
  }
};

export const deleteVariable = (
  tx: Transaction,
  { org, id }: { readonly org: string; readonly id: string },
) => tx.query('delete from organisation_variable where org = $1 and id = $2', [org, id]);
