import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { parseEgressRule, silentLog, systemClock } from '@tandem/kit';
import { testClock, testIds } from '@tandem/kit/testing';
import { describe, expect, it } from 'vitest';
import { createHttpApp } from '../http/app.ts';
import { mountHealth } from '../http/health.ts';
import { createRateLimiter } from '../http/rate-limit.ts';
import { createMetrics } from './metrics.ts';
import { createFilesGuard, openOutbound } from './outbound.ts';

/** A server of ours with nothing but the figures, and what it calls with. */
const startOwn = async (settings: { allow?: string; files?: string } = {}) => {
  const rules = (text = '') => (text ? [parseEgressRule(text)] : []);
  const outbound = openOutbound(
    {
      TANDEM_EGRESS_ALLOW: rules(settings.allow),
      TANDEM_EGRESS_ALLOW_FILES: rules(settings.files),
    },
    systemClock,
  );
  const clock = testClock();
  const app = createHttpApp({
    authenticate: async () => null,
    rateLimiter: createRateLimiter({ perMinute: 0, clock }),
    ...{ ids: testIds(), clock, log: silentLog, publicUrl: undefined },
    ...{ handlers: [], catalogue: false },
  });
  mountHealth(app, {
    metrics: createMetrics([], clock),
    metricsToken: undefined,
    isOwnCall: outbound.isOwnCall,
    problems: async () => [],
  });
  await app.listen({ port: 0, host: '127.0.0.1' });
  const { port } = app.server.address() as AddressInfo;
  const url = `http://127.0.0.1:${port}`;
  outbound.allowOwn(url);
  const file = (address: string) =>
    outbound.files.request({ method: 'GET', url: address }).then(
      ({ status }) => status,
      ({ code }: { code: string }) => code,
    );
  return {
    ...{ outbound, url, port, file },
    async [Symbol.asyncDispose]() {
      await outbound.close();
      await app.close();
    },
  };
};

/** Somebody else on this machine, who notes what is asked. */
const startNeighbour = async () => {
  const asked: string[] = [];
  const server = createServer(({ url }, response) => {
    asked.push(String(url));
    response.end('internal');
  }).listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  return {
    asked,
    host: `127.0.0.1:${(server.address() as AddressInfo).port}`,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
};

const id = '6f1a3c52-8a9e-4d0f-9f3e-0b6a1c2d3e4f';
const signed = `/v3/directline/attachments/${id}/${'s'.repeat(43)}`;

describe('files whose addresses strangers name', () => {
  it('are read at none of the private addresses that other calls may reach', async () => {
    await using neighbour = await startNeighbour();
    await using own = await startOwn({ allow: neighbour.host });
    const url = `http://${neighbour.host}/admin?delete=all`;
    expect(await own.file(url)).toBe('egress.file.blocked');
    expect(neighbour.asked).toEqual([]);
    expect((await own.outbound.http.request({ method: 'GET', url })).status).toBe(200);
  });

  it('are read where the operator says that files lie', async () => {
    await using neighbour = await startNeighbour();
    await using own = await startOwn({ files: neighbour.host });
    expect(await own.file(`http://${neighbour.host}/7.png`)).toBe(200);
    expect(neighbour.asked).toEqual(['/7.png']);
  });

  it('are read at this server’s own port only where it has signed them', async () => {
    await using own = await startOwn({ allow: '127.0.0.0/8', files: '127.0.0.0/8' });
    const other = own.url.replace('127.0.0.1', '127.0.0.2');
    const paths = [
      ...['/metrics', '/health/live', `${signed}/../../../../../metrics`, `${signed}?x=1`],
      ...[`/v3/directline/attachments/agent/${id}/1/0/2/${'s'.repeat(43)}`],
      ...[`/api/v2/downloads/${id}`, `/api/v2/conversations?${signed}`],
    ];
    for (const origin of [own.url, other])
      for (const path of paths)
        expect([path, await own.file(origin + path)]).toEqual([path, 'egress.file.blocked']);
    // Reached: there is no such file on this server.
    expect(await own.file(own.url + signed)).toBe(404);
    expect(await own.file(`${own.url}/api/v2/downloads/${id}?until=1&signature=s-_`)).toBe(404);
    expect(await own.file('file:///etc/passwd')).toBe('egress.url.invalid');
  });
});

describe('a private host that serves files at the port that is this server’s too', () => {
  const rules = ['10.0.0.0/8', '0.0.0.0/8', '127.0.0.0/8', '::/0'].map(parseEgressRule);
  const guard = createFilesGuard(rules, { port: 8080 }, () => ['10.0.0.5', 'fd00::5']);

  it.each(['10.0.0.6', '::ffff:10.0.0.6', 'fd00::6'])('is reached at %s', async (address) => {
    expect(await guard.resolve(address, 8080)).toMatchObject({ address, isPrivate: true });
  });

  it.each([
    ...['10.0.0.5', '::ffff:10.0.0.5', 'fd00::5', '127.0.0.9', '::1'],
    ...['0.0.0.0', '::', '::ffff:127.0.0.1', '::7f00:1'],
  ])('is not this machine by its address %s', async (address) => {
    const refused = { code: 'egress.file.blocked' };
    await expect(guard.resolve(address, 8080)).rejects.toMatchObject(refused);
    expect(await guard.resolve(address, 8081)).toMatchObject({ address });
  });
});

describe('the own address', () => {
  it.each([
    ['http://127.0.0.1', 80],
    ['https://127.0.0.1', 443],
    ['http://[::1]:80', 80],
    ['http://127.0.0.1:8080', 8080],
  ])('%s opens its own port alone to other calls', async (url, port) => {
    const { guard, allowOwn } = openOutbound(
      { TANDEM_EGRESS_ALLOW: [], TANDEM_EGRESS_ALLOW_FILES: [] },
      systemClock,
    );
    allowOwn(url);
    const { hostname } = new URL(url);
    expect(await guard.resolve(hostname, port)).toMatchObject({ isPrivate: true });
    await expect(guard.resolve(hostname, 5432)).rejects.toMatchObject({ code: 'egress.blocked' });
  });
});

describe('the figures', () => {
  it('are not for what this process calls itself, whoever made it', async () => {
    await using own = await startOwn();
    const url = `${own.url}/metrics`;
    expect((await fetch(url)).status).toBe(200);
    expect((await own.outbound.http.request({ method: 'GET', url })).status).toBe(403);
    expect((await fetch(url)).status).toBe(200);
  });
});
