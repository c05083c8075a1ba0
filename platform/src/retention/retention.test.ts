import { eventsLostCode, lossOf } from '@tandem/events';
import { createTestClock, type Database, derivedUuid, silentLog } from '@tandem/kit';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { platformTestDatabase, wholeLog } from '../testing/index.ts';
import { conversationSweep } from './conversations.sweep.ts';
import { createPlatformRetention } from './index.ts';

const [here, there] = [derivedUuid('here'), derivedUuid('there')];
const integration = derivedUuid('integration');
const now = new Date('2026-06-01T00:00:00.000Z');
const daysAgo = (days: number) => new Date(now.getTime() - days * 24 * 3_600_000);
const hex = (name: string) => derivedUuid(name);

let db: Database;
const clock = createTestClock(now);
const retention = (on: Database = db, days = 30) =>
  createPlatformRetention({ db: on, clock, log: silentLog, days, pauseMs: 0 });

beforeAll(async () => {
  db = await platformTestDatabase();
});
afterAll(() => db.close());
const tables = [
  ...['thread', 'conversation', 'participant', 'message', 'inbound_key', 'media', 'media_chunk'],
  ...['delivery_attempt', 'event_log', 'lane_work', 'lane_timer', 'dead_letter', 'retention_run'],
  'destination',
];
beforeEach(() => db.query(`truncate ${tables.join(', ')} cascade`));

const counts = async () => {
  const found: Record<string, number> = {};
  for (const table of tables.filter((name) => name !== 'retention_run'))
    found[table] =
      (await db.query<{ n: number }>(`select count(*) as n from ${table}`))[0]?.n ?? -1;
  return found;
};
const conversations = async () =>
  (await db.query<{ id: string }>('select id from conversation')).map(({ id }) => id).toSorted();

const addThread = async (name: string, org = here) => {
  const [row] = await db.query<{ id: number }>(
    `insert into thread (org, integration, customer, profile, part, lock_key)
     values ($1, $2, $3, '{}', 1, hashtextextended($3, 0)) returning id`,
    [org, integration, name],
  );
  return { org, id: row?.id ?? 0, customer: name };
};
type Thread = Awaited<ReturnType<typeof addThread>>;

type Given = {
  readonly name: string;
  readonly started: Date;
  readonly ended: Date | null;
  readonly live?: boolean;
  readonly messages?: number;
};

/** A conversation with a row in every table, the current one of its thread. */
const addConversation = async (thread: Thread, given: Given) => {
  const { name, started, ended, live = ended === null, messages = 2 } = given;
  const id = hex(name);
  const seq = (
    await db.query<{ last_seq: number }>(
      'update thread set conversation = $2, conversation_ended_at = $3, live = $2, last_seq = last_seq + $4 where id = $1 returning last_seq',
      [thread.id, id, ended, messages],
    )
  )[0]?.last_seq as number;
  await db.query(
    `insert into conversation (id, org, thread, integration, started_at, ended_at, owner, version)
     values ($1, $2, $3, $4, $5, $6, 'none', 1)`,
    [id, thread.org, thread.id, integration, started, ended],
  );
  await db.query(
    `insert into participant (id, org, conversation, live, purpose, doc) values ($1, $2, $3, $4, 'customer', '{}')`,
    [hex(`${name} customer`), thread.org, id, live],
  );
  for (let i = 1; i <= messages; i += 1)
    await db.query(
      `insert into message (org, thread, seq, id, conversation, direction, at, status, body)
       values ($1, $2, $3, $4, $5, 'inbound', $6, 'received', '{}')`,
      [thread.org, thread.id, seq - messages + i, hex(`${name} ${i}`), id, started],
    );
  const message = hex(`${name} 1`);
  await db.query('insert into inbound_key values ($1, $2, $3, $4, $5)', [
    ...[integration, thread.customer, `key of ${name}`, message, started],
  ]);
  const media = hex(`${name} media`);
  await db.query(
    `insert into media (id, org, conversation, communication, status, created_at) values ($1, $2, $3, $1, 'valid', $4)`,
    [media, thread.org, id, started],
  );
  await db.query("insert into media_chunk values ($1, 0, 'x')", [media]);
  await db.query(
    `insert into delivery_attempt (org, work, attempt, conversation, integration, message, kind, at, ms, outcome, late)
     values ($1, (select count(*) + 1 from delivery_attempt), 1, $2, $3, $4, 'message', $5, 1, 'sent', false)`,
    [thread.org, id, integration, message, started],
  );
  await db.query(
    `insert into event_log (org, type, key, data, at) values ($1, 'conversation.changed', $2, '{}', $3)`,
    [thread.org, `conversation:${id}`, started],
  );
  return id;
};

