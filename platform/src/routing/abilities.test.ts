import {
  type Language,
  type Listing,
  type Queue,
  type QueueMember,
  queuesOperations as queues,
  type RoutingSkill,
  routingOperations as routing,
  type UserRoutingSkill,
  usersOperations as users,
  type WrapupCode,
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

describe('wrap-up codes', () => {
  const newCode = async (admin: Admin, name: string) =>
    (await admin<WrapupCode>(routing.postRoutingWrapupcodes, { body: { name } }))
      .body as WrapupCode & { id: string };

  it('are made, listed, renamed and deleted, and names are unique', async () => {
    const { admin, foreign } = start();
    const code = await newCode(admin, 'Resolved');
    await expect(newCode(admin, ' resolved')).rejects.toMatchObject({ status: 409 });
    await newCode(foreign, 'Resolved');
    const params = { codeId: code.id };
    const renamed = await admin<WrapupCode>(routing.putRoutingWrapupcode, {
      params,
      body: { name: 'Solved', description: 'd' },
    });
    expect(renamed.body).toMatchObject({ id: code.id, name: 'Solved', description: 'd' });
    for (const list of [routing.getRoutingWrapupcodes, routing.getRoutingWrapupcodesDivisionviews])
      expect(
        (await admin<Listing<WrapupCode>>(list, { query: { name: '*solv*' } })).body,
      ).toMatchObject({ total: 1, entities: [{ name: 'Solved' }] });
    for (const get of [routing.getRoutingWrapupcode, routing.getRoutingWrapupcodesDivisionview]) {
      expect((await admin<WrapupCode>(get, { params })).body.name).toBe('Solved');
      await expect(foreign(get, { params })).rejects.toMatchObject(notFound);
    }
    const body = { name: 'x' };
    for (const change of [routing.putRoutingWrapupcode, routing.deleteRoutingWrapupcode])
      await expect(foreign(change, { params, body })).rejects.toMatchObject(notFound);
    await admin(routing.deleteRoutingWrapupcode, { params });
    await expect(admin(routing.getRoutingWrapupcode, { params })).rejects.toMatchObject(notFound);
    expect(routing.postRoutingWrapupcodes.permission).toEqual({ all: ['routing:wrapupCode:add'] });
  });

  it('are offered by queues', async () => {
    const { admin, foreign } = start();
    const queue = await newQueue(admin, 'Support');
    const [code, strange] = [await newCode(admin, 'Resolved'), await newCode(foreign, 'Theirs')];
    const params = { queueId: queue.id };
    const added = await admin<WrapupCode[]>(queues.postRoutingQueueWrapupcodes, {
      params,
      body: [{ id: code.id }],
    });
    expect(added.body).toMatchObject([{ id: code.id }]);
    await expect(
      admin(queues.postRoutingQueueWrapupcodes, { params, body: [{ id: strange.id }] }),
    ).rejects.toMatchObject({ status: 400 });
    const listed = async () =>
      (await admin<Listing<WrapupCode>>(queues.getRoutingQueueWrapupcodes, { params })).body.total;
    expect(await listed()).toBe(1);
    const one = { params: { ...params, codeId: code.id } };
    await admin(queues.deleteRoutingQueueWrapupcode, one);
    expect(await listed()).toBe(0);
    await expect(admin(queues.deleteRoutingQueueWrapupcode, one)).rejects.toMatchObject(notFound);
    expect(queues.postRoutingQueueWrapupcodes.permission).toEqual({ all: ['routing:queue:edit'] });
  });
});

describe('skills and languages', () => {
  it('are made, found and deleted, each kind and organisation by itself', async () => {
    const { admin, foreign } = start();
    const skill = (
      await admin<RoutingSkill>(routing.postRoutingSkills, { body: { name: 'Billing' } })
    ).body as RoutingSkill & { id: string };
    expect(skill).toMatchObject({ name: 'Billing', state: 'active', version: '1' });
    const language = (
      await admin<Language>(routing.postRoutingLanguages, { body: { name: 'Billing' } })
    ).body as Language & { id: string };
    await expect(
      admin(routing.postRoutingSkills, { body: { name: 'billing' } }),
    ).rejects.toMatchObject({ status: 409 });
    const total = async (caller: Admin, list: typeof routing.getRoutingSkills, name?: string) =>
      (await caller<Listing<RoutingSkill>>(list, { query: name ? { name } : {} })).body.total;
    expect(await total(admin, routing.getRoutingSkills, 'bill*')).toBe(1);
    expect(await total(admin, routing.getRoutingLanguages as never)).toBe(1);
    expect(await total(foreign, routing.getRoutingSkills)).toBe(0);
    const ofSkill = { params: { skillId: skill.id }, body: {} };
    const ofLanguage = { params: { languageId: language.id } };
    expect((await admin<RoutingSkill>(routing.getRoutingSkill, ofSkill)).body.id).toBe(skill.id);
    expect((await admin<Language>(routing.getRoutingLanguage, ofLanguage)).body.name).toBe(
      'Billing',
    );
    const moved = await admin<RoutingSkill>(routing.patchRoutingSkill, {
      ...ofSkill,
      body: { divisionId: derivedUuid('home', here) },
    });
    expect(moved.body.version).toBe('2');
    for (const operation of [
      routing.getRoutingSkill,
      routing.patchRoutingSkill,
      routing.deleteRoutingSkill,
    ])
      await expect(foreign(operation, ofSkill)).rejects.toMatchObject(notFound);
    for (const operation of [routing.getRoutingLanguage, routing.deleteRoutingLanguage])
      await expect(foreign(operation, ofLanguage)).rejects.toMatchObject(notFound);
    await expect(
      admin(routing.getRoutingSkill, { params: { skillId: language.id } }),
    ).rejects.toMatchObject(notFound);
    expect((await admin(routing.deleteRoutingSkill, ofSkill)).status).toBe(200);
    expect((await admin(routing.deleteRoutingLanguage, ofLanguage)).status).toBe(204);
    expect(await total(admin, routing.getRoutingSkills)).toBe(0);
    expect(routing.postRoutingSkills.permission).toEqual({
      any: ['routing:skill:manage', 'routing:skill:create'],
    });
    expect(routing.postRoutingLanguages.permission).toEqual({ all: ['routing:skill:manage'] });
  });

  it('are given to users with a proficiency', async () => {
    const { admin, foreign } = start();
    const make = async (name: string) =>
      (await admin<RoutingSkill>(routing.postRoutingSkills, { body: { name } })).body.id as string;
    const [billing, repair] = [await make('Billing'), await make('Repair')];
    const params = { userId: anna.id };
    const given = await admin<UserRoutingSkill>(users.postUserRoutingskills, {
      params,
      body: { id: billing, proficiency: 3 },
    });
    expect(given.body).toMatchObject({ id: billing, name: 'Billing', proficiency: 3 });
    await admin(users.patchUserRoutingskillsBulk, {
      params,
      body: [{ id: repair, proficiency: 1.5 }],
    });
    const skills = async () =>
      (
        await admin<Listing<UserRoutingSkill>>(users.getUserRoutingskills, { params })
      ).body.entities.map(({ name, proficiency }) => [name, proficiency]);
    expect(await skills()).toEqual([
      ['Billing', 3],
      ['Repair', 1.5],
    ]);
    await admin(users.putUserRoutingskill, {
      params: { ...params, skillId: billing },
      body: { proficiency: 5 },
    });
    await admin(users.putUserRoutingskillsBulk, {
      params,
      body: [{ id: billing, proficiency: 4 }],
    });
    expect(await skills()).toEqual([['Billing', 4]]);
    const one = { params: { ...params, skillId: billing }, body: { id: billing, proficiency: 1 } };
    for (const operation of [
      users.getUserRoutingskills,
      users.postUserRoutingskills,
      users.putUserRoutingskill,
      users.deleteUserRoutingskill,
    ])
      await expect(foreign(operation, one)).rejects.toMatchObject(notFound);
    for (const operation of [users.patchUserRoutingskillsBulk, users.putUserRoutingskillsBulk])
      await expect(foreign(operation, { params, body: [] })).rejects.toMatchObject(notFound);
    await admin(users.deleteUserRoutingskill, one);
    await expect(admin(users.deleteUserRoutingskill, one)).rejects.toMatchObject(notFound);
    await expect(
      admin(users.postUserRoutingskills, { params, body: { id: billing, proficiency: 6 } }),
    ).rejects.toMatchObject({ status: 400 });
    await expect(
      admin(users.postUserRoutingskills, { params, body: { id: missing, proficiency: 1 } }),
    ).rejects.toMatchObject({ status: 400 });
    expect(users.postUserRoutingskills.permission).toEqual({ all: ['routing:skill:assign'] });
  });

  it('are told with the members of a queue where that is asked for', async () => {
    const { admin } = start();
    const { id: queueId } = await newQueue(admin, 'Support');
    const id = (await admin<RoutingSkill>(routing.postRoutingSkills, { body: { name: 'Chess' } }))
      .body.id as string;
    await admin(users.postUserRoutingskills, {
      ...{ params: { userId: anna.id }, body: { id, proficiency: 3 } },
    });
    await admin(queues.postRoutingQueueMembers, { params: { queueId }, body: [{ id: anna.id }] });
    const membersOf = async (expand?: string[]) =>
      (
        await admin<Listing<QueueMember>>(queues.getRoutingQueueMembers, {
          ...{ params: { queueId }, query: expand ? { expand } : {} },
        })
      ).body.entities;
    expect(await membersOf(['skills', 'languages', 'routingStatus'])).toMatchObject([
      {
        routingStatus: { status: 'OFF_QUEUE' },
        user: { id: anna.id, skills: [{ id, name: 'Chess', proficiency: 3 }], languages: [] },
      },
    ]);
    expect((await membersOf())[0]?.user).not.toHaveProperty('skills');
  });

  it('include the languages of users', async () => {
    const { admin, foreign } = start();
    const german = (
      await admin<Language>(routing.postRoutingLanguages, { body: { name: 'German' } })
    ).body.id as string;
    const params = { userId: anna.id };
    const given = { params, body: { id: german, proficiency: 2 } };
    expect((await admin(users.postUserRoutinglanguages, given)).body).toMatchObject({
      id: german,
      languageUri: `/api/v2/routing/languages/${german}`,
    });
    await admin(users.patchUserRoutinglanguagesBulk, { params, body: [given.body] });
    const one = { params: { ...params, languageId: german }, body: { proficiency: 5 } };
    await admin(users.patchUserRoutinglanguage, one);
    const listed = await admin(users.getUserRoutinglanguages, { params });
    expect(listed.body).toMatchObject({ total: 1, entities: [{ name: 'German', proficiency: 5 }] });
    for (const operation of [
      users.getUserRoutinglanguages,
      users.patchUserRoutinglanguage,
      users.deleteUserRoutinglanguage,
    ])
      await expect(foreign(operation, one)).rejects.toMatchObject(notFound);
    await expect(foreign(users.postUserRoutinglanguages, given)).rejects.toMatchObject(notFound);
    await expect(
      foreign(users.patchUserRoutinglanguagesBulk, { params, body: [] }),
    ).rejects.toMatchObject(notFound);
    await admin(users.deleteUserRoutinglanguage, one);
    await expect(admin(users.deleteUserRoutinglanguage, one)).rejects.toMatchObject(notFound);
    expect(users.postUserRoutinglanguages.permission).toEqual({
      any: ['routing:skill:assign', 'routing:language:assign'],
    });
  });
});

describe('routing settings', () => {
  it('are kept per organisation and forgotten on delete', async () => {
    const { admin, foreign } = start();
    const body = { resetAgentScoreOnPresenceChange: true };
    expect((await admin(routing.putRoutingSettings, { body })).body).toEqual(body);
    const off = { resetAgentScoreOnPresenceChange: false };
    expect((await foreign(routing.getRoutingSettings)).body).toEqual(off);
    await admin(routing.deleteRoutingSettings);
    expect((await admin(routing.getRoutingSettings)).body).toEqual(off);
    expect(routing.putRoutingSettings.permission).toEqual({ all: ['routing:settings:edit'] });
  });
});
