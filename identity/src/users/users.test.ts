import {
  authorizationOperations,
  identityOperations,
  usersOperations as operations,
} from '@tandem/contract';
import { systemIds } from '@tandem/kit';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { homeDivisionId } from '../index.ts';
import {
  signInToConsole,
  startTestIdentity,
  type TestIdentity,
  type TestOrganisation,
} from '../testing/index.ts';
import { createPasswords } from './passwords.ts';

describe('users', () => {
  let test: TestIdentity;
  let acme: TestOrganisation;
  let globex: TestOrganisation;
  beforeAll(async () => {
    test = await startTestIdentity({
      expanders: {
        presence: async ({ userIds }) => new Map(userIds.map((id) => [id, { source: id }])),
        skills: async () => new Map(),
      },
    });
    acme = await test.organisation('Acme');
    globex = await test.organisation('Globex');
  });
  afterAll(() => test[Symbol.asyncDispose]());

  const add = (who: TestOrganisation, name: string, more = {}) =>
    who.call(operations.postUsers, {
      body: {
        name,
        email: `${name.replaceAll(' ', '.').toLowerCase()}@example.com`,
        divisionId: homeDivisionId(who.org),
        ...more,
      },
    });
  const search = async (query: unknown[], more = {}) =>
    (await acme.call(operations.postUsersSearch, { body: { query, ...more } })).body;
  const namesOf = (users: { name: string }[]) => users.map(({ name }) => name).sort();

  it('have an e-mail that is unique in the organisation, whatever its case', async () => {
    expect((await add(acme, 'Ada Lovelace')).status).toBe(200);
    const again = await add(acme, 'Somebody', { email: 'ADA.lovelace@Example.com' });
    expect(again).toMatchObject({ status: 409, body: { code: 'general.conflict' } });
    expect((await add(globex, 'Ada Lovelace')).status).toBe(200);
  });

  it('free their e-mail when deleted', async () => {
    const { body } = await add(acme, 'Gone Soon');
    const params = { userId: body.id };
    await acme.call(operations.deleteUser, { params });
    expect((await acme.call(operations.getUser, { params })).status).toBe(404);
    const shown = await acme.call(operations.getUser, { params, query: { state: 'deleted' } });
    expect(shown.body.state).toBe('deleted');
    expect((await add(acme, 'Gone Soon')).status).toBe(200);
  });

  it.each([
    ['a bad e-mail', { email: 'nobody' }, 400],
    ['a blank name', { name: ' ' }, 400],
    ['a short password', { password: 'short' }, 400],
    ['an unknown division', { divisionId: '00000000-0000-4000-8000-000000000000' }, 404],
  ])('are refused with %s', async (_what, more, status) => {
    expect((await add(acme, `Bad ${systemIds.hex32()}`, more)).status).toBe(status);
  });

  it('change at the version that was read only', async () => {
    const { body } = await add(acme, 'Changing Person', { title: 'Agent', department: 'Sales' });
    const change = (request: unknown) =>
      acme.call(operations.patchUser, { params: { userId: body.id }, body: request });
    const changed = await change({ version: 1, title: 'Lead', email: 'new@example.com' });
    expect(changed.body).toMatchObject({
      version: 2,
      title: 'Lead',
      department: 'Sales',
      email: 'new@example.com',
      username: 'new@example.com',
    });
    expect(await change({ version: 1, title: 'Late' })).toMatchObject({
      status: 409,
      body: { code: 'general.conflict' },
    });
    expect((await change({ version: 1e12, title: 'Odd' })).status).toBe(409);
    expect((await change({ version: 2, email: 'ada.lovelace@example.com' })).status).toBe(409);
  });

  it('show the expansions asked for, also those that others know, and ignore unknown ones', async () => {
    const { body } = await add(acme, 'Expanded Person');
    const { body: shown } = await acme.call(operations.getUser, {
      params: { userId: body.id },
      query: { expand: ['presence', 'skills', 'authorization', 'nonsense', 'constructor'] },
    });
    expect(shown.presence).toEqual({ source: body.id });
    expect(shown.authorization.roles).toMatchObject([{ name: 'employee' }]);
    expect(shown.authorization.permissions).toContain('directory:user:view');
    expect(shown).not.toHaveProperty('nonsense');
    expect(shown).not.toHaveProperty('skills');
  });

  it('see themselves, with token, organisation and date', async () => {
    const { body } = await test.call(
      operations.getUsersMe,
      { query: { expand: ['token', 'organization', 'date', 'authorization', 'dateLastLogin'] } },
      await acme.userToken(),
    );
    expect(body).toMatchObject({
      id: acme.adminId,
      email: acme.adminEmail,
      organization: { id: acme.org },
      token: { OAuthClient: { name: 'Tandem Console' } },
      date: { currentDate: test.clock.now().toISOString() },
      dateLastLogin: test.clock.now().toISOString(),
    });
    expect(body.authorization.permissions).toContain('oauth:client:add');
    expect((await acme.call(operations.getUsersMe)).status).toBe(400);
  });

  it('are listed page by page, active ones unless asked otherwise', async () => {
    const initech = await test.organisation('Initech');
    for (const name of ['Bea', 'Carl', 'Dora']) await add(initech, name);
    const inactive = await add(initech, 'Eve', { state: 'inactive' });
    const list = (query: Record<string, unknown>) => initech.call(operations.getUsers, { query });
    const { body } = await list({ pageSize: 2, pageNumber: 2 });
    expect(namesOf(body.entities)).toEqual(['Dora', 'Initech Admin']);
    expect(body).toMatchObject({
      total: 4,
      pageCount: 2,
      pageSize: 2,
      pageNumber: 2,
      previousUri: '/api/v2/users?pageSize=2&pageNumber=1',
    });
    expect(body).not.toHaveProperty('nextUri');
    expect(namesOf((await list({ state: 'inactive' })).body.entities)).toEqual(['Eve']);
    expect((await list({ state: 'any' })).body.total).toBe(5);
    expect(namesOf((await list({ id: [inactive.body.id], state: 'any' })).body.entities)).toEqual([
      'Eve',
    ]);
    expect((await list({ pageSize: 0 })).status).toBe(400);
    expect((await list({ state: 'odd' })).status).toBe(400);
  });

  it('are found', async () => {
    await add(acme, 'Grace Hopper', { department: 'Compilers' });
    await add(acme, 'Alan Hopper', { department: 'Dance' });
    const by = (criterion: object) => search([criterion]).then(({ results }) => namesOf(results));
    expect(await by({ type: 'TERM', fields: ['name'], value: 'hopper' })).toEqual([
      'Alan Hopper',
      'Grace Hopper',
    ]);
    expect(await by({ type: 'EXACT', fields: ['department'], value: 'compilers' })).toEqual([
      'Grace Hopper',
    ]);
    expect(await by({ type: 'STARTS_WITH', value: 'gra' })).toEqual(['Grace Hopper']);
    expect(await by({ type: 'QUERY_STRING', value: 'hopper alan' })).toEqual(['Alan Hopper']);
    const not = await search([
      { type: 'CONTAINS', value: 'hopper' },
      { type: 'EXACT', fields: ['department'], value: 'Dance', operator: 'NOT' },
    ]);
    expect(namesOf(not.results)).toEqual(['Grace Hopper']);
    const paged = await search([{ type: 'CONTAINS', value: 'hopper' }], { pageSize: 1 });
    expect(paged).toMatchObject({ total: 2, pageCount: 2, pageSize: 1 });
  });

  it('are searched by no regular expression of a stranger', async () => {
    const body = { query: [{ type: 'REGEX', fields: ['name'], value: '(a+)+$' }] };
    expect((await acme.call(operations.postUsersSearch, { body })).status).toBe(501);
    const q64 = Buffer.from('no json').toString('base64');
    expect((await acme.call(operations.getUsersSearch, { query: { q64 } })).status).toBe(400);
  });

  it('get exactly the roles they are given', async () => {
    const { body: user } = await add(acme, 'Role Holder');
    const { body: role } = await acme.call(authorizationOperations.postAuthorizationRoles, {
      body: { name: 'Holder role' },
    });
    const params = { subjectId: user.id };
    const { body } = await acme.call(operations.putUserRoles, { params, body: [role.id] });
    expect(body.roles).toEqual([{ id: role.id, name: 'Holder role' }]);
  });

  it('sign in with the password an administrator gave, and with the one they chose instead', async () => {
    const { body: user } = await add(acme, 'Pass Word', { password: 'first password' });
    const person = { email: 'pass.word@example.com', password: 'first password' };
    const before = await signInToConsole(test.call, person);
    await acme.call(identityOperations.postUserPassword, {
      params: { userId: user.id },
      body: { newPassword: 'second password' },
    });
    expect(await test.identity.authenticate(before)).toBeNull();
    const own = await signInToConsole(test.call, { ...person, password: 'second password' });
    const change = (oldPassword: string) =>
      test.call(
        identityOperations.postUsersMePassword,
        { body: { oldPassword, newPassword: 'third password' } },
        own,
      );
    expect(await change('first password')).toMatchObject({
      status: 400,
      body: { code: 'invalid.password' },
    });
    expect((await change('second password')).status).toBe(204);
    expect(await test.identity.authenticate(own)).not.toBeNull();
    expect(await signInToConsole(test.call, { ...person, password: 'third password' })).toMatch(
      /./,
    );
  });

  it('that are switched off are signed out and cannot sign in', async () => {
    const { body: user } = await add(acme, 'Off Person', { password: 'some password' });
    const person = { email: 'off.person@example.com', password: 'some password' };
    const token = await signInToConsole(test.call, person);
    await acme.call(operations.patchUser, {
      params: { userId: user.id },
      body: { version: 1, state: 'inactive' },
    });
    expect(await test.identity.authenticate(token)).toBeNull();
    await expect(signInToConsole(test.call, person)).rejects.toThrow();
  });
});

