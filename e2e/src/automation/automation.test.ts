import { type TestFolder, testFolder } from '@tandem/kit/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Api } from '../harness/api.ts';
import { launchOn, powerCut } from '../harness/lasting-process.ts';
import type { ServerProcess } from '../harness/server-process.ts';
import { adminEmail } from '../harness/tandem.ts';
import { act, detailOf, publishAutomation, startRun, untilStatus } from './flows.ts';

type Named = { readonly id: string; readonly name: string };

const permissionsOfClient = [
  ['directory', 'user', ['add', 'view', 'edit', 'delete']],
  ['authorization', 'role', ['view']],
  ['authorization', 'grant', ['add', 'delete', 'view']],
  // Every new user may do this; nobody deletes who may do more than he may himself.
  ['presence', 'presenceDefinition', ['view']],
] as const;

/** A client of this Tandem for its own flows; its secret lies in the vault. */
const addClient = async (admin: Api, name: string) => {
  const role = await admin.ok<Named>('POST', '/api/v2/authorization/roles', {
    name: `${name} role`,
    permissionPolicies: permissionsOfClient.map(([domain, entityName, actionSet]) => ({
      ...{ domain, entityName, actionSet },
    })),
  });
  const home = await admin.ok<Named>('GET', '/api/v2/authorization/divisions/home');
  const client = await admin.ok<Named & { secret: string }>('POST', '/api/v2/oauth/clients', {
    ...{ name, authorizedGrantType: 'CLIENT-CREDENTIALS' },
    roleDivisions: [{ roleId: role.id, divisionId: home.id }],
  });
  const locker = await admin.ok<Named>('POST', '/tandem/vault/lockers', { name });
  await admin.ok('POST', '/tandem/vault/credentials', {
    ...{ name, lockerId: locker.id, attributes: [{ name: 'secret', value: client.secret }] },
  });
  return client;
};

let folder: TestFolder;
let server: ServerProcess;
let admin: Api;
let client: Named & { secret: string };

beforeAll(async () => {
  folder = await testFolder({ on: 'disk' });
  ({ server, admin } = await launchOn(folder.path));
  client = await addClient(admin, 'Flow client');
}, 120_000);
afterAll(async () => {
  await server?.stop();
  await folder?.[Symbol.asyncDispose]();
});

const signIn = (session?: string) =>
  act('Auth', 'oauthAuthentication', {
    environmentUrl: server.url,
    clientId: { kind: 'insecure', value: client.id },
    clientSecret: { kind: 'credential', credential: 'Flow client', attribute: 'secret' },
    ...(session ? { session } : {}),
  });

const search = (id: string) =>
  act(id, 'httpRequest', {
    ...{ useAuthenticatedEndpoint: true, authentication: 'session', session: 'Default' },
    ...{ requestPath: '/api/v2/users/search', method: 'POST', contentType: 'Application/JSON' },
    ...{ responseTimeoutMs: 10_000 },
    body: JSON.stringify({ query: [{ type: 'CONTAINS', fields: ['email'], value: adminEmail }] }),
    parse: [{ path: '$.results[0].name', variable: 'name' }],
  });

