import { oauthOperations as ops, type Principal } from '@tandem/contract';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startTestIdentity, type TestIdentity, type TestOrganisation } from '../testing/index.ts';

const send = { method: 'POST', path: '/api/v2/messages' } as never;
const read = { method: 'GET', path: '/api/v2/users/{userId}' } as never;

describe('usage of OAuth clients', () => {
  let test: TestIdentity;
  let acme: TestOrganisation;
  let other: TestOrganisation;
  let clientId: string;
  beforeAll(async () => {
    test = await startTestIdentity();
    acme = await test.organisation('Acme');
    other = await test.organisation('Other');
    const made = await acme.call(ops.postOauthClients, {
      body: { name: 'Script', authorizedGrantType: 'CLIENT-CREDENTIALS' },
    });
    clientId = made.body.id;
    const { note, flush } = test.identity.usage;
    const principal = { org: acme.org, clientId, userId: null } as unknown as Principal;
    for (const status of [200, 200, 202, 404, 429, 503]) note(principal, send, status);
    await flush();
    for (const status of [200, 302]) note(principal, read, status);
    note({ ...principal, clientId: derived(clientId) }, read, 200);
  });
  afterAll(() => test[Symbol.asyncDispose]());

  const derived = (id: string) => id.replace(/.$/, (last) => (last === '0' ? '1' : '0'));
  const interval = '2025-01-01T00:00:00Z/2025-12-31T00:00:00Z';
  const today = () => {
    const now = test.clock.now().getTime();
    return `${new Date(now - 3_600_000).toISOString()}/${new Date(now + 3_600_000).toISOString()}`;
  };
  const ask = async (body: object, from = acme) => {
    const asked = await from.call(ops.postOauthClientUsageQuery, { params: { clientId }, body });
    if (asked.status !== 200) return asked;
    const { executionId, resultsUri } = asked.body;
    expect(resultsUri).toBe(`/api/v2/oauth/clients/${clientId}/usage/query/results/${executionId}`);
    return from.call(ops.getOauthClientUsageQueryResult, { params: { clientId, executionId } });
  };

  it('is the sum of what was answered, with what this node has not stored yet', async () => {
    const { body } = await ask({ interval: today() });
    expect(body).toEqual({
      queryStatus: 'Complete',
      results: [
        { requests: 8, status200: 4, status300: 1, status400: 1, status429: 1, status500: 1 },
      ],
    });
  });

  it('is told by day and operation, with the numbers that were asked for', async () => {
    const { body } = await ask({
      interval: today(),
      granularity: 'Day',
      groupBy: ['TemplateUri', 'HttpMethod', 'OAuthClientId'],
      metrics: ['Requests', 'Status429'],
    });
    const date = `${test.clock.now().toISOString().slice(0, 10)}T00:00:00.000Z`;
    const common = { clientId, clientName: 'Script', date };
    expect(body.results).toHaveLength(2);
    expect(body.results).toEqual(
      expect.arrayContaining([
        {
          ...common,
          templateUri: '/api/v2/messages',
          httpMethod: 'POST',
          requests: 6,
          status429: 1,
        },
        {
          ...common,
          templateUri: '/api/v2/users/{userId}',
          httpMethod: 'GET',
          requests: 2,
          status429: 0,
        },
      ]),
    );
    expect((await ask({ interval })).body.results[0].requests).toBe(0);
  });

  it('is summed up for the last days', async () => {
    const { status, body } = await acme.call(ops.getOauthClientUsageSummary, {
      params: { clientId },
      query: { days: '2' },
    });
    expect(status).toBe(200);
    const { executionId } = body;
    const result = await acme.call(ops.getOauthClientUsageQueryResult, {
      params: { clientId, executionId },
    });
    expect(result.body.results).toHaveLength(2);
  });

  it('is refused for what makes no sense', async () => {
    for (const body of [
      { interval: 'yesterday' },
      { interval: '2026-01-02T00:00:00Z/2026-01-01T00:00:00Z' },
      { interval: '2020-01-01T00:00:00Z/2026-01-01T00:00:00Z' },
      { interval, groupBy: ['Colour'] },
      { interval, metrics: ['Latency'] },
    ])
      expect(await ask(body), JSON.stringify(body)).toMatchObject({ status: 400 });
    const params = { clientId };
    for (const days of ['0', 'x', '1000'])
      expect(
        await acme.call(ops.getOauthClientUsageSummary, { params, query: { days } }),
      ).toMatchObject({ status: 400 });
  });

  it('is nothing to another organisation, nor is an answer that was never given', async () => {
    expect(await ask({ interval }, other)).toMatchObject({ status: 404 });
    const asked = await acme.call(ops.postOauthClientUsageQuery, {
      params: { clientId },
      body: { interval },
    });
    const { executionId } = asked.body;
    const params = { clientId, executionId };
    expect(await other.call(ops.getOauthClientUsageQueryResult, { params })).toMatchObject({
      status: 404,
    });
    expect(
      await acme.call(ops.getOauthClientUsageQueryResult, {
        params: { clientId, executionId: derived(executionId) },
      }),
    ).toMatchObject({ status: 404 });
    expect(ops.postOauthClientUsageQuery.permission).toEqual({
      any: ['oauth:client:view', 'usage:client:view'],
    });
  });
});
