import { type QueueLoad, queueRemovalOperations } from '@tandem/contract';
import { type Database, derivedUuid, type Queryable } from '@tandem/kit';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { platformTestDatabase } from '../testing/index.ts';
import { applyChanges } from '../threads/index.ts';
import { awaitAccepted } from './accepted.ts';
import { deleteKept, findKept, listKept } from './cached-media.store.ts';
import { hasConversation, lookAt, lookAway } from './colleagues.store.ts';
import { changeOf } from './conversation.changes.ts';
import { stepOf } from './conversation.rules.ts';
import {
  addQueue,
  here,
  queueId,
  startConversations,
  waitingConversation,
} from './conversation.testing.ts';
import { findMedia, listMedia } from './media.store.ts';

type Plan = {
  readonly 'Node Type': string;
  readonly 'Relation Name'?: string;
  readonly 'Shared Hit Blocks': number;
  readonly 'Shared Read Blocks': number;
  readonly Plans?: readonly Plan[];
};

const nodesOf = (plan: Plan): readonly Plan[] => [plan, ...(plan.Plans ?? []).flatMap(nodesOf)];

/** What the statements of a function do on the filled tables: which tables they walk through, and how many pages they touch. */
const costOf = async (db: Database, run: (db: Queryable) => Promise<unknown>) => {
  const asked: { text: string; values: readonly unknown[] | undefined }[] = [];
  await run({
    ...db,
    query: (text, values) => {
      asked.push({ text, values });
      return db.query(text, values);
    },
    call: (_name, text, values) => {
      asked.push({ text, values });
      return db.query(text, values);
    },
  });
  const walked = new Set<string>();
  let pages = 0;
  for (const { text, values } of asked) {
    const [row] = await db.query<{ 'QUERY PLAN': readonly { Plan: Plan }[] }>(
      `explain (analyze, buffers, format json) ${text}`,
      values,
    );
    const plan = row?.['QUERY PLAN'][0]?.Plan;
    if (!plan) throw new Error('no plan');
    for (const { 'Node Type': type, 'Relation Name': table } of nodesOf(plan))
      if (type.includes('Seq Scan') && table) walked.add(table);
    pages += plan['Shared Hit Blocks'] + plan['Shared Read Blocks'];
  }
  return { walked: [...walked], pages, asked: asked.length };
};

const rows = 20_000;
/** Pages that statements may touch which find what they look for. */
const few = 100;

