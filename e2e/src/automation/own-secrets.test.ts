import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { FlowExecution, Listing } from '@tandem/contract';
import { type TestFolder, testFolder } from '@tandem/kit/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Api, createApi } from '../harness/api.ts';
import { launchOn, powerCut } from '../harness/lasting-process.ts';
import type { ServerProcess } from '../harness/server-process.ts';
import { until } from '../harness/waiting.ts';
import { act, detailOf, publishAutomation, startRun, untilStatus } from './flows.ts';

type Named = { readonly id: string; readonly name: string };

const password = 'correct horse battery staple';
const bea = { name: 'Bea', email: 'bea@example.com' };

/** Issues tokens that name whom they were issued to, and answers calls with the token that they carried. */
const startProvider = async (): Promise<Server & { url: string }> => {
  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const form = new URLSearchParams(Buffer.concat(chunks).toString());
    const { authorization = '' } = request.headers;
    response.setHeader('content-type', 'application/json');
    if (!request.url?.endsWith('/token')) {
      response.end(JSON.stringify({ whose: authorization.replace('Bearer token-of-', '') }));
      return;
    }
    const basic = Buffer.from(authorization.slice(6), 'base64').toString().split(':')[1] ?? '';
    const whose = form.get('code') ?? basic;
    const granted = form.has('code') ? { refresh_token: `refresh-of-${whose}` } : {};
    response.end(
      JSON.stringify({
        ...{ access_token: `token-of-${whose}`, token_type: 'Bearer', expires_in: 3600 },
        ...granted,
      }),
    );
  });
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  const { port } = server.address() as AddressInfo;
  return Object.assign(server, { url: `http://127.0.0.1:${port}` });
};

let folder: TestFolder;
let server: ServerProcess;
let provider: Awaited<ReturnType<typeof startProvider>>;
let admin: Api;
let second: Api;
let flow: string;

/** Comes back from the provider as the browser does. */
const signInTo = async (api: Api, connection: string, code: string) => {
  const started = await api.call<{ url: string }>(
    'POST',
    `/tandem/connections/${connection}/signin`,
  );
  const cookie = started.headers.getSetCookie()[0]?.split(';')[0] ?? '';
  const state = new URL(started.body.url).searchParams.get('state') ?? '';
  const query = new URLSearchParams({ code, state });
  const back = await api.call('GET', `/oauth/connections/callback?${query}`, {
    headers: { cookie },
  });
  expect(back.status).toBe(200);
};

const addSecond = async (): Promise<Api> => {
  const home = await admin.ok<Named>('GET', '/api/v2/authorization/divisions/home');
  const made = await admin.ok<Named>('POST', '/api/v2/users', {
    ...{ ...bea, password, divisionId: home.id },
  });
  const roles = await admin.ok<Listing<Named>>('GET', '/api/v2/authorization/roles?pageSize=100');
  const master = roles.entities?.find(({ name }) => name === 'Master Admin');
  await admin.ok('PUT', `/api/v2/users/${made.id}/roles`, [master?.id]);
  const locker = await admin.ok<Named>('POST', '/tandem/vault/lockers', { name: 'Own' });
  await admin.ok('PUT', `/tandem/vault/lockers/${locker.id}/consumers/${master?.id}`);
  return createApi(server.url).signIn({ email: bea.email, password });
};

/** An attribute, a connection and a connector of which each user has their own. */
const addOwn = async (people: readonly (readonly [Api, string])[]) => {
  const lockers = await admin.ok<Listing<Named>>('GET', '/tandem/vault/lockers');
  const { id, attributes } = await admin.ok<{ id: string; attributes: readonly Named[] }>(
    'POST',
    '/tandem/vault/credentials',
    {
      ...{ name: 'Mine', lockerId: lockers.entities?.find(({ name }) => name === 'Own')?.id },
      attributes: [{ name: 'secret', input: 'userProvided' }],
    },
  );
  const connection = await admin.ok<Named>('POST', '/tandem/connections', {
    ...{ name: 'Theirs', provider: 'custom', grant: 'authorizationCode', sharing: 'perUser' },
    ...{ tokenUrl: `${provider.url}/token`, authorizationUrl: `${provider.url}/authorize` },
    ...{ clientId: 'tandem', clientSecret: 'secret-of-client', baseUrl: provider.url },
  });
  await admin.ok('POST', '/tandem/connectors', {
    ...{ kind: 'custom', name: 'CRM', access: 'read', baseUrl: provider.url },
    authentication: {
      ...{ type: 'bearer', token: { kind: 'credential', credential: 'Mine', attribute: 'secret' } },
    },
    consent: { textVersion: 1 },
  });
  for (const [api, name] of people) {
    const path = `/tandem/vault/credentials/${id}/attributes/${attributes[0]?.id}/value`;
    await api.ok('PUT', path, { value: `vault-${name}` });
    await signInTo(api, connection.id, `code-${name}`);
  }
};

const asks = (id: string, way: object, variable: string) =>
  act(id, 'httpRequest', {
    ...{ useAuthenticatedEndpoint: true, method: 'GET', ...way },
    ...{ requestPath: '/whose', responseTimeoutMs: 10_000, contentType: 'Application/JSON' },
    parse: [{ path: '$.whose', variable }],
  });

const actions = () => [
  act('SignMine', 'oauthAuthentication', {
    ...{ session: 'Mine', environmentUrl: provider.url },
    clientId: { kind: 'insecure', value: 'flow' },
    clientSecret: { kind: 'credential', credential: 'Mine', attribute: 'secret' },
  }),
  act('SignTheirs', 'oauthAuthentication', {
    ...{ session: 'Theirs', authenticationType: 'connection', connection: 'Theirs' },
  }),
  act('Rest', 'wait', { duration: 3 }),
  asks('AskMine', { authentication: 'session', session: 'Mine' }, 'mine'),
  asks('AskTheirs', { authentication: 'session', session: 'Theirs' }, 'theirs'),
  asks('AskCrm', { authentication: 'connector', connector: 'CRM' }, 'crm'),
];

