import { silentLog, testClock, testIds } from '@tandem/kit/testing';
import { describe, expect, it } from 'vitest';
import { createMetrics, type Figure } from '../compose/metrics.ts';
import { createHttpApp } from './app.ts';
import { mountHealth } from './health.ts';
import { createRateLimiter } from './rate-limit.ts';

const waiting: Figure = { name: 'tandem_waiting', help: 'Waiting.', value: () => 3 };

const createApp = (options: { token?: string; figures?: readonly Figure[]; problem?: string }) => {
  const clock = testClock();
  const app = createHttpApp({
    authenticate: async () => null,
    rateLimiter: createRateLimiter({ perMinute: 0, clock }),
    ids: testIds(),
    clock,
    log: silentLog,
    publicUrl: undefined,
    isTrustedProxy: () => false,
    handlers: [],
    catalogue: false,
  });
  mountHealth(app, {
    metrics: createMetrics(options.figures ?? [waiting], clock),
    metricsToken: options.token,
    problems: async () => (options.problem ? [options.problem] : []),
  });
  return { app, clock };
};

const get = (
  app: ReturnType<typeof createHttpApp>,
  headers: Record<string, string> = {},
  remoteAddress = '127.0.0.1',
) => app.inject({ method: 'GET', url: '/metrics', headers, remoteAddress });

describe('the figures', () => {
  it('are for this machine alone without a token', async () => {
    const { app } = createApp({});
    for (const address of ['127.0.0.1', '127.8.8.8', '::1', '::ffff:127.0.0.1']) {
      const reply = await get(app, {}, address);
      expect(reply.statusCode).toBe(200);
      expect(reply.body).toContain('tandem_waiting 3');
    }
    for (const address of ['10.0.0.7', '::ffff:10.0.0.7', '2001:db8::1'])
      expect(await get(app, {}, address)).toMatchObject({ statusCode: 403 });
  });

  it('are not for what comes through a proxy on this machine', async () => {
    const { app } = createApp({});
    for (const name of ['x-forwarded-for', 'forwarded', 'via', 'x-real-ip'])
      expect(await get(app, { [name]: '203.0.113.9' })).toMatchObject({ statusCode: 403 });
    expect((await get(app, { via: '1.1 proxy' })).body).toContain('TANDEM_METRICS_TOKEN');
  });

  it('are not for flows, which call from this machine too', async () => {
    const { app } = createApp({});
    expect(await get(app, { 'tandem-flow-depth': '1' })).toMatchObject({ statusCode: 403 });
    const withToken = createApp({ token: 'a long random token' }).app;
    const headers = { authorization: 'Bearer a long random token', 'tandem-flow-depth': '1' };
    expect(await get(withToken, headers)).toMatchObject({ statusCode: 200 });
  });

  it('are for whoever has the token, from anywhere, and for nobody else', async () => {
    const { app } = createApp({ token: 'a long random token' });
    const bearer = { authorization: 'Bearer a long random token' };
    expect(await get(app, bearer, '10.0.0.7')).toMatchObject({ statusCode: 200 });
    expect(await get(app)).toMatchObject({ statusCode: 401 });
    expect(await get(app, { authorization: 'Bearer another' })).toMatchObject({ statusCode: 401 });
  });

  it('come without those that cannot be told now', async () => {
    const failing: Figure = {
      name: 'tandem_failing',
      help: 'Fails.',
      value: async () => Promise.reject(new Error('no database')),
    };
    const hanging: Figure = {
      name: 'tandem_hanging',
      help: 'Hangs.',
      value: () => new Promise<number>(() => {}),
    };
    const { app, clock } = createApp({ figures: [waiting, failing, hanging] });
    const asked = get(app);
    await clock.advance(10_000);
    const { statusCode, body } = await asked;
    expect(statusCode).toBe(200);
    expect(body).toContain('tandem_waiting 3');
    expect(body).toContain('tandem_failing Nan');
    expect(body).toContain('tandem_hanging Nan');
  });
});

describe('health', () => {
  it('is told to anybody, in a word', async () => {
    const { app } = createApp({ problem: 'database does not answer' });
    const live = await app.inject({ url: '/health/live', remoteAddress: '10.0.0.7' });
    expect(live).toMatchObject({ statusCode: 200, body: '{"status":"live"}' });
    const ready = await app.inject({ url: '/health/ready', remoteAddress: '10.0.0.7' });
    expect(ready.statusCode).toBe(503);
    expect(ready.headers['retry-after']).toBe('1');
    expect(ready.json()).toEqual({
      status: 'unavailable',
      problems: ['database does not answer'],
    });
  });
});
