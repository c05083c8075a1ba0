import {
  type Listing,
  type OrganizationPresenceDefinition,
  presenceOperations as presence,
  type RoutingStatus,
  type UserPresence,
  usersOperations as users,
} from '@tandem/contract';
import { createTestClock, createTestIds, type Database, derivedUuid } from '@tandem/kit';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { expandUsers } from '../routing/index.ts';
import {
  checkedCallerOf,
  platformTestDatabase,
  testDirectory,
  testPerson,
  testPrincipal,
} from '../testing/index.ts';
import {
  lockUsers,
  mayTurn,
  presenceHandlers,
  settleAgents,
  stopResponding,
  systemDefinitionId,
  takePlace,
  topicSpelling,
} from './index.ts';

const [here, there] = [derivedUuid('here'), derivedUuid('there')];
const [anna, ben, zoe] = [testPerson('Anna'), testPerson('Ben'), testPerson('Zoe')];
const directory = testDirectory({ [here]: [anna, ben], [there]: [zoe] });
const notFound = { status: 404, code: 'not.found' };

let db: Database;
beforeAll(async () => {
  db = await platformTestDatabase();
});
afterAll(() => db.close());
beforeEach(async () => {
  await db.query(
    'truncate presence_definition, agent, user_presence, event_log, participant cascade',
  );
});

const start = () => {
  const woken: string[] = [];
  const clock = createTestClock();
  const handlers = presenceHandlers({
    db,
    clock,
    ids: createTestIds('presence'),
    directory,
    audit: async () => {},
    userChanged: (_org, userId) => void woken.push(userId),
  });
  const as = (userId: string, permissions: string[] = []) =>
    checkedCallerOf(
      handlers,
      testPrincipal(here, { userId, kind: 'user', permissions: new Set(permissions) }),
    );
  return {
    woken,
    clock,
    as,
    anna: as(anna.id),
    admin: checkedCallerOf(handlers, testPrincipal(here)),
    foreign: checkedCallerOf(handlers, testPrincipal(there)),
  };
};

const onQueue = { presenceDefinition: { id: systemDefinitionId('OnQueue') } };
const ofAnna = { params: { userId: anna.id } };

const eventsOf = (type: string) =>
  db.query<{ key: string; data: Record<string, unknown> }>(
    'select key, data from event_log where type = $1 order by id',
    [type],
  );

describe('presence definitions', () => {
  const body = { languageLabels: { en_US: 'Coffee' }, systemPresence: 'Break' };

  it('of the system are there for everybody and cannot be changed', async () => {
    const { admin } = start();
    const listed = await admin<Listing<OrganizationPresenceDefinition>>(
      presence.getPresenceDefinitions,
    );
    expect(listed.body.entities.map(({ systemPresence }) => systemPresence)).toContain('OnQueue');
    expect(listed.body.total).toBe(10);
    const params = { definitionId: systemDefinitionId('Meal') };
    for (const operation of [presence.putPresenceDefinition, presence.deletePresenceDefinition])
      await expect(admin(operation, { params, body })).rejects.toMatchObject({ status: 400 });
    const systems = await admin<unknown[]>(presence.getSystempresences);
    expect(systems.body).toHaveLength(10);
  });

  it('are made, changed and deactivated under both generations of paths', async () => {
    const { admin, foreign } = start();
    const made = await admin<OrganizationPresenceDefinition>(presence.postPresenceDefinitions, {
      body,
    });
    expect(made.body).toMatchObject({ name: 'Coffee', type: 'User', systemPresence: 'Break' });
    const id = made.body.id as string;
    const one = { params: { definitionId: id }, body };
    const old = { params: { presenceId: id }, body };
    await admin(presence.putPresenceDefinition, {
      ...one,
      body: { ...body, languageLabels: { en_US: 'Tea' } },
    });
    expect((await admin(presence.getPresencedefinition, old)).body).toMatchObject({ name: 'Tea' });
    for (const operation of [
      presence.getPresenceDefinition,
      presence.putPresenceDefinition,
      presence.deletePresenceDefinition,
    ])
      await expect(foreign(operation, one)).rejects.toMatchObject(notFound);
    for (const operation of [
      presence.getPresencedefinition,
      presence.putPresencedefinition,
      presence.deletePresencedefinition,
    ])
      await expect(foreign(operation, old)).rejects.toMatchObject(notFound);
    await admin(presence.putPresencedefinition, { ...old, body: { ...body, deactivated: false } });
    expect((await admin(presence.deletePresencedefinition, old)).status).toBe(204);
    const total = async (query: object) =>
      (await admin<Listing<unknown>>(presence.getPresencedefinitions, { query: { ...query } })).body
        .total;
    expect([
      await total({}),
      await total({ deleted: 'true' }),
      await total({ deleted: 'any' }),
    ]).toEqual([10, 1, 11]);
    expect((await admin(presence.deletePresenceDefinition, one)).status).toBe(200);
    const legacy = await admin<{ id: string }>(presence.postPresencedefinitions, { body });
    expect(legacy.body.id).toBeDefined();
    expect(presence.postPresenceDefinitions.permission).toEqual({
      all: ['presence:presenceDefinition:add'],
    });
    expect(presence.deletePresencedefinition.permission).toEqual({
      all: ['presence:presenceDefinition:delete'],
    });
  });

  it('need a presence of the system', async () => {
    const { admin } = start();
    const bad = { ...body, systemPresence: 'Dancing' };
    await expect(admin(presence.postPresencedefinitions, { body: bad })).rejects.toMatchObject({
      status: 400,
    });
  });
});