describe('passwords', () => {
  const passwords = createPasswords({ ids: systemIds, cost: 4 });
  it('are hashed with a salt each, and checked', async () => {
    const [one, two] = [await passwords.hash('planted'), await passwords.hash('planted')];
    expect(one).not.toBe(two);
    expect(one).not.toContain('planted');
    expect(await passwords.verify('planted', one)).toBe(true);
    expect(await passwords.verify('Planted', one)).toBe(false);
    expect(await passwords.verify('planted', null)).toBe(false);
    expect(await passwords.verify('planted', 'nonsense')).toBe(false);
  });
  it('are the same however an accent is composed', async () => {
    const hash = await passwords.hash('Zoe\u0308');
    expect(await passwords.verify('Zo\u00eb', hash)).toBe(true);
  });
  it('are hashed a few at a time, and refused when too many wait', async () => {
    const many = Array.from({ length: 110 }, () => passwords.hash('planted'));
    const results = await Promise.allSettled(many);
    expect(results.filter(({ status }) => status === 'fulfilled').length).toBe(102);
    expect(results.at(-1)).toMatchObject({ reason: { status: 503 } });
    expect(await passwords.hash('planted')).toMatch(/^scrypt\$4\$/);
  });
  it('hashed at another cost still fit', async () => {
    const hash = await createPasswords({ ids: systemIds, cost: 5 }).hash('planted');
    expect(await passwords.verify('planted', hash)).toBe(true);
  });
});
