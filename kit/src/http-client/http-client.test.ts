import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { describe, expect, it } from 'vitest';
import { createEgressGuard, parseEgressRule } from './egress.ts';
import { createHttpClient } from './http-client.ts';

const serve = async (listener: RequestListener) => {
  const server = createServer(listener).listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    port,
    url: `http://127.0.0.1:${port}`,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
};

const clientFor = (...allow: string[]) =>
  createHttpClient({ guard: createEgressGuard({ allow: allow.map(parseEgressRule) }) });

describe('http client', () => {
  it('sends method, headers and body and answers status, headers and bytes', async () => {
    await using server = await serve((request, response) => {
      request.pipe(
        response.writeHead(201, {
          'x-method': request.method ?? '',
          'x-seen': request.headers['x-sent'] ?? '',
        }),
      );
    });
    const client = clientFor(`127.0.0.1:${server.port}`);
    const reply = await client.request({
      method: 'POST',
      url: server.url,
      headers: { 'x-sent': 'a' },
      body: 'héllo',
    });
    expect(reply).toMatchObject({ status: 201, headers: { 'x-method': 'POST', 'x-seen': 'a' } });
    expect(reply.body.toString()).toBe('héllo');
    await client.close();
  });

  it('gives up on an answer that drips for ever, and on a call that waits for its turn', async () => {
    const drips = new Set<NodeJS.Timeout>();
    await using server = await serve((_request, response) => {
      response.writeHead(200);
      drips.add(setInterval(() => response.write('.'), 20));
    });
    const { port } = server;
    const guard = createEgressGuard({ allow: [parseEgressRule(`127.0.0.1:${port}`)] });
    const client = createHttpClient({ guard, connections: 1 });
    const calls = [200, 100].map((timeoutMs) =>
      client.request({ method: 'GET', url: server.url, timeoutMs }),
    );
    const ended = await Promise.allSettled(calls);
    for (const drip of drips) clearInterval(drip);
    expect(ended).toMatchObject([
      { status: 'rejected', reason: { reason: 'timeout' } },
      { status: 'rejected', reason: { reason: 'timeout' } },
    ]);
    await client.close();
  });

  it('does not follow a redirect', async () => {
    await using server = await serve((_request, response) =>
      response.writeHead(302, { location: 'http://127.0.0.1:1/' }).end(),
    );
    const client = clientFor('127.0.0.1');
    expect((await client.request({ method: 'GET', url: server.url })).status).toBe(302);
    await client.close();
  });

  it('tells a refused connection, a silent server and an oversized answer apart', async () => {
    await using silent = await serve(() => {});
    await using large = await serve((_request, response) => response.end('x'.repeat(2000)));
    const client = clientFor('127.0.0.1');
    await expect(
      client.request({ method: 'GET', url: 'http://127.0.0.1:1/' }),
    ).rejects.toMatchObject({ reason: 'connect' });
    await expect(
      client.request({ method: 'GET', url: silent.url, timeoutMs: 50 }),
    ).rejects.toMatchObject({ reason: 'timeout' });
    await expect(
      client.request({ method: 'GET', url: large.url, maxBytes: 1000 }),
    ).rejects.toMatchObject({ reason: 'too-large' });
    await client.close();
  });

  it('has its answer with the status where nobody reads on, whatever follows it', async () => {
    const ended: string[] = [];
    const drips = new Set<NodeJS.Timeout>();
    await using server = await serve((request, response) => {
      const { url = '' } = request;
      response.on('close', () => ended.push(url));
      if (url === '/early') response.writeEarlyHints({ link: '</a>; rel=preload' });
      response.writeHead(202);
      if (url === '/drip') drips.add(setInterval(() => response.write('.'), 20));
      else if (url === '/broken') response.write('.', () => response.destroy());
      else response.end(url === '/large' ? 'x'.repeat(200_000) : 'short');
    });
    const client = clientFor('127.0.0.1');
    for (const path of ['/short', '/large', '/drip', '/broken', '/early']) {
      const url = `${server.url}${path}`;
      const options = { method: 'POST', url, timeoutMs: 300, maxBytes: 1000, statusOnly: true };
      const { status, body } = await client.request(options);
      expect({ path, status, bytes: body.length }).toEqual({ path, status: 202, bytes: 0 });
    }
    // What goes on for ever is cut off all the same.
    await expect.poll(() => ended).toContain('/drip');
    for (const drip of drips) clearInterval(drip);
    await client.close();
  });

  it('ends a call that is given up before, while it waits for its turn, and while it runs', async () => {
    let arrived = 0;
    await using silent = await serve(() => {
      arrived += 1;
    });
    const guard = createEgressGuard({ allow: [parseEgressRule('127.0.0.1')] });
    const client = createHttpClient({ guard, connections: 1 });
    const call = (signal: AbortSignal) =>
      client.request({ method: 'GET', url: silent.url, signal });
    await expect(call(AbortSignal.abort())).rejects.toMatchObject({ reason: 'aborted' });
    const [running, waiting] = [new AbortController(), new AbortController()];
    const ended = [call(running.signal), call(waiting.signal)].map((one) =>
      one.then(
        () => 'answered',
        (error: { reason: string }) => error.reason,
      ),
    );
    await expect.poll(() => arrived).toBe(1);
    waiting.abort();
    expect(await ended[1]).toBe('aborted');
    running.abort();
    expect(await ended[0]).toBe('aborted');
    expect(arrived).toBe(1);
    await client.close();
  });

  it('refuses private addresses that are not allowed, naming the setting and the value to add', async () => {
    await using server = await serve((_request, response) => response.end());
    const client = clientFor('127.0.0.1:1');
    await expect(client.request({ method: 'GET', url: server.url })).rejects.toMatchObject({
      code: 'egress.blocked',
      message: expect.stringContaining(`TANDEM_EGRESS_ALLOW=127.0.0.1:${server.port}`),
    });
    await expect(
      client.request({ method: 'GET', url: 'file:///etc/passwd' }),
    ).rejects.toMatchObject({ code: 'egress.url.invalid' });
    await client.close();
  });
});

