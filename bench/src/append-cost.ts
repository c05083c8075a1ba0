import { createDatabase, findRunningPostgres, silentLog } from '@tandem/kit';
import { percentile } from './measure.ts';
import type { Row } from './table.ts';
import type { TandemProcess } from './tandem.ts';

/** Short runs and many of them: what else the machine does falls on both of a pair. */
const rounds = 8;

/**
 * A trigger that lets no row in. Statements that are planned already heed it when it comes and when it goes; a rule that
 * takes the table out of them would stay in their plans.
 */
const without = `
  create or replace function bench_no_append() returns trigger language plpgsql as 'begin return null; end';
  create trigger bench_no_append before insert on event_log for each row execute function bench_no_append()`;
const withAgain = `
  drop trigger if exists bench_no_append on event_log;
  drop function if exists bench_no_append()`;

const openLog = async ({ folder }: TandemProcess) => {
  const connection = await findRunningPostgres(folder.path);
  if (!connection) throw new Error('the embedded database does not run');
  return createDatabase({ connection, schema: 'platform', log: silentLog, max: 1 });
};

type Run = (what: string) => Promise<{ readonly accepted: number; readonly perSecond: number }>;

/**
 * What appending events costs the message path: the same load with the append and without it, in turn, on one
 * installation and one database.
 */
export const appendCost = async (tandem: TandemProcess, run: Run): Promise<Row> => {
  const db = await openLog(tandem);
  const appended = async () =>
    (await db.query<{ n: number }>('select count(*) as n from event_log'))[0]?.n ?? 0;
  const figures: { with: number; without: number }[] = [];
  let [events, messages] = [0, 0];
  try {
    for (let round = 0; round < rounds; round += 1) {
      await db.query(without);
      const bare = await run('without events');
      await db.query(withAgain);
      const before = await appended();
      const whole = await run('with events');
      events += (await appended()) - before;
      messages += whole.accepted;
      figures.push({ with: whole.perSecond, without: bare.perSecond });
    }
  } finally {
    await db.query(withAgain);
    await db.close();
  }
  // The first round warms up. Each pair stands for itself: what else the machine does changes from minute to minute.
  const pairs = figures.slice(1);
  const median = (of: (pair: (typeof pairs)[number]) => number) => percentile(pairs.map(of), 0.5);
  const perMessage = events / messages;
  if (perMessage < 0.5) throw new Error('the events were not appended');
  const cost = median((pair) => (1 / pair.with - 1 / pair.without) / perMessage) * 1_000_000;
  const ratio = median((pair) => pair.with / pair.without);
  return {
    what: `message path with its ${perMessage.toFixed(1)} events a message appended, beside the same without`,
    measured: `${Math.round(median((pair) => pair.with))} and ${Math.round(median((pair) => pair.without))} messages/s = ${ratio.toFixed(2)} ×, ${Math.round(cost)} µs an event`,
    goal: '',
  };
};
