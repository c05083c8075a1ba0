import {
  type Listing,
  type Queue,
  type QueueMember,
  queuesOperations as queues,
  type UserQueue,
  usersOperations as users,
} from '@tandem/contract';
import { createTestClock, createTestIds, type Database, derivedUuid } from '@tandem/kit';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import {
  checkedCallerOf,
  platformTestDatabase,
  testDirectory,
  testPerson,
  testPrincipal,
} from '../testing/index.ts';
import { routingHandlers } from './index.ts';

const [here, there] = [derivedUuid('here'), derivedUuid('there')];
const [anna, ben, zoe] = [testPerson('Anna'), testPerson('Ben'), testPerson('Zoe')];
const directory = testDirectory({ [here]: [anna, ben], [there]: [zoe] });
const missing = derivedUuid('missing');

let db: Database;
let woken: string[];
const ids = createTestIds('routing');

const start = () => {
  woken = [];
  const handlers = routingHandlers({
    db,
    clock: createTestClock(),
    ids,
    directory,
    audit: async () => {},
    wakeQueues: (queueIds) => void woken.push(...queueIds),
  });
  return {
    admin: checkedCallerOf(handlers, testPrincipal(here)),
    foreign: checkedCallerOf(handlers, testPrincipal(there)),
    as: (userId: string, permissions: string[] = []) =>
      checkedCallerOf(
        handlers,
        testPrincipal(here, { userId, kind: 'user', permissions: new Set(permissions) }),
      ),
  };
};

beforeAll(async () => {
  db = await platformTestDatabase();
});
afterAll(() => db.close());

const tables = ['queue', 'wrapup_code', 'ability', 'agent', 'routing_settings', 'event_log'];
beforeEach(async () => {
  await db.query(`truncate ${tables.join(', ')} cascade`);
});

const notFound = { status: 404, code: 'not.found' };
type Admin = ReturnType<typeof start>['admin'];
const newQueue = async (admin: Admin, name: string, more: object = {}) =>
  (await admin<Queue>(queues.postRoutingQueues, { body: { name, ...more } })).body as Queue & {
    id: string;
  };