describe('automation flows on a running Tandem', () => {
  it('sign in at the platform they run beside, look a user up and hand out the name', async () => {
    const flow = await publishAutomation(admin, 'Look up', {
      ...{ actions: [signIn(), search('Search')], outputs: ['name'] },
    });
    const run = await startRun(admin, flow);
    expect(run).toMatchObject({ status: 'running', label: 'Live' });
    const found = await untilStatus(admin, run, 'ended');
    const me = await admin.ok<Named>('GET', '/api/v2/users/me');
    expect(found.outputs).toEqual({ name: me.name });
    expect(found.execution.startedBy).toEqual({ id: me.id, name: me.name });
    expect(JSON.stringify(found)).not.toContain(client.secret);
    expect(server.log()).not.toContain(client.secret);
  });

  it('create, find, change and delete users and give them roles, over a named session', async () => {
    await admin.ok('POST', '/api/v2/authorization/roles', {
      name: 'Flow made',
      permissionPolicies: [],
    });
    const home = await admin.ok<Named>('GET', '/api/v2/authorization/divisions/home');
    const session = 'Contact centre';
    const over = (id: string, type: string, settings: object) =>
      act(id, type, { session, ...settings });
    const into = (variable: string, path: string) => ({ results: [{ variable, path }] });
    const users = { users: '{{ user }}' };
    const flow = await publishAutomation(admin, 'Users', {
      outputs: ['user', 'version', 'role', 'found', 'title', 'holders', 'left', 'state'],
      actions: [
        signIn(session),
        over('Create', 'genesysCreateUser', {
          ...{
            email: 'made@example.com',
            fullName: 'Made by a flow',
            divisionId: home.id,
            ...into('user', '$.id'),
          },
        }),
        over('Get', 'genesysGetUser', { userId: '{{ user }}', ...into('version', '$.version') }),
        over('Search', 'genesysSearchUsers', {
          value: 'Made by',
          ...into('found', '$.results[0].id'),
        }),
        over('Update', 'genesysUpdateUser', {
          ...{
            userId: '{{ user }}',
            version: '{{ version }}',
            title: 'Tester',
            ...into('title', '$.title'),
          },
        }),
        over('FindRole', 'genesysListRoles', {
          roleName: 'Flow made',
          ...into('role', '$.entities[0].id'),
        }),
        over('Assign', 'genesysAddUsersToRole', { roleId: '{{ role }}', ...users }),
        over('Holders', 'genesysListUsersInRole', {
          roleId: '{{ role }}',
          ...into('holders', '$.entities[0].id'),
        }),
        over('Unassign', 'genesysRemoveUsersFromRole', { roleId: '{{ role }}', ...users }),
        over('Left', 'genesysListUsersInRole', {
          roleId: '{{ role }}',
          ...into('left', '$.total'),
        }),
        over('Delete', 'genesysDeleteUser', { userId: '{{ user }}' }),
        act('Gone', 'setVariable', { assignments: [{ variable: 'state', value: 'done' }] }),
      ],
    });
    const found = await untilStatus(admin, await startRun(admin, flow), 'ended');
    const { outputs } = found;
    expect(outputs).toMatchObject({
      found: outputs['user'],
      holders: outputs['user'],
      title: 'Tester',
      state: 'done',
      left: '0',
    });
    const gone = await admin.call('GET', `/api/v2/users/${outputs['user']}`);
    expect(gone.status === 404 || gone.body['state'] === 'deleted').toBe(true);
  });

  it('go on in place after a kill in the middle of a wait', async () => {
    const flow = await publishAutomation(admin, 'Patient', {
      actions: [signIn(), act('Rest', 'wait', { duration: 4 }), search('Search')],
      outputs: ['name'],
    });
    const run = await startRun(admin, flow);
    await untilStatus(admin, run, 'waiting');
    ({ server, admin } = await powerCut(folder.path, server));
    const found = await untilStatus(admin, run, 'ended');
    expect(found.outputs['name']).toEqual(expect.any(String));
    expect(found.trace.map(({ action, outlet }) => `${action} ${outlet}`)).toEqual([
      ...['Auth next', 'Rest next', 'Search next'],
    ]);
    expect(found.execution.steps).toBe(found.trace.length);
    expect(found.trace.at(-1)).toMatchObject({ call: { status: 200, attempts: 1 } });
    const again = await admin.ok<{ id: string }>(
      'POST',
      `/tandem/gateway/flows/${flow}/executions/${run.id}/rerun`,
    );
    expect(again.id).not.toBe(run.id);
    const path = `/tandem/gateway/flows/${flow}/executions/${again.id}/stop`;
    expect(await admin.ok('POST', path)).toMatchObject({ status: 'stopped', origin: 'rerun' });
    expect((await detailOf(admin, run)).execution.status).toBe('ended');
  });
});
