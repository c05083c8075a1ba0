import type { Timer } from '@tandem/kit';
import { type Lanes, partitionCount } from '@tandem/lanes';
import { forgetDeliveries } from './deliveries.ts';
import type { HandoverDeps } from './handover.context.ts';
import { createLooker, type Looker } from './handover.look.ts';
import type { Handover } from './handover.model.ts';
import { partOfHandover } from './handover.parts.ts';
import { createQueueFollower, type QueueFollower } from './handover.queue.ts';
import {
  forgetRemoteMessages,
  listDue,
  listWatched,
  postponeCheck,
  type Watched,
} from './handover.store.ts';
import type { Heard, StopWatching } from './provider.model.ts';

export type HandoverWatch = Pick<Looker, 'look' | 'lookAgain'> & {
  /** One round: starts and ends watches, looks at what is due. */
  readonly round: () => Promise<void>;
  readonly start: () => void;
  readonly stop: () => Promise<void>;
};

type WatchDeps = HandoverDeps & { readonly lanes: () => Pick<Lanes, 'owns'> };

const roundMs = 1000;
/** Handovers with a watch on this node; those beyond are looked at in turn until there is room. */
const maxWatched = 5000;
/** Looks in one round: the rate limit is for messages first. */
const maxLooks = 5;
const youngMs = 60_000;
const hourMs = 60 * 60 * 1000;
const remembered = 7 * 24 * hourMs;

/** A steady share of 1 that differs from one handover to the next: looks do not come in flocks. */
const spread = (id: number): number => (Math.imul(id, 2654435761) >>> 0) / 2 ** 32;

/** How long until the next look when nothing is heard: a notification may be lost, a channel be silent. */
const pauseMs = (
  { id, createdAt }: Pick<Handover, 'id' | 'createdAt'>,
  { live, nowMs }: { live: boolean; nowMs: number },
): number => {
  const young = nowMs - createdAt.getTime() < youngMs;
  const base = live ? 30_000 : young ? 5_000 : 15_000;
  return Math.round(base * (0.75 + spread(id) / 2));
};

/** Subscriptions to the handovers that this node looks after. */
const createWatches = (deps: HandoverDeps, looker: Looker, queues: QueueFollower) => {
  const watches = new Map<number, { conversation: string; stop: StopWatching }>();
  const hear = (id: number, what: Heard) => {
    // A whole channel that comes back is no reason to ask for all of them at once.
    const heard =
      what === 'joined' ? postponeCheck(deps.db, id, deps.clock.now()) : looker.lookAgain(id);
    heard.catch((error) =>
      deps.log.warn({ err: error }, 'handover could not be brought up to date'),
    );
  };
  const end = (id: number) => {
    watches.get(id)?.stop();
    watches.delete(id);
    queues.forget(id);
  };
  return {
    async begin(handover: Watched) {
      const { id, provider, remoteConversation } = handover;
      if (!remoteConversation || watches.get(id)?.conversation === remoteConversation) return;
      const part = await partOfHandover(deps, handover);
      const known = deps.providers.get(provider);
      if (!part || !known) return;
      end(id);
      const watched = { part, remoteConversation };
      const stop = known.watch(watched, (what) => hear(id, what));
      watches.set(id, { conversation: remoteConversation, stop });
    },
    keepOnly(open: ReadonlySet<number>) {
      for (const id of [...watches.keys()]) if (!open.has(id)) end(id);
    },
  };
};

const lookAtDue = async (deps: HandoverDeps, looker: Looker, due: readonly Handover[]) => {
  const nowMs = deps.clock.now().getTime();
  const lookAt = async (handover: Handover) => {
    const { id, remoteConversation, provider } = handover;
    const known = deps.providers.get(provider);
    const live = remoteConversation !== null && (known?.isWatched(remoteConversation) ?? false);
    await postponeCheck(deps.db, id, new Date(nowMs + pauseMs(handover, { live, nowMs })));
    await looker.lookInTurn(id);
  };
  await Promise.all(due.map(lookAt));
};

/**
 * Keeps open handovers in step with the contact centre: by its notifications where they can be had, and by looking
 * from time to time where they cannot. Each handover is looked after by the node that owns its partition.
 */
export const createHandoverWatch = (deps: WatchDeps): HandoverWatch => {
  const { db, clock, log, lanes } = deps;
  const queues = createQueueFollower(deps);
  const looker = createLooker({ ...deps, queues });
  const watches = createWatches(deps, looker, queues);
  let timer: Timer | null = null;
  let running: Promise<void> = Promise.resolve();
  let stopped = false;
  let sweptMs = Number.NEGATIVE_INFINITY;

  const sweep = async () => {
    if (clock.monotonicMs() - sweptMs < hourMs) return;
    sweptMs = clock.monotonicMs();
    await forgetDeliveries(db);
    await forgetRemoteMessages(db, new Date(clock.now().getTime() - remembered));
  };
  const watchOpen = async (parts: readonly number[]) => {
    const open = parts.length > 0 ? await listWatched(db, { parts, limit: maxWatched }) : [];
    watches.keepOnly(new Set(open.map(({ id }) => id)));
    for (const handover of open) await watches.begin(handover);
  };
  const round = async () => {
    const parts = [...Array(partitionCount).keys()].filter((part) => lanes().owns(part));
    await watchOpen(parts);
    const at = clock.now();
    if (parts.length > 0)
      await lookAtDue(deps, looker, await listDue(db, { parts, limit: maxLooks, at }));
    await sweep();
  };
  const next = () => {
    if (stopped) return;
    timer = clock.after(roundMs, () => {
      running = round()
        .catch((error) => log.warn({ err: error }, 'watching handovers failed'))
        .finally(next);
    });
  };
  return {
    look: looker.look,
    lookAgain: looker.lookAgain,
    round,
    start: next,
    async stop() {
      stopped = true;
      timer?.cancel();
      await looker.stop();
      await running;
      watches.keepOnly(new Set());
    },
  };
};
