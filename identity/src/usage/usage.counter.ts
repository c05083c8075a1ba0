import type { OperationSpec, Principal } from '@tandem/contract';
import type { Clock, Database, Log, Timer } from '@tandem/kit';
import { addUsage, type UsageCount } from './usage.store.ts';

/** Counts requests of clients in memory and stores the sums now and then. */
export type UsageCounter = {
  /** Cheap: on the way of every request. */
  readonly note: (principal: Principal, operation: OperationSpec, status: number) => void;
  /** Stores what was counted on this node so far. */
  readonly flush: () => Promise<void>;
  readonly start: () => void;
  readonly stop: () => void;
};

/** Counts that are lost at most when the process dies; milliseconds. */
const flushMs = 10_000;
/** Different counts held at a time; more than these wait in the database instead. */
const mostHeld = 5_000;

type Mutable<T> = { -readonly [K in keyof T]: T[K] };
type Held = Mutable<UsageCount>;

const columnOf = (status: number) => {
  if (status === 429) return 'status429' as const;
  if (status >= 500) return 'status500' as const;
  if (status >= 400) return 'status400' as const;
  return status >= 300 ? ('status300' as const) : ('status200' as const);
};

const fresh = (
  { org, clientId, userId }: Principal,
  { method, path }: OperationSpec,
  day: string,
): Held => ({
  org,
  client: clientId,
  userKey: userId ?? '',
  day,
  method,
  template: path,
  status200: 0,
  status300: 0,
  status400: 0,
  status429: 0,
  status500: 0,
});

export const createUsageCounter = ({
  db,
  clock,
  log,
}: {
  readonly db: Database;
  readonly clock: Clock;
  readonly log: Log;
}): UsageCounter => {
  let held = new Map<string, Held>();
  let storing: Promise<void> = Promise.resolve();
  let timer: Timer | null = null;
  let stopped = false;

  const store = async () => {
    const counts = [...held.values()];
    held = new Map();
    if (counts.length > 0) await addUsage(db, counts);
  };
  const flush = () => {
    storing = storing.catch(() => {}).then(store);
    return storing;
  };
  const inBackground = () =>
    flush().catch((error: unknown) => log.warn({ err: error }, 'usage of clients was not stored'));
  const schedule = () => {
    timer = clock.after(flushMs, () => {
      void inBackground().finally(() => {
        if (!stopped) schedule();
      });
    });
  };
  return {
    note(principal, operation, status) {
      const day = clock.now().toISOString().slice(0, 10);
      const { clientId, userId } = principal;
      const key = `${clientId} ${userId} ${day} ${operation.method} ${operation.path}`;
      let count = held.get(key);
      if (!count) {
        count = fresh(principal, operation, day);
        held.set(key, count);
        if (held.size === mostHeld) void inBackground();
      }
      count[columnOf(status)] += 1;
    },
    flush,
    start: schedule,
    stop() {
      stopped = true;
      timer?.cancel();
    },
  };
};
