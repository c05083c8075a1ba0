import type { Clock, Database } from '@tandem/kit';
import { destinationTotals, type Totals, type TypesOfTopics } from './store/index.ts';

/** Figures of one look are told together: a scrape asks for all of them. */
const freshMs = 1_000;

const names = {
  destinations: 'Event destinations.',
  failing: 'Event destinations that run and report an error.',
  lag: 'Events that wait for running destinations, at most, counted up to 10 000 for each.',
  oldestSeconds: 'Age of the oldest event that waits for a running destination, in seconds.',
  parkedKeys: 'Keys of which events are parked.',
  deadLetters: 'Dead letters of destinations that wait to be sent again.',
  delivered: 'Events that destinations have taken.',
  failed: 'Attempts to send an event that failed.',
  expired: 'Dead letters that went by their age before anybody sent them again.',
} as const satisfies Record<keyof Totals, string>;

const metricNames: Readonly<Record<keyof Totals, string>> = {
  destinations: 'count',
  failing: 'failing',
  lag: 'lag_events',
  oldestSeconds: 'oldest_age_seconds',
  parkedKeys: 'parked_keys',
  deadLetters: 'dead_letters',
  delivered: 'delivered_total',
  failed: 'failed_total',
  expired: 'dead_letters_expired_total',
};

/** What monitoring asks of destinations: names without prefix, such as `lag_events`. */
export const destinationFigures = ({
  db,
  clock,
  typesOfTopics = null,
}: {
  readonly db: Database;
  readonly clock: Clock;
  /** Types of events that each topic may be made of; left out: not known. */
  readonly typesOfTopics?: TypesOfTopics | null;
}) => {
  let known: { at: number; totals: Promise<Totals> } | null = null;
  const totals = () => {
    const now = clock.monotonicMs();
    if (!known || now - known.at >= freshMs)
      known = { at: now, totals: destinationTotals(db, typesOfTopics) };
    return known.totals;
  };
  return (Object.keys(names) as (keyof Totals)[]).map((key) => ({
    name: metricNames[key],
    help: names[key],
    value: async () => (await totals())[key],
  }));
};
