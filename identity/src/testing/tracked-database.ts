import type { Database } from '@tandem/kit';

export type TrackedDatabase = Database & {
  /** Resolves when no statement is on its way, also of work in the background. */
  readonly settled: () => Promise<void>;
  /** How many statements and transactions were sent. */
  readonly sent: () => number;
};

/** A database that knows what is on its way, so that a test need not wait by the clock. */
export const trackDatabase = (db: Database): TrackedDatabase => {
  const running = new Set<Promise<unknown>>();
  let sent = 0;
  const track = <T>(promise: Promise<T>): Promise<T> => {
    sent += 1;
    running.add(promise);
    const done = () => void running.delete(promise);
    promise.then(done, done);
    return promise;
  };
  return {
    ...db,
    query: (text, values) => track(db.query(text, values)),
    call: (name, text, values) => track(db.call(name, text, values)),
    transaction: (run) => track(db.transaction(run)),
    sent: () => sent,
    async settled() {
      do {
        await Promise.allSettled(running);
        await new Promise((resolve) => setImmediate(resolve));
      } while (running.size > 0);
    },
  };
};
