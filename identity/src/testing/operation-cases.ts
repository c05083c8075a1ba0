import {
  auditOperations,
  auditQueryOperations as auditQuery,
  authorizationOperations as authorization,
  divisionsOperations as divisions,
  type OperationSpec,
  oauthOperations as oauth,
  organizationsOperations as organizations,
  identityOperations as own,
  tokensOperations as tokens,
  usersOperations as users,
} from '@tandem/contract';
import { systemIds } from '@tandem/kit';
import { defaultRoleIdIn, homeDivisionId } from '../index.ts';
import type { CallInput, TestIdentity, TestOrganisation } from './test-identity.ts';

export type Given = { acme: TestOrganisation; test: TestIdentity; make: Maker };
export type Case = {
  readonly operation: OperationSpec;
  /** A request that succeeds, on things made for it. */
  readonly given: (given: Given) => Promise<CallInput> | CallInput;
  /** The token of the call stands for a user, not for a client. */
  readonly asUser?: boolean;
  /** Ids in the body are looked for, too: of another organisation they are not found. */
  readonly idsInBody?: boolean;
};
export type Maker = ReturnType<typeof createMaker>;

/** A name that nothing else has. */
const unique = (what: string) => `${what} ${systemIds.hex32().slice(0, 12)}`;

/** Makes what the requests are about, through the operations themselves. */
export const createMaker = (acme: TestOrganisation) => {
  const policy = { domain: 'routing', entityName: 'queue', actionSet: ['view'] };
  const idOf = async (operation: OperationSpec, body: unknown) =>
    (await acme.call(operation, { body })).body.id as string;
  return {
    home: homeDivisionId(acme.org),
    agent: defaultRoleIdIn(acme.org, 'agent'),
    role: () =>
      idOf(authorization.postAuthorizationRoles, {
        name: unique('Role'),
        permissionPolicies: [policy],
      }),
    division: () =>
      idOf(divisions.postAuthorizationDivisions, { name: unique('Division'), description: '' }),
    user: () =>
      idOf(users.postUsers, {
        name: unique('User'),
        email: `${unique('user').replace(' ', '')}@acme.test`,
        divisionId: homeDivisionId(acme.org),
      }),
    client: () =>
      idOf(oauth.postOauthClients, {
        name: unique('Client'),
        authorizedGrantType: 'CLIENT-CREDENTIALS',
      }),
  };
};

const ofThisCentury = { interval: '2001-01-01T00:00:00Z/2100-01-01T00:00:00Z' };

const withAuditQuery = async ({ acme }: Given) => {
  const { body } = await acme.call(auditQuery.postAuditsQuery, { body: ofThisCentury });
  return { params: { transactionId: body.id as string } };
};

const withRole = async ({ make }: Given) => ({ params: { roleId: await make.role() } });
const withSubject = async ({ make }: Given) => ({ params: { subjectId: await make.user() } });
const withDivision = async ({ make }: Given) => ({ params: { divisionId: await make.division() } });
const withClient = async ({ make }: Given) => ({ params: { clientId: await make.client() } });
const withUser = async ({ make }: Given) => ({ params: { userId: await make.user() } });
const nothing = () => ({});
const grantBody = async ({ make }: Given) => ({
  params: { subjectId: await make.user() },
  body: { grants: [{ roleId: await make.role(), divisionId: make.home }] },
});

