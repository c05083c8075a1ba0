import {
  connectorRoles,
  divisionsOperations,
  authorizationOperations as operations,
  usersOperations,
} from '@tandem/contract';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { defaultRoleIdIn, homeDivisionId } from '../index.ts';
import {
  inTurn,
  startTestIdentity,
  type TestIdentity,
  type TestOrganisation,
} from '../testing/index.ts';

describe('roles and grants', () => {
  let test: TestIdentity;
  let acme: TestOrganisation;
  beforeAll(async () => {
    test = await startTestIdentity();
    acme = await test.organisation('Acme');
  });
  afterAll(() => test[Symbol.asyncDispose]());

  const masterAdmin = () => defaultRoleIdIn(acme.org, 'masterAdmin');
  const addUser = async (name: string) => {
    const email = `${name.toLowerCase()}@acme.test`;
    const request = { name, email, divisionId: homeDivisionId(acme.org) };
    return (await acme.call(usersOperations.postUsers, { body: request })).body.id as string;
  };

  it('start with roles of the vendor’s kind; Master Admin lists every domain', async () => {
    const { body } = await acme.call(operations.getAuthorizationRoles, {});
    const names = body.entities.map(({ name }: { name: string }) => name);
    const shipped = ['Admin', 'Agent', 'employee', 'Master Admin', 'Supervisor'];
    expect(names.filter((name: string) => shipped.includes(name))).toEqual(shipped);
    expect(names).toHaveLength(shipped.length + connectorRoles.length);
    expect(names).toEqual(expect.arrayContaining(connectorRoles.map(({ name }) => name)));
    const master = body.entities.find(({ id }: { id: string }) => id === masterAdmin());
    const domains = master.permissionPolicies.map(({ domain }: { domain: string }) => domain);
    for (const domain of ['messaging', 'routing', 'oauth', 'audits'])
      expect(domains).toContain(domain);
    expect(master).toMatchObject({ default: true, userCount: 1, defaultRoleId: 'masterAdmin' });
  });

  it.each([
    ['deleted', operations.deleteAuthorizationRole, undefined],
    ['renamed', operations.patchAuthorizationRole, { name: 'Boss' }],
    ['weakened', operations.patchAuthorizationRole, { permissionPolicies: [] }],
  ])('do not let Master Admin be %s', async (_what, operation, body) => {
    const reply = await acme.call(operation, { params: { roleId: masterAdmin() }, body });
    expect(reply.status).toBe(400);
  });

  it('refuse a name that is taken, whatever its case', async () => {
    const body = { name: 'mAsTeR aDmIn' };
    expect((await acme.call(operations.postAuthorizationRoles, { body })).status).toBe(409);
  });

  it('show which policies of a role grant nothing', async () => {
    const permissionPolicies = [
      { domain: 'routing', entityName: 'queue', actionSet: ['view', 'veiw'] },
    ];
    const { body } = await acme.call(operations.postAuthorizationRoles, {
      body: { name: 'Typo', permissionPolicies },
    });
    expect(body.unusedPermissions).toEqual(['routing:queue:veiw']);
  });

  it('keep one active Master Admin', async () => {
    const grant = {
      subjectId: acme.adminId,
      divisionId: homeDivisionId(acme.org),
      roleId: masterAdmin(),
    };
    const refused = { status: 409, body: { code: 'last.administrator' } };
    const take = operations.deleteAuthorizationSubjectDivisionRole;
    expect(await acme.call(take, { params: grant })).toMatchObject(refused);
    const params = { userId: acme.adminId };
    expect(await acme.call(usersOperations.deleteUser, { params })).toMatchObject(refused);
    const inactive = { version: 1, state: 'inactive' };
    expect(await acme.call(usersOperations.patchUser, { params, body: inactive })).toMatchObject(
      refused,
    );
    const second = await addUser('Second');
    await acme.call(operations.putAuthorizationRoleUsersAdd, {
      params: { roleId: masterAdmin() },
      body: [second],
    });
    const both = [acme.adminId, second].map((subjectId) =>
      acme.call(take, { params: { ...grant, subjectId } }),
    );
    expect((await Promise.all(both)).map(({ status }) => status).sort()).toEqual([204, 409]);
  });

  it('grant all or nothing', async () => {
    const user = await addUser('Careful');
    const grants = [
      { roleId: masterAdmin(), divisionId: homeDivisionId(acme.org) },
      { roleId: '00000000-0000-4000-8000-000000000000', divisionId: homeDivisionId(acme.org) },
    ];
    const params = { subjectId: user };
    const add = operations.postAuthorizationSubjectBulkadd;
    expect((await acme.call(add, { params, body: { grants } })).status).toBe(404);
    const { body } = await acme.call(operations.getAuthorizationSubject, { params });
    expect(body.grants.map((grant: { role: { name: string } }) => grant.role.name)).toEqual([
      'employee',
    ]);
  });

  it('compare a role with a default one', async () => {
    const { body: role } = await acme.call(operations.postAuthorizationRoles, {
      body: {
        name: 'Nearly employee',
        permissionPolicies: [
          { domain: 'directory', entityName: 'user', actionSet: ['view', 'edit'] },
        ],
      },
    });
    const { body } = await acme.call(operations.getAuthorizationRoleComparedefaultRightRoleId, {
      params: { leftRoleId: role.id, rightRoleId: defaultRoleIdIn(acme.org, 'employee') },
    });
    expect(body).toMatchObject({
      addedPermissionPolicies: [{ domain: 'directory', entityName: 'user', actionSet: ['edit'] }],
      removedPermissionPolicies: [{ domain: 'presence' }],
      samePermissionPolicies: [{ domain: 'directory', entityName: 'user', actionSet: ['view'] }],
    });
  });

  it('get their first policies back', async () => {
    const params = { roleId: defaultRoleIdIn(acme.org, 'agent') };
    await acme.call(operations.patchAuthorizationRole, {
      params,
      body: { permissionPolicies: [] },
    });
    expect(
      (await acme.call(operations.getAuthorizationRole, { params })).body.permissionPolicies,
    ).toEqual([]);
    await acme.call(operations.postAuthorizationRolesDefault, {});
    const { body } = await acme.call(operations.getAuthorizationRole, { params });
    expect(body.permissionPolicies.length).toBeGreaterThan(5);
  });
});

