import type { Queryable } from '@tandem/kit';
import type { CommittedWork, NewWork } from './lanes.types.ts';

const unreadable = /\\u(?:0000|d[89a-f])/i;

/** A payload as JSON. PostgreSQL takes NUL and half characters in it, and lets nobody read a field of it afterwards. */
const textOf = (payload: unknown): string => {
  const text = JSON.stringify(payload);
  if (!unreadable.test(text)) return text;
  return JSON.stringify(payload, (_name, value: unknown) =>
    typeof value === 'string' ? value.replaceAll('\u0000', '').toWellFormed() : value,
  );
};

/**
 * Stores work in the caller's transaction, in the given order. Slices of the message path call the SQL function
 * `lane_enqueue` inside their own instead.
 * @returns the stored work, for `committed` once the transaction is.
 */
export const enqueueWork = async (
  tx: Queryable,
  work: readonly NewWork[],
): Promise<CommittedWork[]> => {
  if (work.length === 0) return [];
  const [stored] = await tx.query<{ ids: string[]; afters: (string | null)[] }>(
    'select ids, afters from lane_enqueue($1, $2, $3, $4, $5)',
    [
      work.map(({ org }) => org),
      work.map(({ queue }) => queue),
      work.map(({ part }) => part),
      work.map(({ lane }) => lane),
      work.map(({ payload }) => textOf(payload)),
    ],
  );
  return work.map((row, index) => ({
    ...row,
    id: Number(stored?.ids[index]),
    after: afterOf(stored?.afters[index]),
    attempts: 0,
  }));
};

/** Arrays of bigint come from the driver as text. */
const afterOf = (text: string | null | undefined) => (text == null ? null : Number(text));

export type TimerChange = {
  readonly org: string;
  readonly part: number;
  readonly lane: number;
  readonly name: string;
  /** null cancels. */
  readonly due: Date | null;
  readonly data?: unknown;
};

/**
 * Sets, replaces (same lane and name) or cancels timers in the caller's transaction. A timer that is due already may
 * have become work before it is cancelled: the step that gets it looks at its own state.
 */
export const setTimers = async (tx: Queryable, timers: readonly TimerChange[]): Promise<void> => {
  if (timers.length === 0) return;
  await tx.query('select lane_timers_set($1, $2, $3, $4, $5, $6)', [
    timers.map(({ org }) => org),
    timers.map(({ part }) => part),
    timers.map(({ lane }) => lane),
    timers.map(({ name }) => name),
    timers.map(({ due }) => due),
    timers.map(({ data }) => JSON.stringify(data ?? null)),
  ]);
};