const authorizationCases: Case[] = [
  { operation: authorization.getAuthorizationPermissions, given: nothing },
  { operation: authorization.getAuthorizationProducts, given: nothing },
  { operation: authorization.getAuthorizationRoles, given: nothing },
  {
    operation: authorization.postAuthorizationRoles,
    given: () => ({ body: { name: unique('New') } }),
  },
  { operation: authorization.postAuthorizationRolesDefault, given: nothing },
  {
    operation: authorization.putAuthorizationRolesDefault,
    given: ({ make }) => ({ body: [{ id: make.agent }] }),
  },
  { operation: authorization.getAuthorizationRolesSettings, given: nothing },
  {
    operation: authorization.putAuthorizationRolesSettings,
    given: () => ({ body: { authorizationGrantDivisionAware: true } }),
  },
  {
    operation: authorization.getAuthorizationRoleComparedefaultRightRoleId,
    given: async ({ make }) => ({
      params: { leftRoleId: await make.role(), rightRoleId: make.agent },
    }),
  },
  {
    operation: authorization.postAuthorizationRoleComparedefaultRightRoleId,
    given: async ({ make }) => ({
      params: { leftRoleId: await make.role(), rightRoleId: make.agent },
      body: {},
    }),
  },
  { operation: authorization.deleteAuthorizationRole, given: withRole },
  { operation: authorization.getAuthorizationRole, given: withRole },
  {
    operation: authorization.patchAuthorizationRole,
    given: async (given) => ({ ...(await withRole(given)), body: { description: 'changed' } }),
  },
  {
    operation: authorization.postAuthorizationRole,
    given: async (given) => ({
      ...(await withRole(given)),
      body: { subjectIds: [await given.make.user()], divisionIds: [given.make.home] },
    }),
    idsInBody: true,
  },
  {
    operation: authorization.putAuthorizationRole,
    given: async (given) => ({ ...(await withRole(given)), body: { name: unique('Renamed') } }),
  },
  { operation: authorization.getAuthorizationRoleSubjectgrants, given: withRole },
  { operation: authorization.getAuthorizationRoleUsers, given: withRole },
  {
    operation: authorization.putAuthorizationRoleUsersAdd,
    given: async (given) => ({ ...(await withRole(given)), body: [await given.make.user()] }),
  },
  {
    operation: authorization.putAuthorizationRoleUsersRemove,
    given: async (given) => ({ ...(await withRole(given)), body: [await given.make.user()] }),
  },
  { operation: authorization.getAuthorizationSubjectsMe, given: nothing },
  { operation: authorization.getAuthorizationSubjectsRolecounts, given: nothing },
  { operation: authorization.getAuthorizationSubject, given: withSubject },
  { operation: authorization.postAuthorizationSubjectBulkadd, given: grantBody },
  { operation: authorization.postAuthorizationSubjectBulkremove, given: grantBody },
  { operation: authorization.postAuthorizationSubjectBulkreplace, given: grantBody },
  {
    operation: authorization.postAuthorizationSubjectDivisionRole,
    given: async ({ make }) => ({
      params: {
        subjectId: await make.user(),
        divisionId: make.home,
        roleId: await make.role(),
      },
    }),
  },
  {
    operation: authorization.deleteAuthorizationSubjectDivisionRole,
    given: async ({ make, acme }) => {
      const params = {
        subjectId: await make.client(),
        divisionId: make.home,
        roleId: await make.role(),
      };
      await acme.call(authorization.postAuthorizationSubjectDivisionRole, { params });
      return { params };
    },
  },
];

const divisionCases: Case[] = [
  {
    operation: divisions.getAuthorizationDivisions,
    given: () => ({ query: { objectCount: true } }),
  },
  {
    operation: divisions.postAuthorizationDivisions,
    given: () => ({ body: { name: unique('North'), description: 'The north' } }),
  },
  { operation: divisions.getAuthorizationDivisionsDeleted, given: nothing },
  { operation: divisions.getAuthorizationDivisionsHome, given: nothing },
  { operation: divisions.getAuthorizationDivisionsLimit, given: nothing },
  { operation: divisions.getAuthorizationDivisionsQuery, given: nothing },
  { operation: divisions.deleteAuthorizationDivision, given: withDivision },
  { operation: divisions.getAuthorizationDivision, given: withDivision },
  {
    operation: divisions.putAuthorizationDivision,
    given: async (given) => ({
      ...(await withDivision(given)),
      body: { name: unique('South'), description: '' },
    }),
  },
  { operation: divisions.getAuthorizationDivisionGrants, given: withDivision },
  {
    operation: divisions.postAuthorizationDivisionObject,
    given: async ({ make }) => ({
      params: { divisionId: await make.division(), objectType: 'USER' },
      body: [await make.user()],
    }),
  },
  {
    operation: divisions.postAuthorizationDivisionRestore,
    given: async ({ make, acme }) => {
      const params = { divisionId: await make.division() };
      await acme.call(divisions.deleteAuthorizationDivision, { params });
      return { params, body: { name: unique('Back'), description: '' } };
    },
  },
  {
    operation: divisions.getAuthorizationDivisionspermittedMe,
    given: () => ({ query: { permission: 'routing:queue:view' } }),
  },
  {
    operation: divisions.getAuthorizationDivisionspermittedPagedMe,
    given: () => ({ query: { permission: 'routing:queue:view' } }),
  },
  {
    operation: divisions.getAuthorizationDivisionspermittedPagedSubjectId,
    given: async (given) => ({
      ...(await withSubject(given)),
      query: { permission: 'routing:queue:view' },
    }),
  },
];

