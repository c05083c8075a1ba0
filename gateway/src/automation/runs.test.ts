import type { FlowExecution, FlowExecutionDetail, Listing } from '@tandem/contract';
import { validateFlow } from '@tandem/flows';
import { describe, expect, it } from 'vitest';
import {
  type AutomationWorld,
  act,
  flow,
  get,
  orgA,
  orgB,
  pause,
  type Seen,
  set,
  startAutomation,
  startTarget,
} from './automation.fixture.ts';

const start = async (
  { api }: AutomationWorld,
  id: string,
  body: { inputs?: Record<string, unknown>; label?: string } = {},
  more: { org?: string; key?: string } = {},
) => {
  const answer = await api<FlowExecution>(`/${id}/executions`, { method: 'POST', body, ...more });
  if (answer.status !== 202) throw new Error(JSON.stringify(answer.body));
  return answer.body;
};

const detail = async ({ api }: AutomationWorld, run: FlowExecution, org = orgA) =>
  (await api<FlowExecutionDetail>(`/${run.flow.id}/executions/${run.id}`, { org })).body;

const output = (name: string, more = {}) =>
  ({ name, type: 'String', output: true, ...more }) as const;

/** Hands out a token per client, and tells who asks. */
const platform = (tokens: Record<string, string>) => (seen: Seen) => {
  if (seen.path.endsWith('/oauth/token')) {
    const [client = ''] = Buffer.from(seen.authorization?.split(' ')[1] ?? '', 'base64')
      .toString()
      .split(':');
    return { access_token: tokens[client], token_type: 'bearer', expires_in: 3600 };
  }
  const who = Object.entries(tokens).find(([, token]) => seen.authorization === `Bearer ${token}`);
  return who && { id: who[0], name: `Client ${who[0]}` };
};

const signIn = (
  id: string,
  url: string,
  { client, session }: { client: string; session?: string },
) =>
  act(id, 'oauthAuthentication', {
    environmentUrl: url,
    clientId: { kind: 'insecure', value: client },
    clientSecret: { kind: 'insecure', value: `${client}-secret` },
    ...(session ? { session } : {}),
  });

const me = (id: string, session = 'Default') =>
  act(id, 'httpRequest', {
    ...{ useAuthenticatedEndpoint: true, authentication: 'session', session },
    ...{ requestPath: '/api/v2/users/me', method: 'GET' },
  });

const parse = (id: string, input: string, variable: string) =>
  act(id, 'parse', { input, parse: [{ path: '$.name', variable }] });

