import { analyticsOperations as ops, type QueueObservationQueryResponse } from '@tandem/contract';
import { createTestClock, createTestIds, type Database, derivedUuid } from '@tandem/kit';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import {
  checkedCallerOf,
  platformTestDatabase,
  testDirectory,
  testPrincipal,
} from '../testing/index.ts';
import { routingHandlers } from './index.ts';

const [here, there] = [derivedUuid('here'), derivedUuid('there')];
const [support, sales, foreign] = ['support', 'sales', 'foreign'].map((name) =>
  derivedUuid(name),
) as [string, string, string];
const clock = createTestClock();
let db: Database;

beforeAll(async () => {
  db = await platformTestDatabase();
});
afterAll(() => db.close());

const addQueue = (org: string, id: string) =>
  db.query(
    `insert into queue (id, org, name, doc, created_at, modified_at) values ($1, $2, $3, '{}', now(), now())`,
    [id, org, id],
  );
const wait = (input: { org: string; queue: string; name: string; priority?: number; at: number }) =>
  db.query(
    `insert into acd_waiting (id, org, queue, thread, part, conversation, priority, skill_ids, preferred, since)
     values ($1, $2, $3, 1, 1, $4, $5, '{}', '{}', to_timestamp($6))`,
    [
      derivedUuid('session', input.name),
      input.org,
      input.queue,
      derivedUuid(input.name),
      input.priority ?? 0,
      input.at,
    ],
  );
const member = async (name: string, status: string, joined = true) => {
  await db.query(
    'insert into queue_member (org, queue, user_id, joined, added_at) values ($1, $2, $3, $4, now())',
    [here, support, derivedUuid(name), joined],
  );
  await db.query(
    'insert into agent (org, user_id, status, status_since, idle_since) values ($1, $2, $3, now(), now())',
    [here, derivedUuid(name), status],
  );
};

beforeEach(async () => {
  await db.query('truncate queue, agent, acd_waiting, participant cascade');
  await addQueue(here, support);
  await addQueue(here, sales);
  await addQueue(there, foreign);
});

const handlers = () =>
  routingHandlers({
    db,
    clock,
    ids: createTestIds('observations'),
    directory: testDirectory({ [here]: [], [there]: [] }),
    audit: async () => {},
    wakeQueues: () => {},
  });
const ask = async (body: object, org = here) => {
  const answer = await checkedCallerOf(handlers(), testPrincipal(org))(
    ops.postAnalyticsQueuesObservationsQuery,
    { body },
  );
  return (answer.body as QueueObservationQueryResponse).results ?? [];
};
const ofQueue = (...ids: string[]) => ({
  type: 'or',
  predicates: ids.map((value) => ({ type: 'dimension', dimension: 'queueId', value })),
});

describe('observations of queues', () => {
  it('name who waits, highest priority first, then longest waiting', async () => {
    await wait({ org: here, queue: support, name: 'late', at: 300 });
    await wait({ org: here, queue: support, name: 'early', at: 100 });
    await wait({ org: here, queue: support, name: 'vip', priority: 5, at: 200 });
    await wait({ org: here, queue: sales, name: 'other', at: 1 });
    const body = { filter: ofQueue(support), metrics: ['oWaiting'], detailMetrics: ['oWaiting'] };
    const [result, ...more] = await ask(body);
    expect(more).toEqual([]);
    expect(result?.group).toEqual({ queueId: support, mediaType: 'message' });
    const [data] = result?.data ?? [];
    expect(data).toMatchObject({ metric: 'oWaiting', stats: { count: 3 }, truncated: false });
    expect(data?.observations).toMatchObject([
      { conversationId: derivedUuid('vip'), routingPriority: 5 },
      { conversationId: derivedUuid('early'), observationDate: '1970-01-01T00:01:40.000Z' },
      { conversationId: derivedUuid('late') },
    ]);
  });

  it('count members by routing status; who has not joined is not on queue', async () => {
    await member('a', 'IDLE');
    await member('b', 'INTERACTING');
    await member('c', 'OFF_QUEUE');
    await member('d', 'IDLE', false);
    const metrics = ['oMemberUsers', 'oOnQueueUsers', 'oOffQueueUsers'];
    expect(await ask({ filter: ofQueue(support), metrics })).toEqual([
      {
        group: { queueId: support },
        data: [
          { metric: 'oMemberUsers', stats: { count: 4 } },
          { metric: 'oOnQueueUsers', qualifier: 'IDLE', stats: { count: 1 } },
          { metric: 'oOnQueueUsers', qualifier: 'INTERACTING', stats: { count: 1 } },
          { metric: 'oOffQueueUsers', stats: { count: 2 } },
        ],
      },
    ]);
  });

  it('follow the filter: media, clauses, queues of others are not there', async () => {
    const media = (value: string) => ({ type: 'dimension', dimension: 'mediaType', value });
    const both = (value: string) => ({
      filter: { type: 'and', clauses: [ofQueue(support, sales)], predicates: [media(value)] },
      metrics: ['oWaiting'],
    });
    expect((await ask(both('message'))).map(({ group }) => group?.['queueId']).toSorted()).toEqual(
      [support, sales].toSorted(),
    );
    expect(await ask(both('voice'))).toEqual([]);
    expect(await ask({ filter: ofQueue(foreign), metrics: ['oWaiting'] })).toEqual([]);
    expect(await ask({ filter: ofQueue(foreign), metrics: ['oWaiting'] }, there)).toHaveLength(1);
    expect(await ask({ filter: ofQueue('no-uuid'), metrics: ['oWaiting'] })).toEqual([]);
  });

  it('refuse what they cannot tell', async () => {
    const filter = ofQueue(support);
    for (const body of [
      { filter, metrics: ['oServiceLevel'] },
      { filter, metrics: ['oWaiting'], detailMetrics: ['oInteracting'] },
      { filter: { type: 'and' }, metrics: ['oWaiting'] },
      { filter: { type: 'and', predicates: [{ value: support }] }, metrics: ['oWaiting'] },
    ])
      await expect(ask(body), JSON.stringify(body)).rejects.toMatchObject({ status: 400 });
  });
});
