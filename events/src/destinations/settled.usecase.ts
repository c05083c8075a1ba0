import type { Clock, Database } from '@tandem/kit';
import { isSentByOlder } from './store/index.ts';

const lookEveryMs = 10;
/** A holder that lives sees a change within a few seconds; the lease of one that does not runs out before this. */
const mostMs = 30_000;

/**
 * Resolves when nobody sends any more for a destination as it was before its last change: calls under way have ended.
 * Awaited after the commit, before the change is answered.
 */
export const settled = async (
  { db, clock }: { readonly db: Database; readonly clock: Pick<Clock, 'monotonicMs' | 'after'> },
  id: string,
): Promise<void> => {
  const [row] = await db.query<{ version: number }>(
    'select version from destination where id = $1',
    [id],
  );
  const begun = clock.monotonicMs();
  while (row && (await isSentByOlder(db, id, row.version))) {
    if (clock.monotonicMs() - begun > mostMs) return;
    await new Promise<void>((resolve) => {
      clock.after(lookEveryMs, resolve);
    });
  }
};