const addDeadLetter = (thread: Thread, conversation: string, redriven: Date | null) =>
  db.query(
    `insert into dead_letter (org, queue, part, lane, work_id, payload, attempts, reason, died_at, redriven_at)
     values ($1, 'delivery', 1, $2, 1, $3, 6, 'gone', $4, $5)`,
    [
      thread.org,
      thread.id,
      JSON.stringify({ conversationId: conversation }),
      daysAgo(90),
      redriven,
    ],
  );

describe('retention of the platform', () => {
  it('removes what ended long ago with all that belongs to it, of every organisation', async () => {
    for (const org of [here, there]) {
      const thread = await addThread(`Joan of ${org}`, org);
      await addConversation(thread, {
        name: `one ${org}`,
        started: daysAgo(90),
        ended: daysAgo(80),
      });
      const second = { name: `two ${org}`, started: daysAgo(70), ended: daysAgo(60) };
      await addDeadLetter(thread, await addConversation(thread, second), daysAgo(59));
    }
    expect(await retention().round()).toMatchObject({ conversations: 4, events: 4 });
    expect(Object.values(await counts()).every((count) => count === 0)).toBe(true);
  });

  it('keeps what is open, young, in after-call work, waiting, or given up and not sent again', async () => {
    const old = { started: daysAgo(90), ended: daysAgo(80) };
    const add = async (name: string, given: Partial<Given> = {}) => {
      const thread = await addThread(name);
      return { thread, id: await addConversation(thread, { name, ...old, ...given }) };
    };
    const kept = [
      await add('open', { ended: null }),
      await add('young', { ended: daysAgo(29) }),
      await add('after-call work', { live: true }),
    ];
    const waiting = await add('waiting');
    await db.query(
      `insert into lane_work (part, org, queue, lane, payload) values (1, $1, 'delivery', $2, '{}')`,
      [here, waiting.thread.id],
    );
    const dead = await add('dead');
    await addDeadLetter(dead.thread, dead.id, null);
    const timed = await add('timer');
    await db.query(
      `insert into lane_timer (part, lane, name, org, due_at) values (1, $1, 'x', $2, $3)`,
      [timed.thread.id, here, now],
    );
    const before = await counts();
    await add('gone');
    expect(await retention().round()).toMatchObject({ conversations: 1 });
    const ids = [...kept, waiting, dead, timed].map(({ id }) => id);
    expect(await conversations()).toEqual(ids.toSorted());
    expect(await counts()).toEqual(before);
  });

  it('keeps a thread and its current conversation as they are', async () => {
    const thread = await addThread('Joan');
    await addConversation(thread, { name: 'first', started: daysAgo(90), ended: daysAgo(80) });
    const open = await addConversation(thread, { name: 'now', started: daysAgo(1), ended: null });
    const stored = () => db.query('select * from thread');
    const before = await stored();
    expect(await retention().round()).toMatchObject({ conversations: 1 });
    expect(await conversations()).toEqual([open]);
    expect(await stored()).toEqual(before);
  });

  it('leaves a thread alone that is being worked on, and takes it the next time', async () => {
    const thread = await addThread('Joan');
    await addConversation(thread, { name: 'one', started: daysAgo(90), ended: daysAgo(80) });
    await db.transaction(async (tx) => {
      await tx.query('select lock_threads($1)', [[thread.id]]);
      expect(await retention().round()).toMatchObject({ conversations: 0 });
    });
    expect(await retention().round()).toMatchObject({ conversations: 1 });
  });

  it('works in bounded batches, also within one long conversation, and does nothing the second time', async () => {
    for (let i = 0; i < 7; i += 1)
      await addConversation(await addThread(`c${i}`), {
        ...{ name: `c${i}`, started: daysAgo(90 - i), ended: daysAgo(50), messages: 30 },
      });
    let batches = 0;
    const batch = conversationSweep(30, { conversations: 3, rows: 25 }).begin(now);
    for (let more = true; more; batches += 1) {
      const before = (await counts())['message'] ?? 0;
      ({ more } = await db.transaction(batch));
      expect(before - ((await counts())['message'] ?? 0)).toBeLessThanOrEqual(25);
    }
    expect(batches).toBeGreaterThan(8);
    expect(await conversations()).toEqual([]);
    expect(await retention().round()).toMatchObject({ conversations: 0 });
  });

  it('goes on after a kill in the middle', async () => {
    for (let i = 0; i < 60; i += 1)
      await addConversation(await addThread(`c${i}`), {
        ...{ name: `c${i}`, started: daysAgo(90), ended: daysAgo(50) },
      });
    let transactions = 0;
    const dying: Database = {
      ...db,
      transaction: (run) =>
        db.transaction(async (tx) => {
          const result = await run(tx);
          transactions += 1;
          // The second batch never commits.
          if (transactions === 2) throw new Error('killed');
          return result;
        }),
    };
    await expect(retention(dying).round()).rejects.toThrow('killed');
    const left = await conversations();
    expect(left).toHaveLength(35);
    expect(await counts()).toMatchObject({ message: 70, thread: 35, participant: 35, media: 35 });
    const [broken] = await db.query('select finished_at, removed from retention_run');
    expect(broken).toEqual({ finished_at: null, removed: 25 });
    await clock.advance(1_000);
    expect(await retention().round()).toMatchObject({ conversations: 35 });
    const [run] = await db.query(
      "select finished_at, removed, total from retention_run where name = 'conversations'",
    );
    expect(run).toEqual({ finished_at: clock.now(), removed: 35, total: 60 });
  });

  it('runs on one node at a time', async () => {
    await addConversation(await addThread('Joan'), {
      ...{ name: 'one', started: daysAgo(90), ended: daysAgo(80) },
    });
    await db.transaction(async (tx) => {
      const lock = `select pg_advisory_xact_lock(hashtextextended(current_schema() || ' retention', 0))`;
      await tx.query(lock);
      expect(await retention().round()).toBeNull();
    });
    expect(await retention().round()).toMatchObject({ conversations: 1 });
  });

  it('removes old events of users and queues, and those of kept conversations stay', async () => {
    const thread = await addThread('Joan');
    await addConversation(thread, { name: 'open', started: daysAgo(90), ended: null });
    const event = (key: string, at: Date) =>
      db.query(`insert into event_log (org, type, key, data, at) values ($1, 'x', $2, '{}', $3)`, [
        ...[there, key, at],
      ]);
    await event('user:1', daysAgo(40));
    await event('flow:1', daysAgo(31));
    await event('user:2', daysAgo(29));
    await wholeLog(db, there);
    expect(await retention().round()).toMatchObject({ events: 2 });
    const keys = await db.query<{ key: string }>('select key from event_log order by xid, id');
    expect(keys.map(({ key }) => key)).toEqual([`conversation:${hex('open')}`, 'user:2']);
  });

  const addDestination = async (
    name: string,
    org: string,
    { topics = ['v2.users.{id}.presence'], state = 'paused' } = {},
  ) => {
    await db.query(
      `insert into destination (id, org, kind, name, settings, topics, envelope, source, state, cursor_xid, cursor_id,
         created_at, modified_at)
       values ($1, $2, 'webhook', $3, '{}', $4, 'native', '{}', $5, '0', 0, now(), now())`,
      [hex(name), org, name, topics, state],
    );
    return hex(name);
  };
  const addEvent = (org: string, key: string, at: Date) =>
    db.query(`insert into event_log (org, type, key, data, at) values ($1, 'x', $2, '{}', $3)`, [
      ...[org, key, at],
    ]);
  /** As soon as transactions of other tests on the server let the log be read. */
  const round = async () => {
    await wholeLog(db, there);
    return retention().round();
  };
  const keysLeft = async () =>
    (await db.query<{ key: string }>('select key from event_log order by xid, id')).map(
      ({ key }) => key,
    );
  const reportOf = async (id: string) =>
    (
      await db.query<{ report: string; code: string | null; reason: string | null }>(
        'select report, report_code as code, report_reason as reason from destination where id = $1',
        [id],
      )
    )[0];

  it('keeps old events for a destination that has not looked at them', async () => {
    await addDestination('away', there);
    await addDestination('wants nothing', here, { topics: [], state: 'running' });
    await addEvent(there, 'user:1', daysAgo(45));
    await addEvent(here, 'user:2', daysAgo(45));
    expect(await round()).toMatchObject({ events: 1 });
    expect(await keysLeft()).toEqual(['user:1']);
    await db.query(
      `update destination set (cursor_xid, cursor_id) = (select xid, id from event_log) where org = $1`,
      [there],
    );
    expect(await round()).toMatchObject({ events: 1 });
    expect(await reportOf(hex('away'))).toMatchObject({ report: 'ACTIVE', code: null });
  });

  it('keeps them for a replay that is under way', async () => {
    const id = await addDestination('replays', there);
    await addEvent(there, 'user:1', daysAgo(45));
    await db.query(
      `update destination set (cursor_xid, cursor_id) = (select xid, id from event_log)`,
    );
    await db.query(
      `insert into destination_replay (id, org, destination, from_xid, from_id, cursor_xid, cursor_id, until_xid, until_id, created_at)
       values ($1, $2, $1, '0', 0, '0', 0, '9', 9, now())`,
      [id, there],
    );
    expect(await round()).toMatchObject({ events: 0 });
    await db.query('update destination_replay set finished_at = now()');
    expect(await round()).toMatchObject({ events: 1 });
  });

  it('removes what was kept for too long, and the destination says that it lost events', async () => {
    const [ours, theirs] = [
      await addDestination('ours', here),
      await addDestination('theirs', there),
    ];
    for (const days of [70, 62, 59]) await addEvent(there, `user:${days}`, daysAgo(days));
    await addEvent(there, 'user:young', daysAgo(2));
    expect(await round()).toMatchObject({ events: 2 });
    expect(await keysLeft()).toEqual(['user:59', 'user:young']);
    const told = await reportOf(theirs);
    expect(told).toMatchObject({ report: 'ERROR', code: eventsLostCode });
    expect(told?.reason).toContain('2 events of the log were removed before they were sent');
    expect(await lossOf(db, there, theirs)).toMatchObject({
      events: 2,
      firstAt: daysAgo(70),
      lastAt: daysAgo(62),
      notedAt: clock.now(),
    });
    expect(await lossOf(db, here, theirs)).toBeNull();
    expect(await reportOf(ours)).toMatchObject({ report: 'ACTIVE' });
    // Nothing more is lost, nothing more is said.
    expect(await round()).toMatchObject({ events: 0 });
    expect(await lossOf(db, there, theirs)).toMatchObject({ events: 2 });
  });

  it('keeps everything by default', async () => {
    await addConversation(await addThread('Joan'), {
      ...{ name: 'one', started: daysAgo(900), ended: daysAgo(800) },
    });
    expect(await retention(db, 0).round()).toEqual({ eventDeadLetters: 0 });
    expect(await conversations()).toHaveLength(1);
  });

  it('finds old conversations by an index, with none on the end of a conversation', async () => {
    await db.query(
      `insert into conversation (id, org, thread, integration, started_at, ended_at, owner, version)
      select gen_random_uuid(), $1, g, $2, $3::timestamptz - g * interval '1 minute', null, 'none', 1
      from generate_series(1, 5000) g`,
      [here, integration, now],
    );
    await db.query('analyze conversation');
    const plan = await db.query<{ 'QUERY PLAN': string }>(
      `explain select id from conversation where org = '${here}' and started_at < $$2026-05-28$$ and ended_at < $$2026-05-28$$
       and started_at >= '-infinity' and (started_at, id) > ('-infinity', '${integration}') order by started_at, id limit 25`,
    );
    expect(JSON.stringify(plan)).toContain('conversation_by_org');
  });
});
