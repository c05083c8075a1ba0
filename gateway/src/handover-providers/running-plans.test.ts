import { eventsMigrations } from '@tandem/events';
import type { Database, Queryable } from '@tandem/kit';
import { testDatabase } from '@tandem/kit/testing';
import { lanesMigrations } from '@tandem/lanes';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { gatewayMigrations } from '../migrations.ts';
import { orgA, orgB } from '../testing/index.ts';
import {
  countRunning,
  countUnfinished,
  listSending,
  listUnfinished,
  type Whose,
} from './running.store.ts';

type Plan = {
  readonly 'Node Type': string;
  readonly 'Relation Name'?: string;
  readonly 'Shared Hit Blocks': number;
  readonly 'Shared Read Blocks': number;
  readonly Plans?: readonly Plan[];
};

const nodesOf = (plan: Plan): readonly Plan[] => [plan, ...(plan.Plans ?? []).flatMap(nodesOf)];

/** The tables that a statement walks through as a whole, and the pages it touches. */
const costOf = async (db: Database, ask: (db: Queryable) => Promise<unknown>) => {
  const walked = new Set<string>();
  let pages = 0;
  const explain: Queryable['query'] = async (text, values) => {
    const [row] = await db.query<{ 'QUERY PLAN': readonly { Plan: Plan }[] }>(
      `explain (analyze, buffers, format json) ${text}`,
      values,
    );
    const plan = row?.['QUERY PLAN'][0]?.Plan;
    if (!plan) throw new Error('no plan');
    for (const { 'Node Type': type, 'Relation Name': table } of nodesOf(plan))
      if (type.includes('Seq Scan') && table) walked.add(table);
    pages += plan['Shared Hit Blocks'] + plan['Shared Read Blocks'];
    return db.query(text, values);
  };
  await ask({ ...db, query: explain });
  return { walked: [...walked], pages };
};

const provider = '00000000-0000-4000-8000-000000000001';
const endpoint = '00000000-0000-4000-8000-000000000002';
const channel = '00000000-0000-4000-8000-000000000003';
const rows = 100_000;
const few = 200;

const whose: readonly Whose[] = [
  { org: orgA, provider },
  { org: orgA, endpoint, own: false },
];

describe('what runs at a provider, an endpoint or a channel, on 100,000 handovers and as many rows of work', () => {
  let db: Database;
  beforeAll(async () => {
    db = await testDatabase({
      migrations: [lanesMigrations, eventsMigrations, gatewayMigrations],
      schema: 'gateway',
    });
    await db.query(
      `insert into handover (org, session, ordinal, endpoint, provider, provider_id, state, created_at, changed_at, ended_at)
       select $1, n, 1, $2, 'chatwoot', $3, 'completed', now(), now(), now() from generate_series(1, $4::int) n`,
      [orgA, endpoint, provider, rows],
    );
    await db.query(
      `with there as (
         insert into endpoint (id, org, name, token, bot_kind, created_at, modified_at)
         values ($1, $2, 'Chat', 'chat', 'demo', now(), now()) returning id
       )
       insert into channel (id, org, endpoint, name, kind, token, created_at, modified_at)
       select $3, $2, id, 'Shop', 'webhook', 'shop', now(), now() from there`,
      [endpoint, orgA, channel],
    );
    // Of other queues, of another organisation, and three words that are on their way.
    await db.query(
      `insert into lane_work (part, org, queue, lane, payload)
       select n % 64, case when n % 2 = 0 then $1::uuid else $2::uuid end,
         case when n % 2 = 0 then 'gateway.dialogue' else 'gateway.handover' end, n,
         json_build_object('kind', 'message', 'handover', n, 'seq', 1) from generate_series(1, $3::int) n`,
      [orgA, orgB, rows],
    );
    await db.query(
      `insert into lane_work (part, org, queue, lane, payload)
       select 1, $1, 'gateway.handover', n, json_build_object('kind', 'message', 'handover', n, 'seq', s)
       from unnest('{7, 8}'::int[]) n, generate_series(1, n - 6) s`,
      [orgA],
    );
  }, 120_000);
  afterAll(() => db.close());

  it.each(['before', 'after'] as const)(
    'is found by indexes, %s the tables are analysed',
    async (when) => {
      if (when === 'after') await db.query('vacuum analyze');
      for (const one of whose) {
        expect(await countRunning(db, one)).toBe(2);
        const page = { after: 0, limit: 100 };
        expect((await listSending(db, one, page)).map(({ id }) => id)).toEqual([7, 8]);
        for (const ask of [
          (on: Queryable) => countRunning(on, one),
          (on: Queryable) => listSending(on, one, page),
        ]) {
          const { walked, pages } = await costOf(db, ask);
          expect(walked).toEqual([]);
          expect(pages).toBeLessThan(few);
        }
      }
      const ofChannel = { org: orgA, channel };
      for (const ask of [
        (on: Queryable) => countUnfinished(on, ofChannel),
        (on: Queryable) => listUnfinished(on, ofChannel, { after: 0, limit: 100 }),
      ])
        expect((await costOf(db, ask)).pages).toBeLessThan(few);
    },
  );
});
