import type { AddressInfo } from 'node:net';
import type { Log } from '@tandem/kit';
import { silentLog, testClock, testIds } from '@tandem/kit/testing';
import { afterEach, describe, expect, it } from 'vitest';
import { proxiesFinding } from '../cli/commands/proxies-finding.ts';
import { createMetrics } from '../compose/metrics.ts';
import { readServerSettings } from '../settings.ts';
import { createHttpApp } from './app.ts';
import { createForwardingWatch } from './forwarding-watch.ts';
import { mountHealth } from './health.ts';
import { createRateLimiter } from './rate-limit.ts';
import { createTrustedProxies } from './trusted-proxies.ts';

describe('forwarding headers', () => {
  const open: { close: () => Promise<void> }[] = [];
  afterEach(async () => {
    await Promise.all(open.splice(0).map((app) => app.close()));
  });
  const start = (proxies: readonly string[] = [], token?: string) => {
    const warnings: unknown[][] = [];
    const warn = (...said: unknown[]) => void warnings.push(said);
    const clock = testClock();
    const isTrustedProxy = createTrustedProxies(proxies);
    const log = { ...silentLog, warn } as unknown as Log;
    const forwarding = createForwardingWatch({ isTrustedProxy, log });
    const app = createHttpApp({
      authenticate: async () => null,
      rateLimiter: createRateLimiter({ perMinute: 0, clock }),
      ids: testIds(),
      clock,
      log: silentLog,
      publicUrl: undefined,
      isTrustedProxy,
      noteForwarding: forwarding.note,
      handlers: [],
      catalogue: false,
    });
    mountHealth(app, {
      metrics: createMetrics([forwarding.figure], clock),
      metricsToken: token,
      problems: async () => [],
    });
    open.push(app);
    const ask = (headers: Record<string, string>, remoteAddress = '203.0.113.9') =>
      app.inject({ method: 'GET', url: '/health/live', headers, remoteAddress });
    return { app, ask, warnings };
  };

  it.each(['x-forwarded-for', 'x-real-ip', 'forwarded'])(
    'of somebody who is not believed (%s) are told of once, without what they say',
    async (name) => {
      const { ask, warnings } = start(['10.0.0.0/8']);
      for (let n = 0; n < 3; n += 1) await ask({ [name]: '198.51.100.7' });
      expect(warnings).toHaveLength(1);
      const [fields, text] = warnings[0] ?? [];
      expect(fields).toEqual({ peer: '203.0.113.9' });
      expect(text).toContain('TANDEM_TRUSTED_PROXIES');
      expect(JSON.stringify(warnings)).not.toContain('198.51.100.7');
    },
  );

  it('of a proxy that is believed, or none at all, are nothing to tell', async () => {
    const { ask, warnings } = start(['10.0.0.0/8']);
    await ask({ 'x-forwarded-for': '198.51.100.7' }, '10.1.2.3');
    await ask({});
    expect(warnings).toEqual([]);
  });

  const look = async (app: ReturnType<typeof start>['app'], env: Record<string, string> = {}) => {
    await app.listen({ port: 0, host: '127.0.0.1' });
    const { port } = app.server.address() as AddressInfo;
    return proxiesFinding(readServerSettings({ PORT: String(port), ...env }));
  };

  it('of somebody who is not believed are a finding of doctor while the server runs', async () => {
    const { app, ask } = start();
    await ask({ 'x-forwarded-for': '198.51.100.7' });
    expect(await look(app)).toMatchObject({
      name: 'proxies',
      state: 'warning',
      what: expect.stringContaining('1 request'),
      advice: expect.stringContaining('TANDEM_TRUSTED_PROXIES'),
    });
  });

  it('are found with the token that the figures ask for, too', async () => {
    const { app, ask } = start([], 'a long random token');
    await ask({ 'x-forwarded-for': '198.51.100.7' });
    const env = { TANDEM_METRICS_TOKEN: 'a long random token' };
    expect(await look(app, env)).toMatchObject({ state: 'warning' });
    expect(await proxiesFinding(readServerSettings({ PORT: '1' }))).toMatchObject({ state: 'ok' });
  });

  it.each([
    [{}, 'nobody'],
    [{ TANDEM_PUBLIC_URL: 'https://a.example' }, 'loopback, linklocal, uniquelocal'],
    [{ TANDEM_PUBLIC_URL: 'https://a.example', TANDEM_TRUSTED_PROXIES: '10.0.0.5' }, '10.0.0.5'],
    [{ TANDEM_PUBLIC_URL: 'https://a.example', TANDEM_TRUSTED_PROXIES: 'none' }, 'nobody'],
  ])('are said by doctor to be believed of, with %j: %s', async (env, who) => {
    const { app } = start();
    expect(await look(app, env)).toEqual({
      name: 'proxies',
      state: 'ok',
      what: `forwarding headers are believed of ${who}`,
    });
  });
});
