import { request } from 'node:http';
import type { AddressInfo } from 'node:net';
import { handle } from '@tandem/contract';
import { createTestClock, createTestIds, silentLog } from '@tandem/kit/testing';
import { Type } from 'typebox';
import { afterEach, describe, expect, it } from 'vitest';
import { createHttpApp } from './app.ts';
import { createRateLimiter } from './rate-limit.ts';
import { createTrustedProxies, trustedProxiesOf } from './trusted-proxies.ts';

const links = {
  method: 'GET',
  path: '/links',
  access: 'public',
  reply: { 200: Type.Unknown() },
} as const;

type Answer = { origin: string; clientOrigin: string; address: string };

describe('links and callers', () => {
  const open: { close: () => Promise<void> }[] = [];
  afterEach(async () => {
    await Promise.all(open.splice(0).map((app) => app.close()));
  });
  type Init = { publicUrl?: string; proxies?: readonly string[]; usual?: boolean };
  const start = async (init: Init = {}) => {
    const clock = createTestClock();
    const app = createHttpApp({
      authenticate: async () => null,
      rateLimiter: createRateLimiter({ perMinute: 0, clock }),
      ids: createTestIds(),
      clock,
      log: silentLog,
      publicUrl: init.publicUrl,
      isTrustedProxy: trustedProxiesOf({
        TANDEM_PUBLIC_URL: init.usual ? 'https://chat.example' : undefined,
        TANDEM_TRUSTED_PROXIES: init.usual ? undefined : (init.proxies ?? []),
      }),
      handlers: [
        handle(links, async ({ origin, clientOrigin, address }) => ({
          status: 200,
          body: { origin, clientOrigin, address },
        })),
      ],
      catalogue: false,
    });
    await app.listen({ port: 0, host: '127.0.0.1' });
    open.push(app);
    const { port } = app.server.address() as AddressInfo;
    const ask = (headers: Record<string, string>) =>
      new Promise<Answer>((resolve, reject) => {
        const asked = request({ host: '127.0.0.1', port, path: '/links', headers }, (response) => {
          let text = '';
          response.setEncoding('utf8');
          response.on('data', (part: string) => {
            text += part;
          });
          response.on('end', () => resolve(JSON.parse(text) as Answer));
        });
        asked.on('error', reject).end();
      });
    return { port, ask };
  };

  it('name this machine as it was called, but never an address that the caller made up', async () => {
    const { port, ask } = await start();
    const here = `http://127.0.0.1:${port}`;
    expect((await ask({ host: `127.0.0.1:${port}` })).origin).toBe(here);
    // A container's port may have another number outside.
    expect((await ask({ host: 'localhost:80' })).origin).toBe('http://localhost');
    for (const host of ['evil.example', `evil.example:${port}`, 'localhost.evil.example', '::', ''])
      expect((await ask({ host })).origin, host).toBe(here);
    const forwarded = { host: `127.0.0.1:${port}`, 'x-forwarded-host': 'evil.example' };
    expect((await ask(forwarded)).origin).toBe(here);
    expect((await ask({ host: 'desk.example:8080' })).clientOrigin).toBe(
      'http://desk.example:8080',
    );
  });

  it('are the public ones when they are set', async () => {
    const { ask } = await start({ publicUrl: 'https://chat.example' });
    const answer = await ask({ host: 'evil.example', 'x-forwarded-host': 'evil.example' });
    expect(answer).toMatchObject({
      origin: 'https://chat.example',
      clientOrigin: 'https://chat.example',
    });
  });

  it('follow a proxy that is trusted, and nobody else', async () => {
    const headers = {
      host: 'inside:8080',
      'x-forwarded-host': 'chat.example',
      'x-forwarded-proto': 'https',
      'x-forwarded-for': '203.0.113.1, 198.51.100.7, 10.0.0.1',
    };
    const trusting = await start({ proxies: ['loopback', '10.0.0.0/8'] });
    expect(await trusting.ask(headers)).toMatchObject({
      origin: 'https://chat.example',
      // The nearest that is no proxy of ours: what stands before it, the caller wrote.
      address: '198.51.100.7',
    });
    const wary = await start({ proxies: ['10.0.0.0/8'] });
    expect(await wary.ask(headers)).toMatchObject({
      origin: `http://127.0.0.1:${wary.port}`,
      address: '127.0.0.1',
    });
  });

  it('follow a proxy that nobody has named for what it has seen itself: its own clients are no proxies', async () => {
    const headers = { host: 'inside:8080', 'x-forwarded-proto': 'https' };
    const from = async (init: Init, forwarded: string) =>
      (await (await start(init)).ask({ ...headers, 'x-forwarded-for': forwarded })).address;
    expect(await from({ usual: true }, '198.51.100.7')).toBe('198.51.100.7');
    // Somebody in the same private network as the proxy, who makes up where he comes from.
    expect(await from({ usual: true }, '203.0.113.1, 192.168.1.20')).toBe('192.168.1.20');
    const named = { proxies: ['loopback', '192.168.1.0/24'] };
    expect(await from(named, '203.0.113.1, 192.168.1.20')).toBe('203.0.113.1');
  });

  it('refuses proxies that cannot be read', () => {
    for (const rule of ['proxy.example', '10.0.0.0/33', '10.0.0.0/x', ''])
      expect(() => createTrustedProxies([rule]), rule).toThrow('is not an address');
    expect(createTrustedProxies(['::ffff:0:0/96', 'fd00::/8'])('fd00::1')).toBe(true);
  });
});
