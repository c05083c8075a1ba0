import { applyQueueInfo } from './handover.changes.ts';
import type { HandoverDeps } from './handover.context.ts';
import type { Handover, QueueInfo } from './handover.model.ts';
import { partOfHandover } from './handover.parts.ts';
import { findHandover } from './handover.store.ts';
import type { StopWatching } from './provider.model.ts';

/** Follows the places of waiting customers in the queues of the contact centre. */
export type QueueFollower = {
  /** Follows the handover in a queue; null: it waits in none any more. */
  readonly follow: (handover: Handover, queue: string | null) => Promise<void>;
  /** Takes news of the queue into the handover. */
  readonly tell: (
    handover: Pick<Handover, 'id' | 'session'>,
    news: Partial<QueueInfo>,
  ) => Promise<void>;
  readonly forget: (handover: number) => void;
};

export const createQueueFollower = (deps: HandoverDeps): QueueFollower => {
  const followed = new Map<number, { readonly place: string; readonly stop: StopWatching }>();

  const tell: QueueFollower['tell'] = async ({ id, session }, news) => {
    await deps.change(session, async (unit) => {
      const current = await findHandover(unit.tx, id);
      if (current) await applyQueueInfo(unit, current, news);
    });
  };
  const forget = (id: number) => {
    followed.get(id)?.stop();
    followed.delete(id);
  };
  return {
    tell,
    forget,
    async follow(handover, queue) {
      const { id, provider, remoteConversation } = handover;
      const place = `${queue} ${remoteConversation}`;
      if (queue && followed.get(id)?.place === place) return;
      forget(id);
      const known = deps.providers.get(provider);
      const part = queue ? await partOfHandover(deps, handover) : null;
      if (!queue || !remoteConversation || !known || !part) return;
      const watched = { part, queue, remoteConversation };
      const stop = known.watchQueue(watched, (position) => {
        tell(handover, { position, inFlow: false }).catch((error) =>
          deps.log.warn({ err: error }, 'a place in the queue could not be told'),
        );
      });
      // Another look may have been quicker.
      forget(id);
      followed.set(id, { place, stop });
    },
  };
};
