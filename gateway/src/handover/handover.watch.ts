import type { Timer } from '@tandem/kit';
import { type Lanes, partitionCount } from '@tandem/lanes';
import { applyVerdict } from './handover.changes.ts';
import { type HandoverDeps, loadHandover } from './handover.context.ts';
import { queueUpdate } from './handover.events.ts';
import type { Handover } from './handover.model.ts';
import {
  findHandover,
  forgetRemoteMessages,
  listWatched,
  postponeCheck,
  type WatchRow,
} from './handover.store.ts';
import { judge } from './observation.rules.ts';
import { ProviderFailure, type QueueInfo, type StopWatching } from './provider.model.ts';

export type HandoverWatch = {
  /** Reads the remote conversation and brings the handover to where it says it is. */
  readonly look: (handover: number, budgetMs?: number) => Promise<void>;
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
const budget = 8_000;
const young = 60_000;
const dayMs = 24 * 60 * 60 * 1000;

/** How long until the next look when nothing is heard. */
const pauseMs = (handover: Handover, { live, nowMs }: { live: boolean; nowMs: number }): number => {
  if (live) return 60_000;
  return nowMs - handover.createdAt.getTime() < young ? 5_000 : 15_000;
};

export const createHandoverWatch = (deps: WatchDeps): HandoverWatch => {
  const { db, clock, log } = deps;
  const watches = new Map<number, { conversation: string; stop: StopWatching }>();
  const looking = new Map<number, Promise<void>>();
  const lastWait = new Map<number, number>();
  const stopping = new AbortController();
  let timer: Timer | null = null;
  let running: Promise<void> | null = null;
  let sweptAt = 0;

  const tellQueue = async (handover: Handover, info: QueueInfo | null) => {
    const wait = info?.estimatedWaitSeconds ?? null;
    if (!info || wait === null || lastWait.get(handover.id) === wait) return;
    lastWait.set(handover.id, wait);
    await deps.change(handover.session, async (unit) => {
      const current = await findHandover(unit.tx, handover.id);
      if (!current || current.agent || current.endedAt) return;
      await unit.append({ direction: 'system', body: queueUpdate(info), handover: handover.id });
    });
  };
  const lookNow = async (id: number, budgetMs: number) => {
    const loaded = await loadHandover(deps, id, { signal: stopping.signal, budgetMs });
    if (!loaded || loaded.handover.endedAt || !loaded.handover.remoteConversation) return;
    const { handover, provider, context, session } = loaded;
    const observation = await provider.observe(context, handover.remoteConversation as string);
    if (!observation) return;
    const after = await deps.change(session.id, async (unit) => {
      const current = await findHandover(unit.tx, id);
      // Another handover may have begun on the same conversation while the answer was on its way.
      if (!current || current.remoteConversation !== handover.remoteConversation) return null;
      return applyVerdict(unit, current, judge(current, observation));
    });
    if (after && !after.endedAt && !after.agent && after.state !== 'active')
      await tellQueue(after, await provider.getQueueInfo({ ...context, handover: after }));
  };
  const look = (id: number, budgetMs = budget): Promise<void> => {
    const under = looking.get(id);
    if (under) return under;
    const started = lookNow(id, budgetMs)
      .catch((error) => {
        if (!(error instanceof ProviderFailure)) throw error;
        log.debug({ reason: error.reason }, 'contact centre could not be asked');
      })
      .finally(() => looking.delete(id));
    looking.set(id, started);
    return started;
  };
  const lookAgain = async (id: number) => {
    // What was heard may be newer than the answer that is under way.
    await looking.get(id);
    await look(id);
  };
  const hear = (id: number) => {
    lookAgain(id).catch((error) =>
      log.warn({ err: error }, 'handover could not be brought up to date'),
    );
  };
  const unwatch = (id: number) => {
    watches.get(id)?.stop();
    watches.delete(id);
    lastWait.delete(id);
  };
  const watchOne = async ({ id, endpointId, provider, remoteConversation }: Handover) => {
    if (!remoteConversation || watches.get(id)?.conversation === remoteConversation) return;
    const endpoint = await deps.directory.byId(endpointId);
    const known = deps.providers.get(provider);
    if (!endpoint?.handover || !known) return;
    unwatch(id);
    const stop = known.watch({ endpoint, part: endpoint.handover, remoteConversation }, () =>
      hear(id),
    );
    watches.set(id, { conversation: remoteConversation, stop });
  };
  const lookAtDue = async (rows: readonly WatchRow[]) => {
    const nowMs = clock.now().getTime();
    const due = rows.filter(({ dueAt }) => !dueAt || dueAt.getTime() <= nowMs).slice(0, maxLooks);
    await Promise.all(
      due.map(async ({ handover }) => {
        const { remoteConversation, provider } = handover;
        const live = remoteConversation
          ? (deps.providers.get(provider)?.isWatched(remoteConversation) ?? false)
          : false;
        await postponeCheck(db, handover.id, new Date(nowMs + pauseMs(handover, { live, nowMs })));
        await look(handover.id);
      }),
    );
  };
  const sweep = async () => {
    const now = clock.monotonicMs();
    if (now - sweptAt < 60 * 60 * 1000) return;
    sweptAt = now;
    await forgetRemoteMessages(db, new Date(clock.now().getTime() - 7 * dayMs));
  };
  const round = async () => {
    const parts = [...Array(partitionCount).keys()].filter((part) => deps.lanes().owns(part));
    const rows = parts.length > 0 ? await listWatched(db, { parts, limit: maxWatched }) : [];
    const open = new Set(rows.map(({ handover }) => handover.id));
    for (const id of watches.keys()) if (!open.has(id)) unwatch(id);
    for (const { handover } of rows) await watchOne(handover);
    await lookAtDue(rows);
    await sweep();
  };
  const next = () => {
    if (stopping.signal.aborted) return;
    timer = clock.after(roundMs, () => {
      running = round()
        .catch((error) => log.warn({ err: error }, 'watching handovers failed'))
        .finally(next);
    });
  };
  return {
    look,
    round,
    start: next,
    async stop() {
      stopping.abort();
      timer?.cancel();
      await running;
      await Promise.allSettled([...looking.values()]);
      for (const id of [...watches.keys()]) unwatch(id);
    },
  };
};