describe('egress guard', () => {
  const guardSeeing = (addresses: string[], ...allow: string[]) =>
    createEgressGuard({
      allow: allow.map(parseEgressRule),
      lookup: (async () =>
        addresses.map((address) => ({ address, family: 4 }))) as unknown as NonNullable<
        Parameters<typeof createEgressGuard>[0]['lookup']
      >,
    });

  it.each([
    '10.0.0.1',
    '127.0.0.1',
    '169.254.169.254',
    '172.16.0.1',
    '192.168.1.1',
    '100.64.0.1',
    '0.0.0.0',
    '224.0.0.1',
    '::1',
    '::7f00:1',
    '::a9fe:a9fe',
    'fe80::1',
    'fc00::1',
    '::ffff:10.0.0.1',
    '64:ff9b::a00:1',
    '2002:a00:1::1',
  ])('blocks a name that resolves to %s', async (address) => {
    await expect(guardSeeing([address]).resolve('internal.example', 443)).rejects.toMatchObject({
      code: 'egress.blocked',
    });
  });

  it('dials the public address of a name', async () => {
    expect(await guardSeeing(['203.0.114.7']).resolve('a.example', 443)).toEqual({
      address: '203.0.114.7',
      family: 4,
      isPrivate: false,
    });
    expect(await guardSeeing(['10.0.0.1', '2a00:1450::1']).resolve('a.example', 443)).toMatchObject(
      { address: '2a00:1450::1' },
    );
  });

  it.each([
    ['crm.internal', 'crm.internal', 1, true],
    ['crm.internal:8443', 'crm.internal', 8443, true],
    ['crm.internal:8443', 'crm.internal', 443, false],
    ['10.0.0.0/8', 'crm.internal', 80, true],
    ['10.0.0.0/8:80', 'crm.internal', 81, false],
    ['10.0.0.5:80', 'crm.internal', 80, true],
    ['other.internal', 'crm.internal', 80, false],
    ['[::1]:80', 'crm.internal', 80, false],
  ])('with %s allowed, %s:%i is reachable: %s', async (entry, host, port, reachable) => {
    const found = guardSeeing(['10.0.0.5'], entry).resolve(host, port);
    await (reachable
      ? expect(found).resolves.toBeDefined()
      : expect(found).rejects.toMatchObject({ code: 'egress.blocked' }));
  });

  it('refuses an entry that nobody can understand', () => {
    expect(() => parseEgressRule('http://x')).toThrow('not a host');
    expect(() => parseEgressRule('10.0.0.0/99')).toThrow();
  });
});
