import {
  authorizationOperations as authorization,
  divisionsOperations as divisions,
  identityOperations,
  type OperationSpec,
  oauthOperations as oauth,
  usersOperations as users,
} from '@tandem/contract';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { defaultRoleIdIn, homeDivisionId } from '../index.ts';
import {
  type CallInput,
  createMaker,
  startTestIdentity,
  type TestIdentity,
  type TestOrganisation,
} from '../testing/index.ts';

type Attempt = readonly [string, OperationSpec, () => CallInput];

const askedBy = ({ permission }: OperationSpec): string[] => [
  ...(permission?.all ?? []),
  ...(permission?.any ?? []),
];

describe('nobody gives or takes away what he does not hold', () => {
  let test: TestIdentity;
  let acme: TestOrganisation;
  let make: ReturnType<typeof createMaker>;
  /** Someone of no importance, whom a thief would make great. */
  let nobody: string;
  /** A second Master Admin, so that no attempt fails because the last one must stay. */
  let boss: string;
  /** Division over which the second Master Admin holds the role. */
  let north: string;
  /** A role with one permission, held by the second Master Admin. */
  let small: string;
  /** A client that holds Master Admin. */
  let powerful: string;
  beforeAll(async () => {
    test = await startTestIdentity();
    acme = await test.organisation('Acme');
    make = createMaker(acme);
    [nobody, boss, north, small, powerful] = [
      await make.user(),
      await make.user(),
      await make.division(),
      await make.role(),
      await make.client(),
    ];
    const held = [
      { subjectId: boss, divisionId: make.home },
      { subjectId: boss, divisionId: north },
      { subjectId: powerful, divisionId: make.home },
    ];
    for (const holder of held)
      await acme.call(authorization.postAuthorizationSubjectDivisionRole, {
        params: { ...holder, roleId: master() },
      });
  });
  afterAll(() => test[Symbol.asyncDispose]());

  const master = () => defaultRoleIdIn(acme.org, 'masterAdmin');
  const agent = () => defaultRoleIdIn(acme.org, 'agent');
  const toMaster = () => ({ grants: [{ roleId: master(), divisionId: homeDivisionId(acme.org) }] });
  const everything = [{ domain: '*', entityName: '*', actionSet: ['*'] }];
  const rolesOf = async (subjectId: string) =>
    (await acme.call(users.getUserRoles, { params: { subjectId } })).body.roles;
  const userOf = async (userId: string) =>
    (await acme.call(users.getUser, { params: { userId } })).body;

  const clientOf = async (clientId: string) =>
    (await acme.call(oauth.getOauthAuthorization, { params: { clientId } })).body;

  const attempts: Attempt[] = [
    [
      'grants to a subject',
      authorization.postAuthorizationSubjectBulkadd,
      () => ({ params: { subjectId: nobody }, body: toMaster() }),
    ],
    [
      'grants that replace others',
      authorization.postAuthorizationSubjectBulkreplace,
      () => ({ params: { subjectId: nobody }, body: toMaster() }),
    ],
    [
      'grants that take the role from who holds it',
      authorization.postAuthorizationSubjectBulkreplace,
      () => ({ params: { subjectId: boss }, body: { grants: [] } }),
    ],
    [
      'grants taken away',
      authorization.postAuthorizationSubjectBulkremove,
      () => ({ params: { subjectId: boss }, body: toMaster() }),
    ],
    [
      'grants taken away by ids in capitals',
      authorization.postAuthorizationSubjectBulkremove,
      () => ({
        params: { subjectId: boss },
        body: {
          grants: [{ roleId: master().toUpperCase(), divisionId: make.home.toUpperCase() }],
        },
      }),
    ],
    [
      'a role in a division',
      authorization.postAuthorizationSubjectDivisionRole,
      () => ({ params: { subjectId: nobody, divisionId: make.home, roleId: master() } }),
    ],
    [
      'a role in a division, taken away',
      authorization.deleteAuthorizationSubjectDivisionRole,
      () => ({ params: { subjectId: boss, divisionId: north, roleId: master() } }),
    ],
    [
      'subjects of a role',
      authorization.postAuthorizationRole,
      () => ({
        params: { roleId: master() },
        body: { subjectIds: [nobody], divisionIds: [make.home] },
      }),
    ],
    [
      'users of a role',
      authorization.putAuthorizationRoleUsersAdd,
      () => ({ params: { roleId: master() }, body: [nobody] }),
    ],
    [
      'users of a role, taken away',
      authorization.putAuthorizationRoleUsersRemove,
      () => ({ params: { roleId: master() }, body: [boss] }),
    ],
    [
      'the roles of a user',
      users.putUserRoles,
      () => ({ params: { subjectId: nobody }, body: [master()] }),
    ],
    [
      'the roles of a user, all taken away',
      users.putUserRoles,
      () => ({ params: { subjectId: boss }, body: [] }),
    ],
    [
      'a new role',
      authorization.postAuthorizationRoles,
      () => ({ body: { name: 'Everything', permissionPolicies: everything } }),
    ],
    [
      'a role with more than before',
      authorization.patchAuthorizationRole,
      () => ({ params: { roleId: small }, body: { permissionPolicies: everything } }),
    ],
    [
      'a role written anew',
      authorization.putAuthorizationRole,
      () => ({ params: { roleId: small }, body: { name: 'x', permissionPolicies: everything } }),
    ],
    [
      'a role with less than before',
      authorization.patchAuthorizationRole,
      () => ({ params: { roleId: agent() }, body: { permissionPolicies: [] } }),
    ],
    [
      'a role deleted',
      authorization.deleteAuthorizationRole,
      () => ({ params: { roleId: small } }),
    ],
    [
      'a division deleted with the roles held over it',
      divisions.deleteAuthorizationDivision,
      () => ({ params: { divisionId: north } }),
    ],
    [
      'a password',
      identityOperations.postUserPassword,
      () => ({ params: { userId: boss }, body: { newPassword: 'known to the thief' } }),
    ],
    [
      'an e-mail to sign in with',
      users.patchUser,
      () => ({ params: { userId: boss }, body: { version: 1, email: 'thief@acme.test' } }),
    ],
    [
      'a user locked out',
      users.patchUser,
      () => ({ params: { userId: boss }, body: { version: 1, state: 'inactive' } }),
    ],
    ['a user deleted', users.deleteUser, () => ({ params: { userId: boss } })],
    [
      'a client written anew without its roles',
      oauth.putOauthClient,
      () => ({
        params: { clientId: powerful },
        body: { name: 'Mine', authorizedGrantType: 'CLIENT-CREDENTIALS' },
      }),
    ],
    [
      'the secret of a client',
      oauth.postOauthClientSecret,
      () => ({ params: { clientId: powerful } }),
    ],
    ['a client deleted', oauth.deleteOauthClient, () => ({ params: { clientId: powerful } })],
    [
      'a client revoked',
      identityOperations.putTandemOauthAuthorization,
      () => ({ params: { clientId: powerful }, body: { state: 'Revoked' } }),
    ],
    [
      'a client authorised',
      identityOperations.putTandemOauthAuthorization,
      () => ({ params: { clientId: powerful }, body: { state: 'Authorized' } }),
    ],
  ];

  it.each(attempts)('%s (%#)', async (_what, operation, input) => {
    const state = async () => [
      await rolesOf(nobody),
      await rolesOf(boss),
      await userOf(boss),
      await clientOf(powerful),
    ];
    const before = await state();
    const token = await acme.token(...askedBy(operation));
    const reply = await test.call(operation, input(), token);
    expect(reply).toMatchObject({ status: 403, body: { code: 'not.authorized' } });
    expect(reply.body.message).toMatch(/permission\(s\): \w+:\w+:\w+/);
    expect(await state()).toEqual(before);
  });

  it('restoring the default roles asks for what changes in them, and for nothing when nothing does', async () => {
    const token = await acme.token(
      ...askedBy(authorization.postAuthorizationRolesDefault),
      'authorization:role:view',
    );
    const restore = () => test.call(authorization.postAuthorizationRolesDefault, {}, token);
    expect((await restore()).status).toBe(200);
    const params = { roleId: agent() };
    await acme.call(authorization.patchAuthorizationRole, {
      params,
      body: { permissionPolicies: [] },
    });
    expect(await restore()).toMatchObject({ status: 403, body: { code: 'not.authorized' } });
    const one = { body: [{ id: agent() }] };
    const put = await test.call(authorization.putAuthorizationRolesDefault, one, token);
    expect(put.status).toBe(403);
    expect((await acme.call(authorization.postAuthorizationRolesDefault, {})).status).toBe(200);
  });

  it('what he does hold he may give, write into roles and take back', async () => {
    const token = await acme.token(
      'authorization:grant:add',
      'authorization:grant:delete',
      'authorization:role:add',
      'authorization:role:edit',
      'authorization:role:delete',
      'routing:queue:view',
    );
    const policy = { domain: 'routing', entityName: 'queue', actionSet: ['view'] };
    const made = await test.call(
      authorization.postAuthorizationRoles,
      { body: { name: 'Looks on', permissionPolicies: [policy] } },
      token,
    );
    const grant = { roleId: made.body.id, divisionId: make.home };
    const params = { ...grant, subjectId: boss };
    const calls: [OperationSpec, CallInput, number][] = [
      [authorization.postAuthorizationSubjectDivisionRole, { params }, 204],
      [
        authorization.patchAuthorizationRole,
        { params, body: { name: 'Looks on and on', permissionPolicies: [] } },
        200,
      ],
      [authorization.deleteAuthorizationSubjectDivisionRole, { params }, 204],
      [authorization.deleteAuthorizationRole, { params }, 204],
    ];
    for (const [operation, input, status] of calls)
      expect((await test.call(operation, input, token)).status).toBe(status);
  });

  it('the rest of a user with more may be changed, and a user with less altogether', async () => {
    const token = await acme.token(
      'directory:user:edit',
      'directory:user:setPassword',
      'directory:user:delete',
      'directory:user:view',
      'presence:presenceDefinition:view',
    );
    const { version } = await userOf(boss);
    const edited = await test.call(
      users.patchUser,
      { params: { userId: boss }, body: { version, title: 'Head', state: 'active' } },
      token,
    );
    expect(edited.status).toBe(200);
    const params = { userId: await make.user() };
    const password = { params, body: { newPassword: 'long enough' } };
    const email = { params, body: { version: 1, email: 'moved@acme.test', state: 'inactive' } };
    expect((await test.call(identityOperations.postUserPassword, password, token)).status).toBe(
      204,
    );
    expect((await test.call(users.patchUser, email, token)).status).toBe(200);
    expect((await test.call(users.deleteUser, { params }, token)).status).toBe(200);
  });

  it('the role Admin cannot take over a Master Admin', async () => {
    const { id, secret } = await test.identity.usecases.createClient({
      org: acme.org,
      name: 'Helpdesk',
      role: 'Admin',
    });
    const token = await acme.tokenOf(id, secret);
    const input = { params: { userId: acme.adminId }, body: { newPassword: 'known to me' } };
    const reply = await test.call(identityOperations.postUserPassword, input, token);
    expect(reply.status).toBe(403);
    expect(reply.body.message).toContain('authorization:grant:add');
  });

  it('a Master Admin of one organisation has no say in another', async () => {
    const globex = await test.organisation('Globex');
    const input = { params: { userId: boss }, body: { newPassword: 'of the other one' } };
    expect((await globex.call(identityOperations.postUserPassword, input)).status).toBe(404);
  });
});