const outputs = ['mine', 'theirs', 'crm'];
const of = (name: string) => ({
  ...{ mine: `vault-${name}`, theirs: `code-${name}`, crm: `Bearer vault-${name}` },
});

beforeAll(async () => {
  provider = await startProvider();
  folder = await testFolder({ on: 'disk' });
  ({ server, admin } = await launchOn(folder.path));
  second = await addSecond();
  await addOwn([
    [admin, 'ada'],
    [second, 'bea'],
  ]);
  flow = await publishAutomation(admin, 'Own', { actions: actions(), outputs });
}, 120_000);
afterAll(async () => {
  await server?.stop();
  provider?.close();
  await folder?.[Symbol.asyncDispose]();
});

describe('what each user has of their own', () => {
  it('is used by the runs that this user starts, also after a kill, and by nobody else', async () => {
    const runs = [await startRun(admin, flow), await startRun(second, flow)] as const;
    for (const run of runs) await untilStatus(admin, run, 'waiting');
    const before = server.log();
    ({ server, admin } = await powerCut(folder.path, server));
    second = await createApi(server.url).signIn({ email: bea.email, password });
    const [ada, bea_] = [
      await untilStatus(admin, runs[0], 'ended'),
      await untilStatus(admin, runs[1], 'ended'),
    ];
    expect([ada.outputs, bea_.outputs]).toEqual([of('ada'), of('bea')]);
    const rerun = `/tandem/gateway/flows/${flow}/executions/${runs[0].id}/rerun`;
    const again = await second.ok<FlowExecution>('POST', rerun);
    expect((await untilStatus(admin, again, 'ended')).outputs).toEqual(of('bea'));
    const exported = await admin.ok('GET', `/tandem/gateway/flows/${flow}/export`);
    const said = JSON.stringify([exported, before, server.log()]);
    for (const secret of ['vault-ada', 'vault-bea', 'token-of', 'refresh-of'])
      expect(said).not.toContain(secret);
  });

  it('is told of when a flow that uses it is drawn, and does not keep it from being published', async () => {
    const problems = async (document: object) =>
      (
        await admin.ok<{ problems: { code: string; action: string; severity: string }[] }>(
          'POST',
          '/tandem/gateway/flows/validate',
          { document, flowId: flow },
        )
      ).problems.filter(({ code }) => code === 'FC1056');
    const { document } = await admin.ok<{ document: object }>(
      'GET',
      `/tandem/gateway/flows/${flow}/versions/1`,
    );
    expect((await problems(document)).map(({ action, severity }) => [action, severity])).toEqual([
      ['SignMine', 'recommendation'],
      ['SignTheirs', 'recommendation'],
      ['AskCrm', 'recommendation'],
    ]);
    await admin.ok('POST', '/tandem/connections', {
      ...{ name: 'Everybodys', provider: 'custom', grant: 'clientCredentials', clientId: 'x' },
      ...{ clientSecret: 'y', tokenUrl: `${provider.url}/token`, baseUrl: provider.url },
    });
    const shared = JSON.parse(JSON.stringify(document).replaceAll('"Theirs"', '"Everybodys"'));
    expect((await problems(shared)).map(({ action }) => action)).toEqual(['SignMine', 'AskCrm']);
  });

  it('is used by whoever tries the flow out', async () => {
    const document = {
      ...{ language: 1, kind: 'automation', start: 'SignMine', actions: actions() },
      variables: outputs.map((name) => ({ name, type: 'String', output: true })),
      edges: actions()
        .slice(1)
        .map(({ id }, at) => ({ from: actions()[at]?.id, outlet: 'next', to: id })),
    };
    type Simulated = { id: string; status: string; outputs: object };
    const base = '/tandem/gateway/flows/simulations';
    const begun = await second.ok<Simulated>('POST', base, { document });
    await second.ok('POST', `${base}/${begun.id}/skip`);
    const ended = await until('the simulation', async () => {
      const now = await second.ok<Simulated>('GET', `${base}/${begun.id}`);
      return now.status === 'ended' || now.status === 'failed' ? now : null;
    });
    expect(ended).toMatchObject({ status: 'ended', outputs: of('bea') });
  });

  it('is told to be missing where no person started the run', async () => {
    const bell = await publishAutomation(admin, 'Bell', {
      ...{ actions: [act('Rung', 'wait', { duration: 1 })], outputs: [] },
    });
    const only = (at: number) => ({ actions: [actions()[at] as never], outputs: [] });
    for (const [at, code] of [
      [0, 'session.secret'],
      [1, 'session.connection'],
    ] as const) {
      const id = await publishAutomation(admin, `Alone ${at}`, only(at));
      await admin.ok('POST', `/tandem/gateway/flows/${id}/triggers`, {
        ...{ kind: 'event', event: 'flow.execution.ended', pattern: { flowId: bell } },
      });
      await startRun(admin, bell);
      const run = await until('the run of the event', async () => {
        const path = `/tandem/gateway/flows/${id}/executions`;
        const [found] = (await admin.ok<Listing<FlowExecution>>('GET', path)).entities ?? [];
        return found?.dateEnded ? found : null;
      });
      const { execution } = await detailOf(admin, run);
      expect(execution).toMatchObject({ status: 'failed', error: { code } });
      expect(execution.error?.message).toContain('only in runs that a person starts');
    }
  });
});