describe('queues', () => {
  it('ask for the permissions of the reference', () => {
    expect(queues.postRoutingQueues.permission).toEqual({ all: ['routing:queue:add'] });
    expect(queues.getRoutingQueue.permission).toEqual({ all: ['routing:queue:view'] });
    expect(queues.putRoutingQueue.permission).toEqual({ all: ['routing:queue:edit'] });
    expect(queues.deleteRoutingQueue.permission).toEqual({ all: ['routing:queue:delete'] });
    expect(queues.getRoutingQueuesDivisionviews.permission).toEqual({
      all: ['routing:queue:search'],
    });
  });

  it('are made with defaults, read, replaced and deleted', async () => {
    const { admin } = start();
    const queue = await newQueue(admin, ' Support ', { description: 'first' });
    expect(queue).toMatchObject({
      name: 'Support',
      description: 'first',
      division: { id: derivedUuid('home', here), name: 'Home' },
      acwSettings: { wrapupPrompt: 'MANDATORY_TIMEOUT', timeoutMs: 300_000 },
      mediaSettings: { message: { alertingTimeoutSeconds: 30 } },
      memberCount: 0,
      selfUri: `/api/v2/routing/queues/${queue.id}`,
    });
    const params = { queueId: queue.id };
    const changed = await admin<Queue>(queues.putRoutingQueue, {
      params,
      body: {
        name: 'Help',
        mediaSettings: { message: { alertingTimeoutSeconds: 60 } },
        memberCount: 7,
      },
    });
    expect(changed.body).toMatchObject({
      name: 'Help',
      mediaSettings: { message: { alertingTimeoutSeconds: 60, enableAutoAnswer: false } },
      memberCount: 0,
    });
    expect(changed.body.description).toBeUndefined();
    expect(woken).toEqual([queue.id]);
    expect((await admin(queues.deleteRoutingQueue, { params })).status).toBe(200);
    await expect(admin(queues.getRoutingQueue, { params })).rejects.toMatchObject(notFound);
  });

  it('keep names apart whatever their case, in each organisation', async () => {
    const { admin, foreign } = start();
    await newQueue(admin, 'Support');
    await expect(newQueue(admin, 'SUPPORT')).rejects.toMatchObject({ status: 409 });
    expect((await newQueue(foreign, 'support')).name).toBe('support');
    const other = await newQueue(admin, 'Sales');
    await expect(
      admin(queues.putRoutingQueue, { params: { queueId: other.id }, body: { name: 'support' } }),
    ).rejects.toMatchObject({ status: 409, code: 'name.not.unique' });
  });

  it('are found by name with stars at either end, by id, and page by page', async () => {
    const { admin, foreign } = start();
    for (const name of ['Sales EU', 'Sales US', 'Support EU', '100%']) await newQueue(admin, name);
    await newQueue(foreign, 'Sales CH');
    const names = async (query: Record<string, unknown>, operation = queues.getRoutingQueues) =>
      (await admin<Listing<Queue>>(operation as typeof queues.getRoutingQueues, { query })).body;
    const of = (listing: Listing<Queue>) => listing.entities.map(({ name }) => name);
    expect(of(await names({ name: 'sales*' }))).toEqual(['Sales EU', 'Sales US']);
    expect(of(await names({ name: '*EU' }))).toEqual(['Sales EU', 'Support EU']);
    expect(of(await names({ name: '*ales*' }))).toEqual(['Sales EU', 'Sales US']);
    expect(of(await names({ name: 'Sales' }))).toEqual([]);
    expect(of(await names({ name: '1%' }))).toEqual([]);
    expect(of(await names({ sortOrder: 'desc', pageSize: 1 }))).toEqual(['Support EU']);
    expect(of(await names({ id: [missing, 'no-uuid'] }))).toEqual([]);
    const second = await names({ pageSize: 3, pageNumber: 2 });
    expect(second).toMatchObject({ total: 4, pageCount: 2, pageNumber: 2 });
    expect(second.previousUri).toBe('/api/v2/routing/queues?pageSize=3&pageNumber=1');
    expect(second.nextUri).toBeUndefined();
    const viewed =
      queues.getRoutingQueuesDivisionviews as unknown as typeof queues.getRoutingQueues;
    expect(of(await names({ name: 'sales*' }, viewed))).toHaveLength(2);
    const all =
      queues.getRoutingQueuesDivisionviewsAll as unknown as typeof queues.getRoutingQueues;
    expect((await names({}, all)).total).toBe(4);
  });

  it('copy the settings of a source queue, and refuse what cannot be kept to', async () => {
    const { admin, foreign } = start();
    const source = await newQueue(admin, 'Source', { skillEvaluationMethod: 'ALL' });
    const copy = await newQueue(admin, 'Copy', { sourceQueueId: source.id });
    expect(copy).toMatchObject({ skillEvaluationMethod: 'ALL' });
    await expect(newQueue(foreign, 'C', { sourceQueueId: source.id })).rejects.toMatchObject({
      status: 400,
    });
    await expect(newQueue(admin, 'D', { division: { id: missing } })).rejects.toMatchObject({
      status: 400,
    });
    await expect(
      newQueue(admin, 'E', { mediaSettings: { message: { alertingTimeoutSeconds: 1 } } }),
    ).rejects.toMatchObject({ status: 400, code: 'invalid.value' });
    await expect(newQueue(admin, '  ')).rejects.toMatchObject({ status: 400 });
  });

  it('of another organisation are not there, on every route', async () => {
    const { admin, foreign } = start();
    const queue = await newQueue(admin, 'Support');
    const params = { queueId: queue.id, memberId: anna.id, codeId: missing, mediaType: 'message' };
    const routes = Object.values(queues).filter(({ path }) => path.includes('{queueId}'));
    for (const operation of routes) {
      const body = operation.path.endsWith('{queueId}') ? { name: 'x' } : [];
      await expect(
        foreign(operation, { params, body }),
        `${operation.method} ${operation.path}`,
      ).rejects.toMatchObject(notFound);
    }
    expect(routes).toHaveLength(18);
  });

  it('that somebody waits in are only deleted by force', async () => {
    const { admin } = start();
    const queue = await newQueue(admin, 'Support');
    await db.query(
      `insert into acd_waiting (id, org, queue, thread, part, conversation, priority, skill_ids, preferred, since)
       values (gen_random_uuid(), $1, $2, 1, 1, gen_random_uuid(), 0, '{}', '{}', now())`,
      [here, queue.id],
    );
    const params = { queueId: queue.id };
    await expect(admin(queues.deleteRoutingQueue, { params })).rejects.toMatchObject({
      status: 409,
      code: 'queue.in.use',
    });
    const forced = await admin(queues.deleteRoutingQueue, { params, query: { forceDelete: true } });
    expect(forced.status).toBe(200);
    await db.query('truncate acd_waiting');
  });

  it('predict no waiting time without a history, and one from it', async () => {
    const { admin } = start();
    const queue = await newQueue(admin, 'Support');
    const estimate = async () =>
      (await admin(queues.getRoutingQueueEstimatedwaittime, { params: { queueId: queue.id } }))
        .body;
    expect(await estimate()).toEqual({ results: [] });
    await db.query(
      `insert into participant (id, org, conversation, live, purpose, queue, doc)
       values (gen_random_uuid(), $1, gen_random_uuid(), false, 'acd', $2, $3)`,
      [
        here,
        queue.id,
        JSON.stringify({
          startTime: '2025-12-31T23:00:00.000Z',
          endedAt: '2025-12-31T23:01:00.000Z',
          disconnectType: 'transfer',
        }),
      ],
    );
    expect(await estimate()).toEqual({
      results: [{ intent: 'ALL', formula: 'SIMPLE', estimatedWaitTimeSeconds: 60 }],
    });
    for (const name of ['first', 'second'])
      await db.query(
        `insert into acd_waiting (id, org, queue, thread, part, conversation, priority, skill_ids, preferred, since)
         values ($1, $2, $3, 1, 1, $1, 0, '{}', '{}', $4)`,
        [derivedUuid(name), here, queue.id, name === 'first' ? new Date(0) : new Date(1)],
      );
    const secondsOf = async (query: Record<string, string>) =>
      (
        await admin(queues.getRoutingQueueEstimatedwaittime, {
          params: { queueId: queue.id },
          query,
        })
      ).body;
    const told = (estimatedWaitTimeSeconds: number) => ({
      results: [{ estimatedWaitTimeSeconds }],
    });
    expect(await secondsOf({})).toMatchObject(told(180));
    expect(await secondsOf({ conversationId: derivedUuid('first') })).toMatchObject(told(60));
    expect(await secondsOf({ conversationId: derivedUuid('second') })).toMatchObject(told(120));
    await db.query('truncate acd_waiting');
    const params = { queueId: queue.id, mediaType: 'call' };
    const voice = await admin(queues.getRoutingQueueMediatypeEstimatedwaittime, { params });
    expect(voice.body).toEqual({ results: [] });
  });
});

