import { applyVerdict } from './handover.changes.ts';
import { type HandoverDeps, type LoadedHandover, loadHandover } from './handover.context.ts';
import { queueUpdate } from './handover.events.ts';
import type { Handover } from './handover.model.ts';
import { findHandover } from './handover.store.ts';
import { judge, judgeGone } from './observation.rules.ts';
import { ProviderFailure, type QueueInfo } from './provider.model.ts';

export type Looker = {
  /** Reads the remote conversation and brings the handover to where it says it is; one at a time for each. */
  readonly look: (handover: number, budgetMs?: number) => Promise<void>;
  /** The same, but never satisfied with an answer that is under way: what was heard may be newer. */
  readonly lookAgain: (handover: number) => Promise<void>;
  readonly forget: (handover: number) => void;
  readonly stop: () => Promise<void>;
};

const defaultBudgetMs = 8_000;

const isWaiting = ({ endedAt, agent, state }: Handover) => !endedAt && !agent && state !== 'active';

const observeAndApply = async (
  deps: HandoverDeps,
  { handover, session, provider, context }: LoadedHandover,
) => {
  const { id, remoteConversation } = handover;
  const observation = remoteConversation && (await provider.observe(context, remoteConversation));
  if (!observation) return null;
  return deps.change(session.id, async (unit) => {
    const current = await findHandover(unit.tx, id);
    // The conversation may have become another while the answer was on its way.
    if (current?.remoteConversation !== remoteConversation) return null;
    const verdict =
      observation === 'gone' ? judgeGone(current, unit.now) : judge(current, observation);
    return applyVerdict(unit, current, verdict);
  });
};

export const createLooker = (deps: HandoverDeps): Looker => {
  const looking = new Map<number, Promise<void>>();
  const lastWait = new Map<number, number>();
  const stopping = new AbortController();

  /** Only news: the same waiting time is not told twice. */
  const tellQueue = async (handover: Handover, info: QueueInfo | null) => {
    const wait = info?.estimatedWaitSeconds ?? null;
    if (!info || wait === null || lastWait.get(handover.id) === wait) return;
    lastWait.set(handover.id, wait);
    await deps.change(handover.session, async (unit) => {
      const current = await findHandover(unit.tx, handover.id);
      if (!current || !isWaiting(current)) return;
      await unit.append({ direction: 'system', body: queueUpdate(info), handover: handover.id });
    });
  };
  const lookNow = async (id: number, budgetMs: number) => {
    const loaded = await loadHandover(deps, id, { signal: stopping.signal, budgetMs });
    if (!loaded || loaded.handover.endedAt) return;
    const after = await observeAndApply(deps, loaded);
    if (!after || !isWaiting(after)) return;
    const { provider, context } = loaded;
    await tellQueue(after, await provider.getQueueInfo({ ...context, handover: after }));
  };
  const look = async (id: number, budgetMs = defaultBudgetMs): Promise<void> => {
    const under = looking.get(id);
    if (under !== undefined) return under;
    const started = lookNow(id, budgetMs)
      .catch((error) => {
        if (!(error instanceof ProviderFailure)) throw error;
        deps.log.debug({ reason: error.reason }, 'contact centre could not be asked');
      })
      .finally(() => looking.delete(id));
    looking.set(id, started);
    return started;
  };
  return {
    look,
    async lookAgain(id) {
      await looking.get(id)?.catch(() => {});
      await look(id);
    },
    forget: (id) => void lastWait.delete(id),
    async stop() {
      stopping.abort();
      await Promise.allSettled([...looking.values()]);
    },
  };
};
