import type { Clock, Database, Log } from '@tandem/kit';
import type { Session } from './conversations/index.ts';
import { findOpenHandover, type HandoverDeps, loadHandover } from './handover/index.ts';

const everyMs = 4_000;
const budgetMs = 4_000;
const maxRemembered = 10_000;

/** Tells the agents that the customer types: at most every few seconds, never stored, never repeated. */
export const createTypingRelay = (
  deps: HandoverDeps & { db: Database; clock: Clock; log: Log },
): ((session: Session) => void) => {
  const sent = new Map<number, number>();
  /** False: there is nobody to tell it to. */
  const relay = async (session: Session): Promise<boolean> => {
    const open = await findOpenHandover(deps.db, session.id);
    if (!open?.agent && open?.state !== 'active') return false;
    const signal = AbortSignal.timeout(budgetMs);
    const loaded = await loadHandover(deps, open.id, { signal, budgetMs });
    if (loaded?.provider.capabilities.typing) await loaded.provider.sendTyping(loaded.context);
    return true;
  };
  return (session) => {
    const now = deps.clock.monotonicMs();
    if (now - (sent.get(session.id) ?? Number.NEGATIVE_INFINITY) < everyMs) return;
    if (sent.size >= maxRemembered) sent.clear();
    sent.set(session.id, now);
    relay(session).then(
      (told) => {
        // Typing before the agent came does not count: the agent sees the next one at once.
        if (!told) sent.delete(session.id);
      },
      (error) => deps.log.debug({ err: error }, 'typing not relayed'),
    );
  };
};