describe('presence of a user', () => {
  it('is offline at first, and On Queue makes the user available to routing', async () => {
    const { anna: me, woken } = start();
    const read = async () =>
      (await me<UserPresence>(presence.getUserPresencesPurecloud, ofAnna)).body;
    expect(await read()).toMatchObject({
      source: 'PURECLOUD',
      presenceDefinition: { systemPresence: 'Offline' },
    });
    const set = await me<UserPresence>(presence.patchUserPresencesPurecloud, {
      ...ofAnna,
      body: { ...onQueue, message: 'here' },
    });
    expect(set.body).toMatchObject({
      message: 'here',
      primary: true,
      presenceDefinition: { id: systemDefinitionId('OnQueue'), systemPresence: 'OnQueue' },
      modifiedDate: '2026-01-01T00:00:00.000Z',
    });
    expect(await read()).toEqual(set.body);
    expect(woken).toEqual([anna.id]);
    const status = async () =>
      (await me<RoutingStatus>(users.getUserRoutingstatus, ofAnna)).body.status;
    expect(await status()).toBe('IDLE');
    await me(presence.patchUserPresence, {
      params: { userId: anna.id, sourceId: 'purecloud' },
      body: { presenceDefinition: { systemPresence: 'AVAILABLE' } },
    });
    expect(await status()).toBe('OFF_QUEUE');
    expect(await read()).toMatchObject({ message: 'here' });
    expect((await eventsOf('user.presence')).map(({ key }) => key)).toEqual(
      Array(2).fill(`user:${anna.id}`),
    );
    expect((await eventsOf('user.routingStatus')).map(({ data }) => data['status'])).toEqual([
      'IDLE',
      'OFF_QUEUE',
    ]);
  });

  it('is kept per source', async () => {
    const { anna: me } = start();
    const teams = { params: { userId: anna.id, sourceId: 'microsoftteams' } };
    await me(presence.patchUserPresence, { ...teams, body: onQueue });
    expect((await me(presence.getUserPresence, teams)).body).toMatchObject({
      source: 'MICROSOFTTEAMS',
      presenceDefinition: { systemPresence: 'OnQueue' },
    });
    const status = await me<RoutingStatus>(users.getUserRoutingstatus, ofAnna);
    expect(status.body.status).toBe('OFF_QUEUE');
  });

  it('is not changed by others without permission, and not seen from outside', async () => {
    const { as, foreign, anna: me } = start();
    const change = { ...ofAnna, body: onQueue };
    await expect(as(ben.id)(presence.patchUserPresencesPurecloud, change)).rejects.toMatchObject({
      status: 403,
    });
    const lead = as(ben.id, ['directory:user:edit']);
    expect((await lead(presence.patchUserPresencesPurecloud, change)).status).toBe(200);
    const sourced = { params: { ...ofAnna.params, sourceId: 'purecloud' }, body: onQueue };
    for (const operation of [
      presence.getUserPresencesPurecloud,
      presence.patchUserPresencesPurecloud,
      presence.getUserPresence,
      presence.patchUserPresence,
      users.getUserRoutingstatus,
      users.putUserRoutingstatus,
    ])
      await expect(foreign(operation, sourced)).rejects.toMatchObject(notFound);
    await expect(
      me(presence.patchUserPresencesPurecloud, {
        ...ofAnna,
        body: { presenceDefinition: { id: derivedUuid('nothing') } },
      }),
    ).rejects.toMatchObject({ status: 400 });
  });
});

