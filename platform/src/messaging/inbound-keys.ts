import type { Clock, Database, Log } from '@tandem/kit';

/** How long a channel's message id is known: a later repeat is a new message. */
const keptMs = 7 * 24 * 60 * 60 * 1000;
const everyMs = 10 * 60 * 1000;
/** Rows a statement: no transaction is held open for long. */
const atOnce = 5_000;

/** Forgets the channel's message ids that are older than seven days, in small steps. @returns how many */
export const forgetInboundKeys = async (db: Database, now: Date): Promise<number> => {
  const before = new Date(now.getTime() - keptMs);
  let forgotten = 0;
  for (;;) {
    const gone = await db.query(
      `delete from inbound_key where ctid = any (array(select ctid from inbound_key where at < $1 limit $2))
       returning 1`,
      [before, atOnce],
    );
    forgotten += gone.length;
    if (gone.length < atOnce) return forgotten;
  }
};

/** Repeats {@link forgetInboundKeys} as long as the node runs. */
export const createKeyKeeper = ({
  db,
  clock,
  log,
}: {
  readonly db: Database;
  readonly clock: Clock;
  readonly log: Log;
}): { readonly start: () => void; readonly stop: () => void } => {
  let stopped = false;
  const repeat = () => {
    if (stopped) return;
    clock.after(everyMs, () => {
      forgetInboundKeys(db, clock.now())
        .catch((error) => log.warn({ err: error }, 'old inbound keys were not removed'))
        .finally(repeat);
    });
  };
  return {
    start: repeat,
    stop: () => {
      stopped = true;
    },
  };
};
