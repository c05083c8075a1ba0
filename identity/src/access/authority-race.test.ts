import {
  authorizationOperations as authorization,
  identityOperations,
  type OperationSpec,
  oauthOperations as oauth,
  usersOperations as users,
} from '@tandem/contract';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { defaultRoleIdIn, homeDivisionId } from '../index.ts';
import {
  type CallInput,
  createMaker,
  inTurn,
  signInToConsole,
  startTestIdentity,
  type TestIdentity,
  type TestOrganisation,
} from '../testing/index.ts';

/** Whoever loses his roles while his own change waits may not finish it with what he held before. */
describe('authority is what the caller holds once it is his turn', () => {
  let test: TestIdentity;
  let acme: TestOrganisation;
  let make: ReturnType<typeof createMaker>;
  /** A second Master Admin, removed in the middle of his act, and his token. */
  let leaving: string;
  let token: string;
  let accomplice: string;
  beforeAll(async () => {
    test = await startTestIdentity();
    acme = await test.organisation('Acme');
    make = createMaker(acme);
  });
  afterAll(() => test[Symbol.asyncDispose]());
  beforeEach(async () => {
    [leaving, accomplice] = [await make.user(), await make.user()];
    await grant(leaving);
    const password = 'of the one who leaves';
    await acme.call(identityOperations.postUserPassword, {
      params: { userId: leaving },
      body: { newPassword: password },
    });
    const { body } = await acme.call(users.getUser, { params: { userId: leaving } });
    token = await signInToConsole(test.call, { email: body.email, password });
  });

  const master = () => defaultRoleIdIn(acme.org, 'masterAdmin');
  const toMaster = () => ({ grants: [{ roleId: master(), divisionId: homeDivisionId(acme.org) }] });
  const grant = (subjectId: string) =>
    acme.call(authorization.postAuthorizationSubjectBulkadd, {
      params: { subjectId },
      body: toMaster(),
    });
  const statuses = async (...acts: (() => Promise<{ status: number }>)[]) =>
    (await inTurn(test.db, acme.org, acts)).map(({ status }) => status);

  const demotion = () =>
    acme.call(authorization.postAuthorizationSubjectBulkreplace, {
      params: { subjectId: leaving },
      body: { grants: [] },
    });
  const everything = [{ domain: '*', entityName: '*', actionSet: ['*'] }];
  const acts: [string, OperationSpec, () => CallInput][] = [
    [
      'grants to an accomplice',
      authorization.postAuthorizationSubjectBulkadd,
      () => ({ params: { subjectId: accomplice }, body: toMaster() }),
    ],
    [
      'a role that holds all',
      authorization.postAuthorizationRoles,
      () => ({ body: { name: 'Everything', permissionPolicies: everything } }),
    ],
    [
      'the password of another',
      identityOperations.postUserPassword,
      () => ({ params: { userId: acme.adminId }, body: { newPassword: 'known to the thief' } }),
    ],
    [
      'a client that holds all',
      oauth.postOauthClients,
      () => ({
        body: {
          name: 'Back door',
          authorizedGrantType: 'CLIENT-CREDENTIALS',
          roleDivisions: toMaster().grants,
        },
      }),
    ],
    [
      'a user to sign in with later',
      users.postUsers,
      () => ({
        body: {
          name: 'Later',
          email: 'later@acme.test',
          divisionId: make.home,
          password: 'later on',
        },
      }),
    ],
  ];

  it.each(acts)('%s, by who has just lost his roles', async (_what, operation, input) => {
    const act = () => test.call(operation, input(), token);
    expect(await statuses(demotion, act)).toEqual([200, 403]);
    const { body } = await acme.call(users.getUserRoles, { params: { subjectId: accomplice } });
    expect(body.roles.map(({ id }: { id: string }) => id)).not.toContain(master());
  });

  it.each(acts)('%s, by who was just deactivated', async (_what, operation, input) => {
    const { body } = await acme.call(users.getUser, { params: { userId: leaving } });
    const deactivation = () =>
      acme.call(users.patchUser, {
        params: { userId: leaving },
        body: { version: body.version, state: 'inactive' },
      });
    const act = () => test.call(operation, input(), token);
    expect(await statuses(deactivation, act)).toEqual([200, 401]);
  });

  it('a change of somebody else lets him go on', async () => {
    const other = await make.user();
    const act = () =>
      test.call(
        authorization.postAuthorizationSubjectBulkadd,
        { params: { subjectId: accomplice }, body: toMaster() },
        token,
      );
    expect(await statuses(() => grant(other), act)).toEqual([200, 200]);
  });
});