describe('divisions', () => {
  it('with something in them are deleted by force only; what they held moves home', async () => {
    await using test = await startTestIdentity();
    const acme = await test.organisation();
    const created = await acme.call(divisionsOperations.postAuthorizationDivisions, {
      body: { name: 'North', description: '' },
    });
    const params = { divisionId: created.body.id };
    const { body: user } = await acme.call(usersOperations.postUsers, {
      body: { name: 'Norbert', email: 'n@acme.test', divisionId: created.body.id },
    });
    expect(user.division).toMatchObject({ id: created.body.id, name: 'North' });
    const remove = divisionsOperations.deleteAuthorizationDivision;
    expect((await acme.call(remove, { params })).status).toBe(409);
    expect((await acme.call(remove, { params, query: { force: true } })).status).toBe(200);
    const moved = await acme.call(usersOperations.getUser, { params: { userId: user.id } });
    expect(moved.body.division.name).toBe('Home');
    const home = { divisionId: homeDivisionId(acme.org) };
    expect((await acme.call(remove, { params: home })).status).toBe(400);
  });

  it('stay deleted when a change or a move meets the deletion', async () => {
    await using test = await startTestIdentity();
    const acme = await test.organisation();
    const north = async (name: string) =>
      (
        await acme.call(divisionsOperations.postAuthorizationDivisions, {
          body: { name, description: '' },
        })
      ).body.id as string;
    const [renamed, filled] = [await north('North'), await north('South')];
    const remove = (divisionId: string) => () =>
      acme.call(divisionsOperations.deleteAuthorizationDivision, { params: { divisionId } });
    const [, rename] = await inTurn(test.db, acme.org, [
      remove(renamed),
      () =>
        acme.call(divisionsOperations.putAuthorizationDivision, {
          params: { divisionId: renamed },
          body: { name: 'Far north' },
        }),
    ]);
    const [, move] = await inTurn(test.db, acme.org, [
      remove(filled),
      () =>
        acme.call(divisionsOperations.postAuthorizationDivisionObject, {
          params: { divisionId: filled, objectType: 'USER' },
          body: [acme.adminId],
        }),
    ]);
    expect([rename?.status, move?.status]).toEqual([404, 404]);
    const { body } = await acme.call(divisionsOperations.getAuthorizationDivisions);
    expect(body.entities.map(({ name }: { name: string }) => name)).toEqual(['Home']);
  });

  it('say 501 for kinds that lie in no division here', async () => {
    await using test = await startTestIdentity();
    const acme = await test.organisation();
    const reply = await acme.call(divisionsOperations.postAuthorizationDivisionObject, {
      params: { divisionId: homeDivisionId(acme.org), objectType: 'CAMPAIGN' },
      body: [],
    });
    expect(reply).toMatchObject({ status: 501, body: { code: 'not.implemented' } });
  });
});
