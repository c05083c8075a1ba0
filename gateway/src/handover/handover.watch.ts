import type { Timer } from '@tandem/kit';
import { type Lanes, partitionCount } from '@tandem/lanes';
import type { HandoverDeps } from './handover.context.ts';
import { createLooker, type Looker } from './handover.look.ts';
import type { Handover } from './handover.model.ts';
import {
  forgetRemoteMessages,
  listWatched,
  postponeCheck,
  type WatchRow,
} from './handover.store.ts';
import type { StopWatching } from './provider.model.ts';

export type HandoverWatch = Pick<Looker, 'look'> & {
  /** One round: starts and ends watches, looks at what is due. */
  readonly round: () => Promise<void>;
  readonly start: () => void;
  readonly stop: () => Promise<void>;
};

type WatchDeps = HandoverDeps & { readonly lanes: () => Pick<Lanes, 'owns'> };

const roundMs = 1000;
const maxWatched = 2000;
/** Looks in one round: the rate limit is for messages first. */
const maxLooks = 5;
const youngMs = 60_000;
const hourMs = 60 * 60 * 1000;
const remembered = 7 * 24 * hourMs;

/** How long until the next look when nothing is heard. */
const pauseMs = (handover: Handover, { live, nowMs }: { live: boolean; nowMs: number }): number => {
  if (live) return 60_000;
  return nowMs - handover.createdAt.getTime() < youngMs ? 5_000 : 15_000;
};

/** Subscriptions to the handovers that this node looks after. */
const createWatches = (deps: HandoverDeps, looker: Looker) => {
  const watches = new Map<number, { conversation: string; stop: StopWatching }>();
  const hear = (id: number) => {
    looker
      .lookAgain(id)
      .catch((error) => deps.log.warn({ err: error }, 'handover could not be brought up to date'));
  };
  const end = (id: number) => {
    watches.get(id)?.stop();
    watches.delete(id);
    looker.forget(id);
  };
  return {
    async begin({ id, endpointId, provider, remoteConversation }: Handover) {
      if (!remoteConversation || watches.get(id)?.conversation === remoteConversation) return;
      const endpoint = await deps.directory.byId(endpointId);
      const known = deps.providers.get(provider);
      if (!endpoint?.handover || !known) return;
      end(id);
      const watched = { endpoint, part: endpoint.handover, remoteConversation };
      const stop = known.watch(watched, () => hear(id));
      watches.set(id, { conversation: remoteConversation, stop });
    },
    keepOnly(open: ReadonlySet<number>) {
      for (const id of [...watches.keys()]) if (!open.has(id)) end(id);
    },
  };
};

const lookAtDue = async (deps: HandoverDeps, looker: Looker, rows: readonly WatchRow[]) => {
  const nowMs = deps.clock.now().getTime();
  const due = rows.filter(({ dueAt }) => !dueAt || dueAt.getTime() <= nowMs).slice(0, maxLooks);
  const lookAt = async ({ handover }: WatchRow) => {
    const { id, remoteConversation, provider } = handover;
    const known = deps.providers.get(provider);
    const live = remoteConversation !== null && (known?.isWatched(remoteConversation) ?? false);
    await postponeCheck(deps.db, id, new Date(nowMs + pauseMs(handover, { live, nowMs })));
    await looker.look(id);
  };
  await Promise.all(due.map(lookAt));
};

/**
 * Keeps open handovers in step with the contact centre: by its notifications where they can be had, and by looking
 * from time to time where they cannot. Each handover is looked after by the node that owns its partition.
 */
export const createHandoverWatch = (deps: WatchDeps): HandoverWatch => {
  const { db, clock, log, lanes } = deps;
  const looker = createLooker(deps);
  const watches = createWatches(deps, looker);
  let timer: Timer | null = null;
  let running: Promise<void> = Promise.resolve();
  let stopped = false;
  let sweptMs = Number.NEGATIVE_INFINITY;

  const sweep = async () => {
    if (clock.monotonicMs() - sweptMs < hourMs) return;
    sweptMs = clock.monotonicMs();
    await forgetRemoteMessages(db, new Date(clock.now().getTime() - remembered));
  };
  const round = async () => {
    const parts = [...Array(partitionCount).keys()].filter((part) => lanes().owns(part));
    const rows = parts.length > 0 ? await listWatched(db, { parts, limit: maxWatched }) : [];
    watches.keepOnly(new Set(rows.map(({ handover }) => handover.id)));
    for (const { handover } of rows) await watches.begin(handover);
    await lookAtDue(deps, looker, rows);
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
