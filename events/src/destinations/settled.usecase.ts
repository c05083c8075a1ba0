import type { Clock, Database, Log } from '@tandem/kit';
import { holderOf } from './store/index.ts';

type SettledDeps = {
  readonly db: Database;
  readonly clock: Pick<Clock, 'monotonicMs' | 'after'>;
  readonly log: Pick<Log, 'warn'>;
};

/** A holder that lives has heard of a change at once, and ends its calls within a few seconds. */
const mostMs = 8_000;
/** A holder of whom nobody knows what it has seen gets the time in which one that hears of a change usually ends. */
const mostUnknownMs = 1_000;

const looksAtOnePace = 5;
const paceMs = (looks: number) =>
  looks < looksAtOnePace ? 10 : looks < 2 * looksAtOnePace ? 50 : 250;

/**
 * Resolves when nobody sends any more for a destination as it was before its last change: calls under way have ended.
 * Awaited after the commit, before the change is answered. It is not waited for longer than eight seconds, so that the
 * answer comes: where the holder hangs, or runs an older version of the program that does not tell what it has seen
 * (one second then), it may end what it sends by the former settings after the change is answered. That is logged.
 */
export const settled = async ({ db, clock, log }: SettledDeps, id: string): Promise<void> => {
  const [row] = await db.query<{ version: number }>(
    'select version from destination where id = $1',
    [id],
  );
  if (!row) return;
  const begun = clock.monotonicMs();
  for (let looks = 0; ; looks += 1) {
    const holder = await holderOf(db, id, row.version);
    if (holder === 'upToDate') return;
    const waitedMs = clock.monotonicMs() - begun;
    if (waitedMs >= (holder === 'unknown' ? mostUnknownMs : mostMs)) {
      const what = 'a change of an event destination was answered before its sender had seen it';
      return log.warn({ destination: id, holder, waitedMs: Math.round(waitedMs) }, what);
    }
    await new Promise<void>((resolve) => {
      clock.after(paceMs(looks), resolve);
    });
  }
};
