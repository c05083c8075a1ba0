import type { TraceEntry } from '@tandem/flows';
import type { Queryable } from '@tandem/kit';
import type { Run } from './automation.model.ts';

/** An entry as it is kept: hidden values apart and sealed. */
export type StoredEntry = {
  readonly seq: number;
  readonly at: Date;
  readonly entry: Omit<TraceEntry, 'hidden'>;
  readonly valuesSealed: string | null;
};

type Row = { seq: number; at: Date; entry: StoredEntry['entry']; values_sealed: string | null };

export const insertTrace = async (
  db: Queryable,
  { id, org }: Pick<Run, 'id' | 'org'>,
  entries: readonly StoredEntry[],
): Promise<void> => {
  if (entries.length === 0) return;
  await db.query(
    `insert into automation_trace (run, org, seq, at, entry, values_sealed)
     select $1, $2, e.seq, e.at, e.entry, e.sealed
     from unnest($3::int[], $4::timestamptz[], $5::json[], $6::text[]) e(seq, at, entry, sealed)`,
    [
      ...[id, org],
      entries.map(({ seq }) => seq),
      entries.map(({ at }) => at),
      entries.map(({ entry }) => JSON.stringify(entry)),
      entries.map(({ valuesSealed }) => valuesSealed),
    ],
  );
};

/** The trace of a run in the order of its steps. */
export const readTrace = async (
  db: Queryable,
  { id, org }: Pick<Run, 'id' | 'org'>,
): Promise<readonly StoredEntry[]> => {
  const rows = await db.query<Row>(
    'select seq, at, entry, values_sealed from automation_trace where run = $1 and org = $2 order by seq',
    [id, org],
  );
  return rows.map(({ values_sealed: valuesSealed, ...row }) => ({ ...row, valuesSealed }));
};
