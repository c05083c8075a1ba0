import { horizonAgeMs } from '@tandem/events';
import type { Database } from '@tandem/kit';
import type { Lanes } from '@tandem/lanes';
import type { Figure } from './metrics.ts';

type Half = {
  readonly name: string;
  readonly db: Database;
  readonly lanes: () => ReturnType<Lanes['figures']>;
};

const waitingDeadLetters = async (db: Database): Promise<number> => {
  const [row] = await db.query<{ n: number }>(
    'select count(*) as n from dead_letter where redriven_at is null',
  );
  return row?.n ?? 0;
};

const expiredDeadLetters = async (db: Database): Promise<number> => {
  const [row] = await db.query<{ n: number }>(
    'select coalesce(sum(expired), 0)::float8 as n from dead_letter_expired',
  );
  return row?.n ?? 0;
};

type LastRun = { readonly removed: number; readonly finished: number };

/** What retention has removed so far, and when a run of all its parts last ended (seconds since 1970; 0: never). */
const retentionOf = async (db: Database): Promise<LastRun> => {
  const [row] = await db.query<LastRun>(
    `select coalesce(sum(total), 0)::float8 as removed,
       coalesce(extract(epoch from min(finished_at)), 0)::float8 as finished from retention_run`,
  );
  return row ?? { removed: 0, finished: 0 };
};

/** What a half's lanes do on this node, and how far readers of the event log are held back. */
export const figuresOf = ({ name, db, lanes }: Half): readonly Figure[] => [
  {
    name: `tandem_${name}_lane_partitions_owned`,
    help: `Partitions that this node owns (${name}).`,
    value: () => lanes().owned,
  },
  {
    name: `tandem_${name}_lane_work_waiting`,
    help: `Stored work in hand that waits (${name}).`,
    value: () => lanes().waiting,
  },
  {
    name: `tandem_${name}_lane_work_in_flight`,
    help: `Work under way (${name}).`,
    value: () => lanes().inFlight,
  },
  {
    name: `tandem_${name}_dead_letters`,
    help: `Dead letters that wait to be sent again (${name}).`,
    value: () => waitingDeadLetters(db),
  },
  {
    name: `tandem_${name}_dead_letters_expired_total`,
    help: `Dead letters that were removed because of their age and that nobody had sent again (${name}).`,
    value: () => expiredDeadLetters(db),
  },
  {
    name: `tandem_${name}_retention_removed_total`,
    help: `Conversations, events and dead letters that were removed because of their age (${name}).`,
    value: async () => (await retentionOf(db)).removed,
  },
  {
    name: `tandem_${name}_retention_finished_seconds`,
    help: `When retention last ended, in seconds since 1970; 0 when it never ran (${name}).`,
    value: async () => (await retentionOf(db)).finished,
  },
  {
    name: `tandem_${name}_event_horizon_age_ms`,
    help: `How long the oldest open write transaction holds back readers of events (${name}).`,
    value: () => horizonAgeMs(db),
  },
];