const families = [
  {
    post: queues.postRoutingQueueMembers,
    list: queues.getRoutingQueueMembers,
    patch: queues.patchRoutingQueueMembers,
    patchOne: queues.patchRoutingQueueMember,
    remove: queues.deleteRoutingQueueMember,
  },
  {
    post: queues.postRoutingQueueUsers,
    list: queues.getRoutingQueueUsers,
    patch: queues.patchRoutingQueueUsers,
    patchOne: queues.patchRoutingQueueUser,
    remove: queues.deleteRoutingQueueUser,
  },
] as const;

describe.each(families)('members of a queue ($list.path)', (ops) => {
  const membersOf = async (admin: Admin, queueId: string, query = {}) =>
    (await admin<Listing<QueueMember>>(ops.list, { params: { queueId }, query })).body.entities;

  it('ask for the permissions of the reference', () => {
    expect(ops.post.permission).toEqual({
      any: ['routing:queue:edit', 'routing:queueMember:manage'],
    });
    expect(ops.list.permission?.any).toContain('routing:queue:view');
  });

  it('are added, listed, unjoined and removed', async () => {
    const { admin } = start();
    const params = { queueId: (await newQueue(admin, 'Support')).id };
    const added = await admin(ops.post, { params, body: [{ id: anna.id }, { id: ben.id }] });
    expect(added.status).toBe(204);
    expect((await membersOf(admin, params.queueId)).map(({ name }) => name).sort()).toEqual([
      'Anna',
      'Ben',
    ]);
    await admin(ops.patch, { params, body: [{ id: anna.id, joined: false }, { id: zoe.id }] });
    expect(await membersOf(admin, params.queueId, { joined: true })).toMatchObject([
      { id: ben.id, joined: true, routingStatus: { status: 'OFF_QUEUE' } },
    ]);
    const one = { params: { ...params, memberId: anna.id }, body: { joined: true } };
    expect((await admin(ops.patchOne, one)).status).toBe(202);
    expect(await membersOf(admin, params.queueId, { joined: true })).toHaveLength(2);
    await admin(ops.post, { params, query: { delete: true }, body: [{ id: ben.id }] });
    await admin(ops.remove, { params: { ...params, memberId: anna.id } });
    expect(await membersOf(admin, params.queueId)).toEqual([]);
    const events = await db.query<{ data: object }>(
      `select data from event_log where type = 'queue.member' order by id`,
    );
    expect(events.at(0)?.data).toMatchObject({
      queueId: params.queueId,
      joined: true,
      member: true,
    });
    expect(events).toHaveLength(6);
  });

  it('are users of the organisation, and single ones must be members', async () => {
    const { admin } = start();
    const params = { queueId: (await newQueue(admin, 'Support')).id };
    await expect(admin(ops.post, { params, body: [{ id: zoe.id }] })).rejects.toMatchObject({
      status: 400,
    });
    const one = { params: { ...params, memberId: anna.id }, body: {} };
    await expect(admin(ops.patchOne, one)).rejects.toMatchObject(notFound);
    await expect(admin(ops.remove, one)).rejects.toMatchObject(notFound);
  });
});

