import { applyVerdict } from './handover.changes.ts';
import { type HandoverDeps, type LoadedHandover, loadHandover } from './handover.context.ts';
import { type Handover, isWaiting } from './handover.model.ts';
import type { QueueFollower } from './handover.queue.ts';
import { findHandover } from './handover.store.ts';
import { seekStrays } from './handover.strays.ts';
import { judge, judgeGone } from './observation.rules.ts';
import { ProviderFailure } from './provider.model.ts';

export type Looker = {
  /** Reads the remote conversation and brings the handover to where it says it is; one at a time for each. */
  readonly look: (handover: number, budgetMs?: number) => Promise<void>;
  /** The same when nothing was heard: it leaves the rate limit to messages and does not happen where that is near. */
  readonly lookInTurn: (handover: number) => Promise<void>;
  /** The same, but never satisfied with an answer that is under way: what was heard may be newer. */
  readonly lookAgain: (handover: number) => Promise<void>;
  readonly stop: () => Promise<void>;
};

const defaultBudgetMs = 8_000;

const observeAndApply = async (
  deps: HandoverDeps,
  { handover, session, provider, context }: LoadedHandover,
) => {
  const { id, remoteConversation, remote } = handover;
  const observation = remoteConversation && (await provider.observe(context, remoteConversation));
  const asked = remote['queueId'] ?? null;
  if (!observation) return { after: handover, queue: asked, isQueued: null };
  const after = await deps.change(session.id, async (unit) => {
    const current = await findHandover(unit.tx, id);
    // The conversation may have become another while the answer was on its way.
    if (current?.remoteConversation !== remoteConversation) return null;
    const verdict =
      observation === 'gone' ? judgeGone(current, unit.now) : judge(current, observation);
    const after = await applyVerdict(unit, current, verdict);
    if (after.endedAt && !current.endedAt) await seekStrays(unit, after);
    return after;
  });
  if (observation === 'gone') return { after, queue: asked, isQueued: null };
  const { isQueued } = observation;
  return { after, queue: isQueued ? (observation.queue ?? asked) : null, isQueued };
};

const lookOnce = async (
  deps: HandoverDeps & { queues: QueueFollower },
  loaded: LoadedHandover,
): Promise<void> => {
  const { after, queue, isQueued } = await observeAndApply(deps, loaded);
  if (!after) return;
  const waits: Handover | null = isWaiting(after) ? after : null;
  await deps.queues.follow(after, waits && queue);
  if (waits?.queueInfo?.inFlow && isQueued) await deps.queues.tell(after, { inFlow: false });
  if (!waits || !queue) return;
  const { provider, context } = loaded;
  const seconds = await provider.getEstimatedWait({ ...context, handover: after }, queue);
  if (seconds !== null) await deps.queues.tell(after, { estimatedWaitSeconds: seconds });
};

export const createLooker = (deps: HandoverDeps & { queues: QueueFollower }): Looker => {
  const looking = new Map<number, Promise<void>>();
  const following = new Map<number, Promise<void>>();
  const stopping = new AbortController();

  const lookNow = async (id: number, limits: { budgetMs: number; background: boolean }) => {
    const loaded = await loadHandover(deps, id, { signal: stopping.signal, ...limits });
    if (!loaded || loaded.handover.endedAt) return;
    await lookOnce(deps, loaded).catch((error) => {
      if (!(error instanceof ProviderFailure)) throw error;
      deps.log.debug({ reason: error.reason }, 'contact centre could not be asked');
    });
  };
  const lookWith = (id: number, limits: { budgetMs: number; background: boolean }) => {
    const under = looking.get(id);
    if (under !== undefined) return under;
    const started = lookNow(id, limits).finally(() => looking.delete(id));
    looking.set(id, started);
    return started;
  };
  const look: Looker['look'] = (id, budgetMs = defaultBudgetMs) =>
    lookWith(id, { budgetMs, background: false });
  const afterThis = async (id: number) => {
    await looking.get(id)?.catch(() => {});
    following.delete(id);
    await look(id);
  };
  return {
    look,
    lookInTurn: (id) => lookWith(id, { budgetMs: defaultBudgetMs, background: true }),
    lookAgain(id) {
      // One look after the one under way is enough for all that was heard meanwhile.
      const known = following.get(id) ?? afterThis(id).finally(() => following.delete(id));
      if (looking.has(id)) following.set(id, known);
      return known;
    },
    async stop() {
      stopping.abort();
      await Promise.allSettled([...looking.values(), ...following.values()]);
    },
  };
};
