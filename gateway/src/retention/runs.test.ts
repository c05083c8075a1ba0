import { appendEvents, eventsMigrations } from '@tandem/events';
import { type Database, derivedUuid } from '@tandem/kit';
import { testDatabase } from '@tandem/kit/testing';
import { lanesMigrations } from '@tandem/lanes';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { gatewayMigrations } from '../migrations.ts';
import { eventSweep, runSweep } from './runs.sweep.ts';

const now = new Date('2026-06-01T00:00:00.000Z');
const [here, there] = [derivedUuid('here'), derivedUuid('there')];
const daysAgo = (days: number) => new Date(now.getTime() - days * 24 * 3_600_000);

describe('retention of executions', () => {
  let db: Database;
  beforeAll(async () => {
    db = await testDatabase({ migrations: [lanesMigrations, eventsMigrations, gatewayMigrations] });
  });
  afterAll(() => db.close());
  beforeEach(() =>
    db.query('truncate automation_run, automation_trace, lane_work, event_log cascade'),
  );

  const add = async (name: string, endedAt: Date | null, { org = here, entries = 2 } = {}) => {
    const [row] = await db.query<{ id: number }>(
      `insert into automation_run (uid, org, flow, flow_name, version, part, origin, status, inputs, inputs_sealed,
         created_at, ended_at)
       values ($1, $2, $2, $3, 1, 1, 'api', $4, '{}', '', $5, $6) returning id`,
      [derivedUuid(name), org, name, endedAt ? 'ended' : 'waiting', endedAt ?? now, endedAt],
    );
    const id = row?.id as number;
    await db.query(
      `insert into automation_trace (run, seq, org, at, entry) select $1, g, $2, $3, '{}' from generate_series(1, $4::int) g`,
      [id, org, now, entries],
    );
    return id;
  };
  const left = async () =>
    (
      await db.query<{ name: string }>('select flow_name as name from automation_run order by 1')
    ).map(({ name }) => name);
  const sweepAll = async (limits?: { runs: number; rows: number }) => {
    const batch = runSweep(30, limits).begin(now);
    let total = 0;
    for (let more = true; more; ) {
      const done = await db.transaction(batch);
      total += done.removed;
      more = done.more;
    }
    return total;
  };

  it('removes what ended long ago, of every organisation, and nothing that is open or has work', async () => {
    await add('old', daysAgo(40));
    await add('old there', daysAgo(40), { org: there });
    await add('young', daysAgo(20));
    await add('open', null);
    const busy = await add('busy', daysAgo(40));
    await db.query(
      `insert into lane_work (part, org, queue, lane, payload) values (1, $1, 'gateway.automation', $2, '{}')`,
      [here, -busy],
    );
    expect(await sweepAll()).toBe(2);
    expect(await left()).toEqual(['busy', 'open', 'young']);
    const [row] = await db.query<{ n: number }>('select count(*) as n from automation_trace');
    expect(row?.n).toBe(6);
  });

  it('works in bounded batches, also within a long trace', async () => {
    await add('long', daysAgo(40), { entries: 90 });
    await add('other', daysAgo(40));
    expect(await sweepAll({ runs: 1, rows: 40 })).toBe(2);
    expect(await left()).toEqual([]);
  });

  it('removes old events that were read', async () => {
    await db.transaction((tx) =>
      appendEvents(
        tx,
        [1, 2].map((n) => ({ org: here, type: 't', key: 'k', data: n })),
      ),
    );
    await db.query('update event_log set at = $1', [daysAgo(40)]);
    const sweep = () => db.transaction(eventSweep(30).begin(now));
    expect((await sweep()).removed).toBe(0);
    await db.query(
      'update automation_reader set (xid, id) = (select xid, id from event_log order by xid, id limit 1)',
    );
    expect((await sweep()).removed).toBe(1);
  });
});
