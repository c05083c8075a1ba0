import { eventsMigrations } from '@tandem/events';
import { createTestClock, type Database, derivedUuid, silentLog } from '@tandem/kit';
import { testDatabase } from '@tandem/kit/testing';
import { lanesMigrations } from '@tandem/lanes';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { gatewayMigrations } from '../migrations.ts';
import { createGatewayRetention } from './index.ts';
import { sessionSweep } from './sessions.sweep.ts';

const [here, there] = [derivedUuid('here'), derivedUuid('there')];
const now = new Date('2026-06-01T00:00:00.000Z');
const daysAgo = (days: number) => new Date(now.getTime() - days * 24 * 3_600_000);

describe('retention of the gateway', () => {
  let db: Database;
  const clock = createTestClock(now);
  const retention = (on: Database = db, days = 30) =>
    createGatewayRetention({ db: on, clock, log: silentLog, days, pauseMs: 0 });
  beforeAll(async () => {
    db = await testDatabase({ migrations: [lanesMigrations, eventsMigrations, gatewayMigrations] });
  });
  afterAll(() => db.close());
  const tables = [
    ...['session', 'activity', 'hop', 'attachment', 'attachment_chunk', 'handover', 'dead_letter'],
    'bot_memory',
    ...['channel_inbound', 'channel_outbound'],
    ...['lane_work', 'lane_timer', 'automation_run', 'automation_trace'],
  ];
  beforeEach(() => db.query(`truncate ${tables.join(', ')}, retention_run cascade`));

  const counts = async () => {
    const found: Record<string, number> = {};
    for (const table of tables)
      found[table] =
        (await db.query<{ n: number }>(`select count(*) as n from ${table}`))[0]?.n ?? -1;
    return found;
  };
  const chats = async () =>
    (
      await db.query<{ name: string }>('select conversation_id as name from session order by 1')
    ).map(({ name }) => name);

  /** A chat with a row in every table. */
  const addChat = async (
    name: string,
    given: { activeAt?: Date; org?: string; handedOver?: Date | null; activities?: number } = {},
  ) => {
    const { activeAt = daysAgo(60), org = here, handedOver = daysAgo(60), activities = 2 } = given;
    const [row] = await db.query<{ id: number }>(
      `insert into session (org, endpoint, part, conversation_id, user_id, locale, created_at, active_at)
       values ($1, $1, 1, $2, 'u', 'en', $3, $3) returning id`,
      [org, name, activeAt],
    );
    const session = row?.id as number;
    await db.query(
      `insert into activity (session, seq, org, type, direction, message_id, body, created_at)
       select $1, g, $2, 'message', 'user', $3, '{}', $4 from generate_series(1, $5::int) g`,
      [session, org, name, activeAt, activities],
    );
    await db.query(
      "insert into hop (session, org, kind, summary, ok, at) values ($1, $2, 'x', 'x', true, $3)",
      [session, org, activeAt],
    );
    await db.query("insert into bot_memory values ($1, 'openai:x', $2, '{}', $3)", [
      ...[session, org, activeAt],
    ]);
    await db.query("insert into channel_inbound values ($1, 'x', $2, $3, $4)", [
      ...[derivedUuid('channel', name), org, session, activeAt],
    ]);
    await db.query(
      `insert into channel_outbound (session, seq, part, org, channel, status, at) values ($1, 1, 0, $2, $2, 'sent', $3)`,
      [session, org, activeAt],
    );
    const file = derivedUuid(name);
    await db.query("insert into attachment values ($1, $2, $3, 'a', 'image/png', 1, $4)", [
      ...[file, org, session, activeAt],
    ]);
    await db.query("insert into attachment_chunk values ($1, 0, 'x')", [file]);
    await db.query(
      `insert into handover (org, session, ordinal, endpoint, provider, state, created_at, changed_at, ended_at)
       values ($1, $2, 1, $1, 'p', 'x', $3, $3, $4)`,
      [org, session, activeAt, handedOver],
    );
    const [run] = await db.query<{ id: number }>(
      `insert into automation_run (uid, org, flow, flow_name, version, part, origin, status, inputs, inputs_sealed,
         created_at, session, conversation)
       values ($1, $2, $2, 'f', 1, 1, 'conversation', 'waiting', '{}', '', $3, $4, $5) returning id`,
      [derivedUuid('run', name), org, activeAt, session, name],
    );
    await db.query(
      "insert into automation_trace (run, seq, org, at, entry) values ($1, 1, $2, $3, '{}')",
      [run?.id, org, activeAt],
    );
    return session;
  };
  const addDead = (session: number, redriven: Date | null) =>
    db.query(
      `insert into dead_letter (org, queue, part, lane, work_id, payload, attempts, reason, died_at, redriven_at)
       values ($1, 'gateway.handover', 1, $2, 1, '{}', 6, 'gone', $3, $4)`,
      [here, session, daysAgo(60), redriven],
    );

  it('removes quiet chats with all that belongs to them, of every organisation', async () => {
    await addDead(await addChat('one'), daysAgo(50));
    await addChat('two', { org: there });
    expect(await retention().round()).toEqual({ chats: 2 });
    expect(Object.values(await counts()).every((count) => count === 0)).toBe(true);
    expect(await retention().round()).toEqual({ chats: 0 });
  });

  it('keeps chats that are young, with an agent, waiting, or with something given up', async () => {
    await addChat('young', { activeAt: daysAgo(29) });
    await addChat('with an agent', { handedOver: null });
    const waiting = await addChat('waiting');
    await db.query(
      `insert into lane_work (part, org, queue, lane, payload) values (1, $1, 'gateway.dialogue', $2, '{}')`,
      [here, waiting],
    );
    await addDead(await addChat('dead'), null);
    const before = await counts();
    await addChat('gone');
    expect(await retention().round()).toEqual({ chats: 1 });
    expect(await chats()).toEqual(['dead', 'waiting', 'with an agent', 'young']);
    expect(await counts()).toEqual(before);
  });

  it('leaves a chat alone that somebody writes in at this moment', async () => {
    const session = await addChat('busy');
    await db.transaction(async (tx) => {
      await tx.query('select 1 from session where id = $1 for update', [session]);
      expect(await retention().round()).toEqual({ chats: 0 });
    });
    expect(await retention().round()).toEqual({ chats: 1 });
  });

  it('works in bounded batches, also within one long chat', async () => {
    for (const name of ['a', 'b', 'c']) await addChat(name, { activities: 40 });
    const batch = sessionSweep(30, { sessions: 2, rows: 25 }).begin(now);
    for (let more = true; more; ) {
      const before = (await counts())['activity'] ?? 0;
      ({ more } = await db.transaction(batch));
      expect(before - ((await counts())['activity'] ?? 0)).toBeLessThanOrEqual(25);
    }
    expect(await chats()).toEqual([]);
  });

  it('goes on after a kill in the middle', async () => {
    for (let i = 0; i < 60; i += 1) await addChat(`c${i}`);
    let transactions = 0;
    const dying: Database = {
      ...db,
      transaction: (run) =>
        db.transaction(async (tx) => {
          const result = await run(tx);
          transactions += 1;
          if (transactions === 2) throw new Error('killed');
          return result;
        }),
    };
    await expect(retention(dying).round()).rejects.toThrow('killed');
    expect(await counts()).toMatchObject({ session: 35, activity: 70, attachment: 35 });
    expect(await retention().round()).toEqual({ chats: 35 });
  });

  it('keeps everything by default', async () => {
    await addChat('one', { activeAt: daysAgo(900) });
    expect(await retention(db, 0).round()).toEqual({});
    expect(await chats()).toEqual(['one']);
  });
});
