import pg from 'pg';
import type { Clock } from '../clock.ts';
import type { Log } from '../log.ts';
import type { ConnectionSettings } from './database.ts';
import { type DatabasePatience, sessionConfig } from './database.ts';
import { asDatabaseError, isDatabaseUnavailable } from './unavailable.ts';

/**
 * Notifications between nodes on one connection of its own. They are hints only: whoever listens also polls.
 * Channel names are prefixed with the schema, so two halves in one database do not hear each other.
 */
export type Listener = {
  readonly listen: (channel: string, hear: (payload: string) => void) => Promise<void>;
  readonly notify: (channel: string, payload: string) => Promise<void>;
  /** Called after the connection was lost and made again: notifications may have been missed. */
  readonly onGap: (hear: () => void) => void;
  readonly close: () => Promise<void>;
};

const reconnectMs = 250;
/** What a listener says is short: a server that does not answer it hangs. */
const patience: DatabasePatience = { connectMs: 5_000, statementMs: 10_000 };

export const createListener = async (options: {
  connection: ConnectionSettings;
  schema: string;
  clock: Clock;
  log: Log;
}): Promise<Listener> => {
  const { connection, schema, clock, log } = options;
  const hearers = new Map<string, ((payload: string) => void)[]>();
  const gapHearers: (() => void)[] = [];
  let client: pg.Client;
  let closed = false;

  const name = (channel: string) => `${schema}_${channel}`;
  const open = async () => {
    const next = new pg.Client(sessionConfig(connection, schema, patience));
    next.on('error', () => {});
    // A connection that never stood ends too; trying again after that is up to whoever opened it.
    next.on('end', () => {
      if (!closed && client === next) clock.after(reconnectMs, reconnect);
    });
    next.on('notification', ({ channel, payload }) => {
      for (const hear of hearers.get(channel) ?? []) hear(payload ?? '');
    });
    try {
      await next.connect();
      for (const channel of hearers.keys()) await next.query(`listen "${channel}"`);
    } catch (error) {
      next.end().catch(() => {});
      throw asDatabaseError(error);
    }
    client = next;
    if (closed) await next.end();
  };
  const reconnect = () => {
    if (closed) return;
    open().then(
      () =>
        gapHearers.forEach((hear) => {
          hear();
        }),
      (error) => {
        log.warn({ err: error, schema }, 'notification connection lost, trying again');
        clock.after(reconnectMs, reconnect);
      },
    );
  };
  /** The connection runs one statement at a time, and those of a lost one do not hold up the next. */
  let last: Promise<unknown> = Promise.resolve();
  const run = (statement: string | pg.QueryConfig) => {
    const next = last.then(() => client.query(statement));
    last = next.catch((error) => {
      // Whoever hangs hears no notifications either; the end of the connection makes a new one.
      if (isDatabaseUnavailable(asDatabaseError(error))) client.end().catch(() => {});
    });
    return next;
  };
  await open();
  return {
    async listen(channel, hear) {
      const full = name(channel);
      const first = !hearers.has(full);
      hearers.set(full, [...(hearers.get(full) ?? []), hear]);
      if (first) await run(`listen "${full}"`);
    },
    async notify(channel, payload) {
      const statement = { name: 'notify', text: 'select pg_notify($1, $2)' };
      await run({ ...statement, values: [name(channel), payload] }).catch((error) =>
        log.debug({ err: error }, 'notify failed'),
      );
    },
    onGap: (hear) => void gapHearers.push(hear),
    async close() {
      closed = true;
      await client.end();
    },
  };
};