describe('routing status', () => {
  it('is a table', () => {
    expect(mayTurn('OFF_QUEUE', 'NOT_RESPONDING')).toBe(false);
    expect(mayTurn('NOT_RESPONDING', 'IDLE')).toBe(true);
    expect(topicSpelling('OnQueue')).toBe('ON_QUEUE');
  });

  it('is set to idle and off queue by request, and to nothing else', async () => {
    const { anna: me, woken } = start();
    const put = (status: string) =>
      me<RoutingStatus>(users.putUserRoutingstatus, { ...ofAnna, body: { status } });
    expect((await put('IDLE')).body).toMatchObject({ userId: anna.id, status: 'IDLE' });
    expect(woken).toEqual([anna.id]);
    for (const status of ['INTERACTING', 'NOT_RESPONDING', 'COMMUNICATING'])
      await expect(put(status)).rejects.toMatchObject({ status: 400 });
    expect((await put('OFF_QUEUE')).body.status).toBe('OFF_QUEUE');
    // Who listens hears of it at once, not at the next poll.
    expect(woken).toEqual([anna.id, anna.id]);
  });

  it('follows the conversations, and an unanswered offer stops them', async () => {
    const { anna: me, clock } = start();
    const user = { org: here, userId: anna.id };
    await me(users.putUserRoutingstatus, { ...ofAnna, body: { status: 'IDLE' } });
    const status = async () =>
      (await me<RoutingStatus>(users.getUserRoutingstatus, ofAnna)).body.status;
    const settle = () =>
      db.transaction(async (tx) => {
        await lockUsers(tx, here, [anna.id]);
        await settleAgents(tx, here, { userIds: [anna.id], at: clock.now() });
      });
    await db.query(
      `insert into participant (id, org, conversation, live, purpose, user_id, doc)
       values (gen_random_uuid(), $1, gen_random_uuid(), true, 'agent', $2, '{"state": "connected"}')`,
      [here, anna.id],
    );
    await settle();
    expect(await status()).toBe('INTERACTING');
    await db.query(`update participant set doc = '{"state": "parked"}'`);
    await settle();
    expect(await status()).toBe('IDLE');
    await db.transaction((tx) => stopResponding(tx, user, clock.now()));
    expect(await status()).toBe('NOT_RESPONDING');
    await settle();
    expect(await status()).toBe('NOT_RESPONDING');
    await me(users.putUserRoutingstatus, { ...ofAnna, body: { status: 'IDLE' } });
    expect(await status()).toBe('IDLE');
  });

  it('lets exactly as many in as there are places, however many ask at once', async () => {
    const { anna: me } = start();
    await me(users.putUserRoutingstatus, { ...ofAnna, body: { status: 'IDLE' } });
    const user = { org: here, userId: anna.id };
    const tries = await Promise.all(
      Array.from({ length: 5 }, () =>
        db.transaction((tx) => takePlace(tx, user, { defaultCapacity: 3 })),
      ),
    );
    expect(tries.filter(Boolean)).toHaveLength(3);
  });
});

describe('expanded users', () => {
  it('show presence, routing status, skills, languages and summary where asked for', async () => {
    const { anna: me } = start();
    await me(presence.patchUserPresencesPurecloud, { ...ofAnna, body: onQueue });
    const expand = ['presence', 'routingStatus', 'skills', 'languages', 'conversationSummary', 'x'];
    const found = await expandUsers(db, here, { userIds: [anna.id, ben.id], expand });
    expect(found.get(anna.id)).toMatchObject({
      presence: { presenceDefinition: { systemPresence: 'OnQueue' } },
      routingStatus: { status: 'IDLE' },
      skills: [],
      languages: [],
      conversationSummary: { message: { contactCenter: { active: 0, acw: 0 } } },
    });
    expect(found.get(ben.id)?.routingStatus?.status).toBe('OFF_QUEUE');
    const elsewhere = await expandUsers(db, there, { userIds: [anna.id], expand: ['presence'] });
    expect(elsewhere.get(anna.id)?.presence?.presenceDefinition?.systemPresence).toBe('Offline');
  });
});