describe('runs of automation flows', () => {
  it('sign in, ask, parse and hand out what they found (S3)', async () => {
    await using world = await startAutomation();
    await using target = await startTarget(platform({ one: 'token-1' }));
    const id = world.flows.publish(
      'Look up',
      flow(
        [
          signIn('Auth', target.origin, { client: 'one' }),
          me('Ask'),
          parse('Read', '{{ Ask.httpResponseBody }}', 'who'),
        ],
        { variables: [output('who')] },
      ),
    );
    const run = await start(world, id);
    expect(run).toMatchObject({ status: 'running', origin: 'api', version: 1, label: 'Latest' });
    await world.settle();
    const found = await detail(world, run);
    expect(found).toMatchObject({
      execution: { status: 'ended', error: null, durationMs: expect.any(Number) },
      outputs: { who: 'Client one' },
    });
    expect(found.trace.map(({ step, action, outlet }) => `${step} ${action} ${outlet}`)).toEqual([
      ...['1 Auth next', '2 Ask next', '3 Read next'],
    ]);
    expect(found.execution.steps).toBe(3);
    expect(found.trace.map(({ call }) => call ?? null)).toEqual([
      null,
      { method: 'GET', address: 'Default: /api/v2/users/me', status: 200, attempts: 1 },
      null,
    ]);
    expect(target.seen.map(({ path }) => path)).toContain('/api/v2/users/me');
  });

  it('two sessions with two clients do not mix; a session nobody signs in is an error of the document', async () => {
    await using world = await startAutomation();
    await using target = await startTarget(platform({ one: 'token-1', two: 'token-2' }));
    const document = flow(
      [
        signIn('A', target.origin, { client: 'one' }),
        signIn('B', target.origin, { client: 'two', session: 'Other' }),
        me('AskB', 'Other'),
        me('AskA'),
        parse('ReadA', '{{ AskA.httpResponseBody }}', 'a'),
        parse('ReadB', '{{ AskB.httpResponseBody }}', 'b'),
      ],
      { variables: [output('a'), output('b')] },
    );
    const run = await start(world, world.flows.publish('Two', document));
    await world.settle();
    expect((await detail(world, run)).outputs).toEqual({ a: 'Client one', b: 'Client two' });
    expect(validateFlow(flow([me('Ask', 'Nobody')])).map(({ code }) => code)).toContain('FC1050');
  });

  it('that a connector starts are of nobody, whoever consented to it', async () => {
    await using world = await startAutomation();
    const id = world.flows.publish(
      'Plain',
      flow([set('S', 'out', '1')], { variables: [output('out')] }),
    );
    const token = `${orgA}~9f0c1f9e-4c36-4f3e-8c46-1f4d7a6f0001`;
    const { body } = await world.api<FlowExecution>(`/${id}/executions`, {
      ...{ method: 'POST', body: {}, token },
    });
    expect(body).toMatchObject({ origin: 'api', startedBy: { id: 'test' } });
  });

  it('start once under one key', async () => {
    await using world = await startAutomation();
    const variables = [{ name: 'n', type: 'Integer', input: true }] as const;
    const id = world.flows.publish('Once', flow([pause('W')], { variables }));
    const first = await start(world, id, { inputs: { n: 1 } }, { key: 'abc' });
    expect(await start(world, id, { inputs: { n: 1 } }, { key: 'abc' })).toMatchObject({
      id: first.id,
    });
    const path = `/${id}/executions`;
    const other = { method: 'POST', body: { inputs: { n: 2 } }, key: 'abc' };
    expect(await world.api(path, other)).toMatchObject({
      status: 409,
      body: { code: 'flow.execution.key.reused' },
    });
    const both = await Promise.all([1, 2].map(() => start(world, id, {}, { key: 'at-once' })));
    expect(both[0]?.id).toBe(both[1]?.id);
    const list = await world.api<Listing<FlowExecution>>(path);
    expect(list.body.total).toBe(2);
  });

  it.each([
    [{ inputs: { nobody: 1 } }, 400, 'flow.execution.input.unknown'],
    [{ inputs: { n: 'x' } }, 400, 'flow.execution.input.invalid'],
    [{ label: 'Test' }, 409, 'flow.execution.not.published'],
  ])('refuse %j', async (body, status, code) => {
    await using world = await startAutomation();
    const variables = [{ name: 'n', type: 'Integer', input: true }] as const;
    const id = world.flows.publish('Strict', flow([pause('W')], { variables }));
    const answer = await world.api(`/${id}/executions`, { method: 'POST', body });
    expect(answer).toMatchObject({ status, body: { code } });
    expect(await world.db.query('select id from automation_run')).toEqual([]);
  });

  it('prefer Live to Latest, and refuse what rests or is of another kind', async () => {
    await using world = await startAutomation();
    const id = world.flows.publish('Labels', flow([pause('W')]), { label: 'Live' });
    world.flows.publish('Labels', flow([pause('V')]));
    expect(await start(world, id)).toMatchObject({ version: 1, label: 'Live' });
    expect(await start(world, id, { label: 'Latest' })).toMatchObject({ version: 2 });
    world.flows.activate(id, false);
    const begin = (flowId: string) =>
      world.api(`/${flowId}/executions`, { method: 'POST', body: {} });
    expect(await begin(id)).toMatchObject({
      status: 409,
      body: { code: 'flow.execution.inactive' },
    });
    const bot = world.flows.publish('Bot', flow([pause('W')]), { kind: 'bot' });
    expect(await begin(bot)).toMatchObject({ status: 400, body: { code: 'flow.execution.kind' } });
    expect(await begin('nothing')).toMatchObject({ status: 404 });
  });

  it('wait by a stored timer, stop at once, and run again with what they had', async () => {
    await using world = await startAutomation();
    const variables = [{ name: 'in', type: 'String', input: true }, output('out')] as const;
    const id = world.flows.publish(
      'Wait',
      flow([pause('W'), set('S', 'out', '{{ in }}!')], { variables }),
    );
    const run = await start(world, id, { inputs: { in: 'x' } });
    await world.settle();
    expect((await detail(world, run)).execution.status).toBe('waiting');
    const stopped = await world.api<FlowExecution>(`/${id}/executions/${run.id}/stop`, {
      method: 'POST',
    });
    expect(stopped.body).toMatchObject({ status: 'stopped', dateEnded: expect.any(String) });
    expect(await world.db.query('select name from lane_timer')).toEqual([]);
    await world.later(100);
    expect((await detail(world, run)).execution.status).toBe('stopped');
    world.flows.publish('Wait', flow([set('S', 'out', 'new')], { variables }));
    const again = await world.api<FlowExecution>(`/${id}/executions/${run.id}/rerun`, {
      method: 'POST',
    });
    expect(again.body).toMatchObject({ origin: 'rerun', version: 1 });
    await world.settle();
    await world.later(59);
    expect((await detail(world, again.body)).execution.status).toBe('waiting');
    await world.later(2);
    expect(await detail(world, again.body)).toMatchObject({
      ...{ execution: { status: 'ended' }, inputs: { in: 'x' }, outputs: { out: 'x!' } },
    });
  });

  it('stop before their next step while they call somebody', async () => {
    await using world = await startAutomation();
    const called = Promise.withResolvers<void>();
    await using target = await startTarget(async () => {
      called.resolve();
      return new Promise(() => {});
    });
    const id = world.flows.publish(
      'Slow',
      flow([get('Ask', target.origin, { responseTimeoutMs: 30_000 }), get('Next', target.origin)]),
    );
    const run = await start(world, id);
    await called.promise;
    await world.api(`/${id}/executions/${run.id}/stop`, { method: 'POST' });
    await world.settle();
    expect((await detail(world, run)).execution).toMatchObject({ status: 'stopped', steps: 1 });
    expect(target.seen).toHaveLength(1);
  });

  it('end with the error of a flow that fails, and of one that goes round in circles', async () => {
    await using world = await startAutomation();
    const failing = world.flows.publish('Fails', flow([get('Ask', 'http://127.0.0.1:1/')]));
    const variables = [{ name: 'n', type: 'Integer', initial: 0 }] as const;
    const circle = world.flows.publish(
      'Circle',
      flow(
        [
          act('L', 'while', {
            left: '{{ n }}',
            operator: 'lessThan',
            right: '100000',
            maxTurns: 1000,
          }),
          set('S', 'n', '{{ n + 1 }}'),
        ],
        {
          ...{ variables, edges: 'L.body>S' },
        },
      ),
    );
    const runs = [await start(world, failing), await start(world, circle)];
    await world.settle();
    const [failed, round] = await Promise.all(runs.map((run) => detail(world, run)));
    expect(failed?.execution).toMatchObject({
      status: 'failed',
      error: { code: 'http.unreachable', action: 'Ask' },
    });
    expect(round?.execution).toMatchObject({ status: 'failed' });
    expect(round?.trace.length).toBeLessThanOrEqual(2_050);
  });

  it('fail when their flow is deleted while they wait, and cannot be run again', async () => {
    await using world = await startAutomation();
    const id = world.flows.publish('Gone', flow([pause('W')]));
    const run = await start(world, id);
    await world.settle();
    world.flows.remove(id);
    await world.later(61);
    const found = await world.db.query('select status, error from automation_run');
    expect(found).toMatchObject([{ status: 'failed', error: { code: 'flow.gone' } }]);
    const rerun = await world.api(`/${id}/executions/${run.id}/rerun`, { method: 'POST' });
    expect(rerun.status).toBe(404);
  });

  it('are seen by their own organisation alone', async () => {
    await using world = await startAutomation();
    const id = world.flows.publish('Mine', flow([pause('W')]));
    const run = await start(world, id);
    const paths = ['', '/stop', '/rerun'].map((end) => `/${id}/executions/${run.id}${end}`);
    for (const [at, path] of [...paths, `/${id}/executions`].entries()) {
      const method = at === 1 || at === 2 ? 'POST' : 'GET';
      expect((await world.api(path, { org: orgB, method })).status).toBe(404);
    }
    expect(
      (await world.api(`/${id}/executions`, { org: orgB, method: 'POST', body: {} })).status,
    ).toBe(404);
    expect((await detail(world, run)).execution.status).not.toBe('stopped');
  });

  it('are listed by status and version', async () => {
    await using world = await startAutomation();
    const id = world.flows.publish('List', flow([pause('W')]));
    await start(world, id);
    await world.settle();
    world.flows.publish('List', flow([set('S', 'x', '1')], { variables: [{ name: 'x' }] }));
    await start(world, id);
    await world.settle();
    const list = async (query: string) =>
      (await world.api<Listing<FlowExecution>>(`/${id}/executions?${query}`)).body.entities?.map(
        ({ status, version }) => `${status} ${version}`,
      );
    expect(await list('')).toEqual(['ended 2', 'waiting 1']);
    expect(await list('status=waiting')).toEqual(['waiting 1']);
    expect(await list('version=2')).toEqual(['ended 2']);
    expect(await world.api(`/${id}/executions?status=odd`)).toMatchObject({ status: 400 });
  });
});
