import { type EventPosition, endOfEvents, eventNews } from '../log.ts';
import type { SenderDeps } from './sender.types.ts';
import type { Session } from './session.ts';

/** Events of a look at the log. */
const mostLooked = 5_000;
const heldBackMs = 20;
/** Every session looks for itself so often, whatever it hears: only to be safe. */
const safetyMs = 30_000;

/**
 * Looks at the log for all sessions of a node, in one question: those whose organisations have events read them, the
 * others only move on.
 */
export const createRounds = (
  { db, clock, log }: Pick<SenderDeps, 'db' | 'clock' | 'log'>,
  sessions: () => readonly Session[],
) => {
  let seen: EventPosition | null = null;
  let due = false;
  let under: Promise<void> | null = null;
  let stopped = false;
  let safeMs = clock.monotonicMs();

  const wakeAll = () => {
    for (const session of sessions()) session.wake();
  };
  const begin = async () => {
    seen = sessions().length > 0 ? await endOfEvents(db) : null;
    wakeAll();
  };
  const tell = async (after: EventPosition) => {
    const news = await eventNews(db, { after, limit: mostLooked });
    for (const session of sessions()) session.hear(after, news);
    seen = news.end;
    if (news.more) due = true;
    if (news.heldBack && !stopped) clock.after(heldBackMs, look);
  };
  const goOn = async () => {
    while (due && !stopped) {
      due = false;
      if (seen && sessions().length > 0) await tell(seen);
      else await begin();
    }
  };
  const look = () => {
    due = true;
    if (under || stopped) return;
    under = goOn()
      .catch((error) => {
        due = false;
        log.warn({ err: error }, 'the event log could not be looked at');
      })
      .finally(() => {
        under = null;
        if (due) look();
      });
  };
  return {
    /** Something may have happened. */
    look() {
      const now = clock.monotonicMs();
      if (now - safeMs >= safetyMs) {
        safeMs = now;
        wakeAll();
      }
      look();
    },
    async stop() {
      stopped = true;
      await under;
    },
  };
};
