import type { Database, SealedColumn } from '@tandem/kit';
import { keyIdBytes, type Sealer } from '../sealing/index.ts';
import { vaultErrors } from '../vault.errors.ts';
import {
  contextOfRow,
  namedOf,
  parameterOf,
  resealedValue,
  type SealedRow,
  statementsOf,
} from './cells.rules.ts';

/** A sealed column with the database that it is in. */
export type RegisteredColumn = SealedColumn & { readonly db: Database };

/** Rows at once: what is opened is in memory only as long as its batch. */
export const rowsAtOnce = 100;

export type Resealed = { readonly done: number; readonly unreadable: number };

const cannotOpen = vaultErrors.cannotOpen().code;

const rowOf = (column: SealedColumn, raw: Readonly<Record<string, unknown>>): SealedRow => ({
  key: Object.fromEntries(
    namedOf(column).map((name, index) => [name, String(raw[`k${index}`])] as const),
  ),
  value: raw['value'],
});

/** False when the row was written or removed meanwhile; null when it holds something that nobody can open. */
const resealRow = async (
  { column, sealer, org }: { column: RegisteredColumn; sealer: Sealer; org: string },
  { key, value }: SealedRow,
): Promise<boolean | null> => {
  let anew: unknown;
  try {
    anew = await resealedValue(column, value, async (sealed, name) => {
      const text = await sealer.open(org, contextOfRow(column, key, name), sealed);
      return sealer.seal(org, column.context(key, name), text);
    });
  } catch (error) {
    if ((error as { code?: string }).code === cannotOpen) return null;
    throw error;
  }
  const replaced = await column.db.query(statementsOf(column).replace, [
    org,
    parameterOf(column, anew),
    parameterOf(column, value),
    ...column.key.map((name) => key[name]),
  ]);
  return replaced.length > 0;
};

/** How many rows of an organisation hold something that another key sealed. */
export const countOutdated = async (
  column: RegisteredColumn,
  org: string,
  keyId: string,
): Promise<number> => {
  const [row] = await column.db.query<{ n: number }>(statementsOf(column).count, [
    org,
    keyIdBytes(keyId),
  ]);
  return row?.n ?? 0;
};

/**
 * Seals anew what other keys sealed, batch by batch. Each row is replaced by itself and only if it is as it was read,
 * so writers are never in the way and never lose anything.
 */
export const resealColumn = async (
  deps: { readonly column: RegisteredColumn; readonly sealer: Sealer; readonly org: string },
  keyId: string,
  onBatch: (rows: number) => void,
): Promise<Resealed> => {
  const { column, org } = deps;
  const { first, next } = statementsOf(column);
  let [done, unreadable] = [0, 0];
  let after: readonly unknown[] | null = null;
  for (;;) {
    const values: unknown[] = [org, keyIdBytes(keyId), rowsAtOnce, ...(after ?? [])];
    const raw: Record<string, unknown>[] = await column.db.query(after ? next : first, values);
    const rows: SealedRow[] = raw.map((one) => rowOf(column, one));
    for (const row of rows) {
      const result = await resealRow(deps, row);
      if (result) done += 1;
      if (result === null) unreadable += 1;
    }
    if (rows.length > 0) onBatch(rows.length);
    const last = rows.at(-1);
    if (!last || rows.length < rowsAtOnce) return { done, unreadable };
    after = column.key.map((name) => last.key[name]);
  }
};
