import type { Clock } from './clock.ts';
import type { Database, Queryable, Transaction } from './database/database.ts';
import type { Listener } from './database/listener.ts';
import type { Log } from './log.ts';

/**
 * Configuration that messages are handled by lives in bounded snapshots of each node. Every change of configuration
 * raises one counter in its transaction; a node that sees another count (told by NOTIFY, checked every second) forgets
 * its snapshots. The schema has the counter in a table `configuration_version` of one row.
 */
export type Snapshots = {
  /**
   * A snapshot by key, loaded on first use.
   * @param options.most keys kept; the oldest goes first.
   */
  readonly keep: <T>(options: {
    readonly most: number;
    readonly load: (key: string) => Promise<T>;
  }) => (key: string) => Promise<T>;
  /** Runs a change of configuration in a transaction; other nodes are told after the commit. */
  readonly change: <T>(run: (tx: Transaction) => Promise<T>) => Promise<T>;
  /** Looks at the counter now. */
  readonly check: () => Promise<void>;
  readonly start: () => Promise<void>;
  readonly stop: () => void;
};

const channel = 'configuration';
const checkMs = 1_000;

const readVersion = async (db: Queryable): Promise<number> => {
  const [row] = await db.query<{ version: number }>('select version from configuration_version');
  return Number(row?.version);
};

export const createSnapshots = ({
  db,
  listener,
  clock,
  log,
}: {
  readonly db: Database;
  readonly listener: Pick<Listener, 'listen' | 'notify' | 'onGap'>;
  readonly clock: Clock;
  readonly log: Log;
}): Snapshots => {
  let version = -1;
  let stopped = false;
  const forgetters: (() => void)[] = [];
  const forget = () => {
    for (const run of forgetters) run();
  };

  const check = async () => {
    const now = await readVersion(db);
    if (now === version) return;
    version = now;
    forget();
  };
  const checkSafely = () =>
    check().catch((error) => {
      if (!stopped) log.warn({ err: error }, 'configuration could not be checked');
    });
  const repeat = () => {
    if (stopped) return;
    clock.after(checkMs, () => void checkSafely().then(repeat));
  };

  return {
    keep: <T>({ most, load }: { most: number; load: (key: string) => Promise<T> }) => {
      const kept = new Map<string, Promise<T>>();
      forgetters.push(() => kept.clear());
      const fetch = (key: string) => {
        const loading = load(key);
        kept.set(key, loading);
        loading.catch(() => {
          if (kept.get(key) === loading) kept.delete(key);
        });
        const oldest = kept.size > most ? kept.keys().next() : null;
        if (oldest && !oldest.done) kept.delete(oldest.value);
        return loading;
      };
      return (key) => kept.get(key) ?? fetch(key);
    },
    async change(run) {
      const result = await db.transaction(async (tx) => {
        const answer = await run(tx);
        await tx.query('update configuration_version set version = version + 1');
        return answer;
      });
      await check();
      await listener.notify(channel, '');
      return result;
    },
    check,
    async start() {
      await listener.listen(channel, () => void checkSafely());
      listener.onGap(() => void checkSafely());
      await check();
      repeat();
    },
    stop: () => {
      stopped = true;
    },
  };
};