const clientBody = { name: 'Renamed', authorizedGrantType: 'CLIENT-CREDENTIALS' };

const oauthCases: Case[] = [
  { operation: oauth.getOauthAuthorizations, given: nothing },
  { operation: oauth.getOauthAuthorization, given: withClient },
  {
    operation: own.putTandemOauthAuthorization,
    given: async (given) => ({ ...(await withClient(given)), body: { state: 'Revoked' } }),
  },
  { operation: oauth.getOauthClients, given: nothing },
  { operation: oauth.postOauthClients, given: () => ({ body: clientBody }) },
  { operation: oauth.deleteOauthClient, given: withClient },
  { operation: oauth.getOauthClient, given: withClient },
  {
    operation: oauth.putOauthClient,
    given: async (given) => ({ ...(await withClient(given)), body: clientBody }),
  },
  { operation: oauth.postOauthClientSecret, given: withClient },
  { operation: oauth.getOauthScopes, given: nothing },
];

const userCases: Case[] = [
  { operation: users.getUsers, given: nothing },
  {
    operation: users.postUsers,
    given: ({ make }) => ({
      body: {
        name: 'New',
        email: `${unique('n').replace(' ', '')}@acme.test`,
        divisionId: make.home,
      },
    }),
    idsInBody: true,
  },
  { operation: users.getUsersMe, given: nothing, asUser: true },
  {
    operation: users.getUsersSearch,
    given: () => ({
      query: { q64: Buffer.from(JSON.stringify({ query: [] })).toString('base64') },
    }),
  },
  {
    operation: users.postUsersSearch,
    given: () => ({ body: { query: [{ type: 'CONTAINS', fields: ['name'], value: 'user' }] } }),
  },
  { operation: users.getUserRoles, given: withSubject },
  {
    operation: users.putUserRoles,
    given: async (given) => ({ ...(await withSubject(given)), body: [await given.make.role()] }),
  },
  { operation: users.deleteUser, given: withUser },
  { operation: users.getUser, given: withUser },
  {
    operation: users.patchUser,
    given: async (given) => ({
      ...(await withUser(given)),
      body: { version: 1, title: 'Head of tests' },
    }),
  },
  {
    operation: own.postUserPassword,
    given: async (given) => ({
      ...(await withUser(given)),
      body: { newPassword: 'long enough' },
    }),
  },
  {
    operation: own.postUsersMePassword,
    given: ({ acme }) => ({
      body: { oldPassword: acme.adminPassword, newPassword: acme.adminPassword },
    }),
    asUser: true,
  },
];

const otherCases: Case[] = [
  { operation: organizations.getOrganizationsMe, given: nothing },
  {
    operation: organizations.putOrganizationsMe,
    given: async ({ acme }) => {
      const { body } = await acme.call(organizations.getOrganizationsMe);
      return { body: { version: body.version, name: 'Acme' } };
    },
  },
  { operation: tokens.getTokensMe, given: nothing },
  { operation: tokens.headTokensMe, given: nothing },
  { operation: tokens.getTokensTimeout, given: nothing },
  {
    operation: tokens.putTokensTimeout,
    given: () => ({ body: { enableIdleTokenTimeout: false, idleTokenTimeoutSeconds: 600 } }),
  },
  { operation: tokens.deleteToken, given: withUser },
  { operation: tokens.deleteTokensMe, given: nothing },
  { operation: auditOperations.getAuditLog, given: nothing },
  { operation: auditQuery.postAuditsQuery, given: () => ({ body: ofThisCentury }) },
  { operation: auditQuery.getAuditsQueryTransactionId, given: withAuditQuery },
  { operation: auditQuery.getAuditsQueryTransactionIdResults, given: withAuditQuery },
  { operation: auditQuery.postAuditsQueryRealtime, given: () => ({ body: ofThisCentury }) },
  { operation: auditQuery.getAuditsQueryServicemapping, given: nothing },
  { operation: auditQuery.getAuditsQueryRealtimeServicemapping, given: nothing },
];

/** Name and request of every operation that identity serves. */
export const operationCases = [
  ...authorizationCases,
  ...divisionCases,
  ...oauthCases,
  ...userCases,
  ...otherCases,
].map((one) => [`${one.operation.method} ${one.operation.path}`, one] as const);
