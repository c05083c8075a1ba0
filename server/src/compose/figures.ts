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
    name: `tandem_${name}_event_horizon_age_ms`,
    help: `How long the oldest open write transaction holds back readers of events (${name}).`,
    value: () => horizonAgeMs(db),
  },
];
