import type { Clock, Log, Timer } from '@tandem/kit';
import { ProviderFailure } from '../provider.model.ts';
import type { GenesysClient } from './client.ts';
import { queueSubject } from './notification-topics.ts';
import type { NotificationFeed } from './notifications.ts';
import { readWaiting, waitingQuery } from './waiting.rules.ts';

/**
 * Places in the queues of one client. A queue's order is read as a whole, once for all who wait in it, whenever its
 * topic says that something happened, and from time to time where the topic is silent or refused.
 */
export type QueueBoard = {
  readonly watch: (
    place: { queue: string; conversation: string },
    tell: (position: number) => void,
  ) => () => void;
  readonly close: () => void;
};

/** Reads of one queue are at least so far apart, however much happens in it. */
const gapMs = 2_000;
const gatherMs = 50;
const liveMs = 30_000;
const silentMs = 10_000;
/** Rights change: what was refused is tried again. */
const refusedMs = 15 * 60_000;

type Watcher = { readonly tell: (position: number) => void; last: number | null };
type Queue = {
  readonly watchers: Map<string, Set<Watcher>>;
  readonly unwatch: () => void;
  timer: Timer | null;
  dueMs: number;
  readMs: number;
  reading: boolean;
  again: boolean;
};
type Deps = {
  readonly client: GenesysClient;
  readonly feed: Pick<NotificationFeed, 'watch' | 'isLive'>;
  readonly clock: Clock;
  readonly log: Log;
};

const readOrder = async (client: GenesysClient, queueId: string) => {
  const path = '/api/v2/analytics/queues/observations/query';
  const body = waitingQuery(queueId);
  const answer = await client.request({ method: 'POST', path, body, background: true });
  if (answer.status === 200) return { order: readWaiting(answer.body), refused: false };
  return {
    order: null,
    refused: answer.status >= 400 && answer.status < 500 && answer.status !== 429,
  };
};

const tellAll = ({ watchers }: Queue, order: readonly string[]): void => {
  const positions = new Map(order.map((conversation, index) => [conversation, index + 1]));
  for (const [conversation, set] of watchers) {
    const position = positions.get(conversation);
    for (const watcher of position === undefined ? [] : set) {
      if (watcher.last === position) continue;
      watcher.last = position as number;
      watcher.tell(position as number);
    }
  }
};

export const createQueueBoard = ({ client, feed, clock, log }: Deps): QueueBoard => {
  const queues = new Map<string, Queue>();
  let refusedUntilMs = Number.NEGATIVE_INFINITY;
  let toldRefusal = false;

  const refuse = () => {
    refusedUntilMs = clock.monotonicMs() + refusedMs;
    if (!toldRefusal) log.info({}, 'the contact centre does not tell places in its queues');
    toldRefusal = true;
  };
  const schedule = (id: string, queue: Queue, ms: number) => {
    const now = clock.monotonicMs();
    const dueMs = Math.max(now + ms, queue.readMs + gapMs, refusedUntilMs);
    if (queue.reading) {
      queue.again = true;
      return;
    }
    if (queue.timer && queue.dueMs <= dueMs) return;
    queue.timer?.cancel();
    queue.dueMs = dueMs;
    queue.timer = clock.after(dueMs - now, () => {
      queue.timer = null;
      void read(id, queue);
    });
  };
  /** Milliseconds until the next read when nothing is heard. */
  const readOnce = async (id: string, queue: Queue): Promise<number> => {
    try {
      const { order, refused } = await readOrder(client, id);
      if (refused) refuse();
      if (order) tellAll(queue, order);
      return feed.isLive(queueSubject(id)) ? liveMs : silentMs;
    } catch (error) {
      if (error instanceof ProviderFailure) return error.afterMs ?? silentMs;
      log.warn({ err: error }, 'the order of a queue could not be read');
      return silentMs;
    }
  };
  const read = async (id: string, queue: Queue): Promise<void> => {
    queue.reading = true;
    queue.again = false;
    queue.readMs = clock.monotonicMs();
    const pause = await readOnce(id, queue);
    queue.reading = false;
    if (queues.get(id) === queue) schedule(id, queue, queue.again ? gatherMs : pause);
  };
  const open = (id: string): Queue => {
    const unwatch = feed.watch(queueSubject(id), () => schedule(id, queue, 0));
    const queue: Queue = {
      watchers: new Map(),
      unwatch,
      timer: null,
      dueMs: 0,
      readMs: Number.NEGATIVE_INFINITY,
      reading: false,
      again: false,
    };
    queues.set(id, queue);
    return queue;
  };
  const end = (id: string, queue: Queue) => {
    queue.timer?.cancel();
    queue.unwatch();
    queues.delete(id);
  };
  return {
    watch({ queue: id, conversation }, tell) {
      const queue = queues.get(id) ?? open(id);
      const watcher: Watcher = { tell, last: null };
      queue.watchers.set(
        conversation,
        (queue.watchers.get(conversation) ?? new Set()).add(watcher),
      );
      schedule(id, queue, gatherMs);
      return () => {
        const set = queue.watchers.get(conversation);
        set?.delete(watcher);
        if (set?.size === 0) queue.watchers.delete(conversation);
        if (queue.watchers.size === 0 && queues.get(id) === queue) end(id, queue);
      };
    },
    close() {
      for (const [id, queue] of [...queues]) end(id, queue);
    },
  };
};
