import type { Clock, Database } from '@tandem/kit';
import { storableJson, talkBefore } from '../conversations/index.ts';
import type { BotMemory } from './bots.model.ts';

/**
 * What a bot knows of a session: what was said before the activity at `before` (null: all of it), and what its kind
 * keeps under `slot`. Only the session's lane uses it, so nothing is written at the same time. What is kept goes with
 * the session.
 */
export const createBotMemory = (
  { db, clock }: { readonly db: Database; readonly clock: Clock },
  of: { readonly session: number; readonly slot: string; readonly before: number | null },
): BotMemory => ({
  history: (most) => talkBefore(db, { session: of.session, before: of.before, limit: most }),
  async recall() {
    const [row] = await db.query<{ value: unknown }>(
      'select value from bot_memory where session = $1 and slot = $2',
      [of.session, of.slot],
    );
    return row?.value ?? null;
  },
  async remember(value) {
    await db.query(
      `insert into bot_memory (session, slot, org, value, changed_at)
       select s.id, $2, s.org, $3, $4 from session s where s.id = $1
       on conflict (session, slot) do update set value = excluded.value, changed_at = excluded.changed_at`,
      [of.session, of.slot, storableJson(value), clock.now()],
    );
  },
});