describe('statements on tables that grow with history', () => {
  let db: Database;
  beforeAll(async () => {
    db = await platformTestDatabase();
    await db.query(
      `insert into participant (id, org, conversation, live, purpose, user_id, queue, doc)
       select gen_random_uuid(), $1, gen_random_uuid(), n % 400 = 0 or n % 2 = 0 and n < 400,
         (array['agent', 'acd'])[1 + n % 2], case n % 2 when 0 then gen_random_uuid() end, $2, '{}'
       from generate_series(1, $3::int) n`,
      [here, queueId, rows],
    );
    await db.query(
      `insert into media (id, org, conversation, communication, name, mime, size, status, created_at)
       select md5(n::text)::uuid, $1, gen_random_uuid(), md5((n / 2)::text)::uuid, 'a.png', 'image/png', 3, 'valid',
         now() - n * interval '1 second' from generate_series(1, $2::int) n`,
      [here, rows],
    );
    await db.query(
      `insert into thread (org, integration, customer, profile, part, lock_key, conversation)
       select $1, $2, n::text, '{}', 7, n, md5(n::text)::uuid from generate_series(1, $3::int) n`,
      [here, derivedUuid('plans'), rows],
    );
    await db.query(
      `insert into lane_work (part, org, queue, lane, payload)
       select 7, $1, 'input', id, json_build_object('kind', 'message', 'conversation', conversation) from thread`,
      [here],
    );
    await db.query(
      `insert into conversation (id, org, thread, integration, started_at, owner, version)
       select md5('seen ' || n)::uuid, $1, n, $2, now(), 'none', 1 from generate_series(1, $3::int) n`,
      [here, derivedUuid('plans'), rows],
    );
    for (const table of ['participant', 'media', 'thread', 'lane_work', 'conversation'])
      await db.query(`vacuum analyze ${table}`);
  }, 60_000);
  afterAll(() => db.close());

  const media = async (n: number | string) =>
    (await db.query<{ id: string }>('select md5($1::text)::uuid as id', [String(n)]))[0]?.id ?? '';

  it('count the agents of a queue by those who are at work', async () => {
    await addQueue(db);
    const params = { queueId };
    const cost = await costOf(db, async (tx) => {
      const caller = startConversations({ ...db, query: tx.query }).as();
      const load = await caller<QueueLoad>(queueRemovalOperations.getTandemQueueLoad, { params });
      expect(load.body.active).toBeGreaterThan(200);
    });
    expect(cost.walked).not.toContain('participant');
    expect(cost.pages).toBeLessThan(few * 4);
  });

  it('know a conversation that somebody looks at, every few seconds', async () => {
    const conversationId = await media('seen 5');
    const [userId, at] = [derivedUuid('anna'), new Date(0)];
    const of = { org: here, conversationId };
    for (const run of [
      async (tx: Queryable) => expect(await hasConversation(tx, of)).toBe(true),
      (tx: Queryable) => lookAt(tx, { ...of, userId, at, freshAfter: at }),
      (tx: Queryable) => lookAway(tx, { ...of, userId }),
    ]) {
      const cost = await costOf(db, run);
      expect(cost.walked).not.toContain('conversation');
      expect(cost.pages).toBeLessThan(few);
    }
  });

  it('find a file by its id', async () => {
    const id = await media(5);
    for (const run of [
      (tx: Queryable) => findKept(tx, here, id),
      (tx: Queryable) => findMedia(tx, id),
      (tx: Queryable) => deleteKept(tx, here, id),
    ]) {
      const cost = await costOf(db, run);
      expect(cost.walked).toEqual([]);
      expect(cost.pages).toBeLessThan(few);
    }
  });

  it('find the files of a message', async () => {
    const [communicationId, one] = [await media(3), await media(6)];
    const cost = await costOf(db, (tx) => listMedia(tx, here, { communicationId, ids: [one] }));
    expect(cost.walked).toEqual([]);
    expect(cost.pages).toBeLessThan(few);
  });

  it('list the latest files, and count no more than are listed', async () => {
    const page = { limit: 25, offset: 0 };
    const cost = await costOf(db, (tx) => listKept(tx, here, page));
    // 10 000 rows are 172 pages, the table has twice as many.
    expect(cost.pages).toBeLessThan(250);
    expect((await listKept(db, here, page)).total).toBe(10_000);
  });

  it('know whether a conversation was accepted, with one look', async () => {
    const clock = { sleep: async () => {} };
    const unknown = await costOf(db, async (tx) =>
      expect(await awaitAccepted({ db: tx, clock }, here, derivedUuid('nobody'))).toBe(false),
    );
    expect(unknown).toMatchObject({ walked: [], asked: 1 });
    expect(unknown.pages).toBeLessThan(few);
    const id = await media(7);
    const pending = await costOf(db, (tx) =>
      expect(awaitAccepted({ db: tx, clock }, here, id)).rejects.toMatchObject({ status: 503 }),
    );
    expect(pending.walked).toEqual([]);
    expect(pending.pages).toBeLessThan(few * pending.asked);
  });

  it('change a thread without touching its indexes (HOT)', async () => {
    const started = startConversations(db);
    const state = await waitingConversation(started, 'hot');
    const change = changeOf(state, stepOf(state), { correlationId: null });
    const updated = await db.transaction(async (tx) => {
      const updates = async () =>
        (
          await tx.query<{ all: number; hot: number }>(
            `select pg_stat_get_xact_tuples_updated(t) as all, pg_stat_get_xact_tuples_hot_updated(t) as hot
             from (select 'thread'::regclass::oid as t) t`,
          )
        )[0] ?? { all: 0, hot: 0 };
      const before = await updates();
      await applyChanges(tx, [change]);
      const after = await updates();
      return { all: after.all - before.all, hot: after.hot - before.hot };
    });
    expect(updated).toEqual({ all: 1, hot: 1 });
  });
});