describe('queues of a user', () => {
  it('are listed for oneself and for others, joined and left', async () => {
    const { admin, as, foreign } = start();
    const queue = await newQueue(admin, 'Support');
    const params = { queueId: queue.id };
    await admin(queues.postRoutingQueueMembers, { params, body: [{ id: anna.id }] });
    const me = as(anna.id);
    const mine = async (query = {}) =>
      (await me<Listing<UserQueue>>(queues.getRoutingQueuesMe, { query })).body;
    expect((await mine()).entities).toMatchObject([
      { id: queue.id, joined: true, name: 'Support' },
    ]);
    const left = await me<UserQueue>(users.patchUserQueue, {
      params: { userId: anna.id, queueId: queue.id },
      body: { joined: false },
    });
    expect(left.body).toMatchObject({ id: queue.id, joined: false });
    expect((await mine({ joined: true })).total).toBe(0);
    const user = { params: { userId: anna.id } };
    await me(users.patchUserQueues, { ...user, body: [{ id: queue.id, joined: true }] });
    const seen = await admin<Listing<UserQueue>>(users.getUserQueues, user);
    expect(seen.body.entities).toMatchObject([{ id: queue.id, joined: true }]);
    for (const operation of [users.getUserQueues, users.patchUserQueues])
      await expect(foreign(operation, { ...user, body: [] })).rejects.toMatchObject(notFound);
    const one = { params: { userId: anna.id, queueId: queue.id }, body: {} };
    await expect(foreign(users.patchUserQueue, one)).rejects.toMatchObject(notFound);
  });

  it('of somebody else are changed only with the permission', async () => {
    const { admin, as } = start();
    const queue = await newQueue(admin, 'Support');
    const params = { queueId: queue.id };
    await admin(queues.postRoutingQueueMembers, { params, body: [{ id: anna.id }] });
    const change = { params: { userId: anna.id, queueId: queue.id }, body: { joined: false } };
    await expect(as(ben.id)(users.patchUserQueue, change)).rejects.toMatchObject({ status: 403 });
    const lead = as(ben.id, ['routing:queueMember:manage']);
    expect((await lead(users.patchUserQueue, change)).status).toBe(200);
  });
});
