import type { ServerResponse } from 'node:http';
import { brotliCompressSync, deflateRawSync, deflateSync, gzipSync } from 'node:zlib';
import { flowChainHeader, maxFlowDepth } from '@tandem/contract';
import { describe, expect, it } from 'vitest';
import { httpFailures } from '../http.model.ts';
import { type Answer, type Asked, createWorld, planted, startServer } from './calls.fixture.ts';
import { selfSigned } from './self-signed.fixture.ts';

/** A secret in every place of a request that may hold one. */
const loaded: Asked = {
  method: 'POST',
  query: [['key', planted]],
  headers: [
    ['Authorization', `Bearer ${planted}`],
    ['X-Api-Key', planted],
  ],
  body: { kind: 'json', value: {}, secrets: { pin: { kind: 'insecure', value: planted } } },
};

const zeros = Buffer.alloc(10 * 1024 * 1024);
const packed =
  (coding: string, bytes: Buffer): Answer =>
  (response) =>
    response.writeHead(200, { 'content-encoding': coding }).end(bytes);
const drip: Answer = (response) => {
  response.writeHead(200);
  const next = () => {
    if (!response.destroyed) response.write('.', () => setTimeout(next, 5));
  };
  next();
};
const silent: Answer = () => {};
const broken: Answer = (response) => response.socket?.destroy();
const halfway: Answer = (response: ServerResponse) => {
  response.writeHead(200, { 'content-length': '100' });
  response.write('x', () => response.destroy());
};

type Failure = {
  readonly what: string;
  readonly answer?: Answer;
  readonly asked?: Asked;
  readonly code: string;
  readonly says: RegExp;
};

const failures: readonly Failure[] = [
  {
    what: 'a server that never answers',
    answer: silent,
    asked: { timeoutMs: 60 },
    code: 'http.timeout',
    says: /^127\.0\.0\.1:\d+ did not answer within 60 ms\.$/,
  },
  {
    what: 'a server that drips for ever',
    answer: drip,
    asked: { timeoutMs: 120 },
    code: 'http.timeout',
    says: /within 120 ms/,
  },
  {
    what: 'a connection that breaks off before the answer',
    answer: broken,
    code: 'http.unreachable',
    says: /broke off/,
  },
  {
    what: 'a connection that breaks off in the answer',
    answer: halfway,
    code: 'http.unreachable',
    says: /broke off/,
  },
  {
    what: '10 MB where 1 MB is taken',
    answer: (response) => response.end(zeros),
    code: 'http.response.too.large',
    says: /longer than 1048576 bytes/,
  },
  ...(
    [
      ['gzip', gzipSync(zeros)],
      ['br', brotliCompressSync(zeros)],
      ['deflate', deflateSync(zeros)],
      ['gzip, gzip', gzipSync(gzipSync(zeros))],
    ] as const
  ).map(([coding, bytes]) => ({
    what: `10 MB in ${bytes.length} bytes of ${coding}`,
    answer: packed(coding, bytes),
    code: 'http.response.too.large',
    says: /longer than 1048576 bytes/,
  })),
  {
    what: 'a compression that is broken',
    answer: packed('gzip', Buffer.from(planted)),
    code: 'http.response.unreadable',
    says: /compression is broken/,
  },
  {
    what: 'a compression nobody knows',
    answer: packed(planted, Buffer.from('x')),
    code: 'http.response.unreadable',
    says: /not one that was asked for/,
  },
  {
    what: 'an answer that is not HTTP',
    answer: (response) => response.socket?.end('hello\r\n\r\n'),
    code: 'http.response.unreadable',
    says: /not HTTP/,
  },
  ...['', 'nonsense', '/users', '//127.0.0.1/x', 'ftp://127.0.0.1/', 'javascript:1', 'http://'].map(
    (url) => ({
      what: `the address "${url}"`,
      asked: { url },
      code: 'http.url',
      says: /not a complete http/,
    }),
  ),
  {
    what: 'a password in the address',
    asked: { url: `https://me:${planted}@public.test/` },
    code: 'http.url',
    says: /user name or password/,
  },
  {
    what: 'a private address',
    asked: { url: 'http://127.0.0.1:9/' },
    code: 'http.refused.by.guard',
    says: /127\.0\.0\.1:9 are blocked/,
  },
  {
    what: 'a name that leads to a private address, which is not told',
    asked: { url: 'http://intranet.test/' },
    code: 'http.refused.by.guard',
    says: /^(?!.*10\.1\.2\.3).*intranet\.test:80/,
  },
  {
    what: 'the metadata service of a cloud',
    asked: { url: 'http://169.254.169.254/latest/meta-data' },
    code: 'http.refused.by.guard',
    says: /169\.254\.169\.254/,
  },
  {
    what: 'a name that is none',
    asked: { url: 'https://nowhere.test/' },
    code: 'http.unreachable',
    says: /^nowhere\.test cannot be reached: its name cannot be resolved\.$/,
  },
  {
    what: 'a header that ends its line',
    asked: { headers: [['X-Key', `a\r\n${planted}: b`]] },
    code: 'http.header',
    says: /the header x-key/,
  },
  {
    what: 'a header beyond its character set',
    asked: { headers: [['X-Key', `${planted} €`]] },
    code: 'http.header',
    says: /the header x-key/,
  },
  {
    what: 'a header without a proper name',
    asked: { headers: [[`${planted}:`, 'x']] },
    code: 'http.header',
    says: /name of a header/,
  },
  ...['Host', 'Content-Length', 'transfer-encoding', 'Connection', 'Upgrade', 'Expect'].map(
    (name) => ({
      what: `the header ${name}`,
      asked: { headers: [[name, '1']] } as Asked,
      code: 'http.header',
      says: /set by the connection itself/,
    }),
  ),
  {
    what: 'a secret beside no object',
    asked: {
      body: {
        kind: 'json',
        value: [1],
        secrets: { pin: { kind: 'insecure', value: planted } },
      },
    },
    code: 'http.body',
    says: /fields of a JSON object/,
  },
];

describe('an HTTP request that fails', () => {
  it.each(failures)('tells of $what', async ({ answer, asked, code, says }) => {
    await using server = await startServer(answer);
    await using world = createWorld([server.host]);
    const input = await world.send({ url: server.url, ...loaded, retries: 3, ...asked });
    expect(input).toMatchObject({ kind: 'failed', effect: 'run-1/7', code });
    expect(input.kind === 'failed' && input.message).toMatch(says);
    expect(httpFailures).toContain(code);
    expect(JSON.stringify(input)).not.toContain(planted);
    // Neither a timeout nor any other failure is repeated.
    expect(server.seen.length).toBeLessThan(2);
    expect(world.pauses).toEqual([]);
  });

  it('tells of a host that is not there', async () => {
    const gone = await startServer();
    await gone[Symbol.asyncDispose]();
    await using world = createWorld([gone.host]);
    expect(await world.send({ url: gone.url, ...loaded })).toMatchObject({
      code: 'http.unreachable',
      message: `${gone.host} cannot be reached: it refuses the connection.`,
    });
  });

  it('tells of a certificate that signed itself, and of no TLS at all', async () => {
    await using secure = await startServer(undefined, selfSigned());
    await using plain = await startServer();
    await using world = createWorld([secure.host, plain.host]);
    expect(await world.send({ url: secure.url, ...loaded })).toMatchObject({
      code: 'http.tls',
      message: `No secure connection to ${secure.host}: its certificate is signed by itself.`,
    });
    const none = await world.send({ url: plain.url.replace('http:', 'https:'), ...loaded });
    expect(none).toMatchObject({ code: 'http.tls' });
    expect(JSON.stringify(none)).not.toContain(planted);
    expect(secure.seen).toEqual([]);
  });

  it('tells of a connection that is not there in time', async () => {
    let arrived = () => {};
    const busy = new Promise<void>((resolve) => {
      let count = 0;
      arrived = () => {
        count += 1;
        if (count === 4) resolve();
      };
    });
    await using server = await startServer(() => arrived());
    await using world = createWorld([server.host]);
    // All connections that the client may have to the host are taken.
    const waiting = [1, 2, 3, 4].map(() => world.send({ url: server.url, timeoutMs: 400 }));
    await busy;
    const late = await world.send({ url: server.url, connectTimeoutMs: 30 });
    expect(late).toMatchObject({
      code: 'http.timeout',
      message: `${server.host} took no connection within 30 ms.`,
    });
    await Promise.all(waiting);
  });
});

describe('a response', () => {
  it('of 10 MB is whole where that much is taken', async () => {
    await using server = await startServer((response) => response.end(Buffer.alloc(10e6, 'x')));
    await using world = createWorld([server.host]);
    const input = await world.send({ url: server.url, maxResponseBytes: 16_777_216 });
    expect(input.kind === 'httpResponse' && input.response.body.length).toBe(10e6);
  });

  it.each([
    ['gzip', gzipSync('héllo')],
    ['x-gzip', gzipSync('héllo')],
    ['deflate', deflateSync('héllo')],
    ['deflate', deflateRawSync('héllo')],
    ['br', brotliCompressSync('héllo')],
    ['identity', Buffer.from('héllo')],
    ['gzip, br', brotliCompressSync(gzipSync('héllo'))],
    ['gzip', Buffer.alloc(0)],
  ])('is unpacked from %s', async (coding, bytes) => {
    await using server = await startServer(packed(coding, bytes));
    await using world = createWorld([server.host]);
    const input = await world.send({ url: server.url });
    const expected = bytes.length === 0 ? '' : 'héllo';
    expect(input).toMatchObject({ kind: 'httpResponse', response: { body: expected } });
    expect(server.seen[0]?.headers['accept-encoding']).toBe('gzip, deflate, br');
  });

  it.each([
    ['text/plain', Buffer.from('ü€'), 'ü€'],
    ['text/plain', Buffer.from('\uFEFFü'), 'ü'],
    ['text/plain; charset=ISO-8859-1', Buffer.from('ü', 'latin1'), 'ü'],
    ['text/plain; charset="windows-1252"', Buffer.from([0x80]), '€'],
    ['text/plain; charset=utf-16le', Buffer.from('ü', 'utf16le'), 'ü'],
    ['text/plain; charset=iso-8859-9', Buffer.from([0xf0]), 'ğ'],
    ['text/plain; charset=nonsense', Buffer.from('ü'), 'ü'],
    [
      'application/xml',
      Buffer.from('<?xml version="1.0" encoding="ISO-8859-1"?><a>ü</a>', 'latin1'),
      '<?xml version="1.0" encoding="ISO-8859-1"?><a>ü</a>',
    ],
    ['application/octet-stream', Buffer.from([0x61, 0, 0xff]), 'a\uFFFD\uFFFD'],
  ])('of %s is read in its character set', async (type, bytes, expected) => {
    await using server = await startServer((response) =>
      response.writeHead(200, { 'content-type': type }).end(bytes),
    );
    await using world = createWorld([server.host]);
    const input = await world.send({ url: server.url });
    expect(input).toMatchObject({ kind: 'httpResponse', response: { body: expected } });
  });
});

describe('a redirect', () => {
  const to =
    (status: number, location: string): Answer =>
    (response, { url }) =>
      url.startsWith('/from')
        ? response.writeHead(status, { location }).end()
        : response.end('there');

  it.each([
    ['none', 302, '/there', 302],
    ['sameOrigin', 302, '/there', 200],
    ['sameOrigin', 200, '/there', 200],
    ['sameOrigin', 302, 'https://public.test/there', 302],
    ['sameOrigin', 302, 'http://169.254.169.254/', 302],
    ['sameOrigin', 302, '//intranet.test/there', 302],
    ['sameOrigin', 302, 'http://', 302],
    ['sameOrigin', 302, 'file:///etc/passwd', 302],
    ['sameOrigin', 302, '/from', 302],
  ] as const)('with %s: %i to %s', async (followRedirects, status, location, expected) => {
    await using server = await startServer(to(status, location));
    await using other = await startServer();
    await using world = createWorld([server.host, other.host]);
    const input = await world.send({ url: `${server.url}/from`, ...loaded, followRedirects });
    expect(input).toMatchObject({ kind: 'httpResponse', response: { status: expected } });
    expect(server.seen.length).toBeLessThanOrEqual(6);
    expect(other.seen).toEqual([]);
  });

  it('to another port is another origin: nothing is sent there', async () => {
    await using other = await startServer();
    await using server = await startServer(to(307, `${other.url}/there`));
    await using world = createWorld([server.host, other.host]);
    const url = `${server.url}/from`;
    const input = await world.send({ url, ...loaded, followRedirects: 'sameOrigin' });
    expect(input).toMatchObject({ kind: 'httpResponse', response: { status: 307 } });
    expect(other.seen).toEqual([]);
  });

  it.each([
    [301, 'POST', 'GET', ''],
    [302, 'POST', 'GET', ''],
    [303, 'PUT', 'GET', ''],
    [307, 'POST', 'POST', 'hello'],
    [308, 'PUT', 'PUT', 'hello'],
    [302, 'DELETE', 'DELETE', 'hello'],
  ] as const)('%i of %s goes on as %s', async (status, method, then, body) => {
    await using server = await startServer(to(status, 'there?x=1'));
    await using world = createWorld([server.host]);
    await world.send({
      ...{ url: `${server.url}/from`, method, followRedirects: 'sameOrigin' },
      headers: [['X-Key', 'kept']],
      body: { kind: 'text', contentType: 'text/plain', text: 'hello' },
    });
    const [, second] = server.seen;
    expect(second).toMatchObject({ method: then, url: '/there?x=1', body });
    expect(second?.headers['x-key']).toBe('kept');
    expect(second?.headers['content-type']).toBe(body === '' ? undefined : 'text/plain');
  });
});

describe('a refusal of a chain', () => {
  it('is believed only where it asked from as deep as a chain may be', async () => {
    const refuse: Answer = (response) =>
      response.writeHead(409, { [flowChainHeader]: '10' }).end('{"taken":true}');
    await using server = await startServer(refuse);
    await using world = createWorld([server.host]);
    const send = (depth?: number) =>
      world.send({ url: server.url }, depth === undefined ? {} : { depth });
    for (const depth of [undefined, 0, maxFlowDepth - 1])
      expect(await send(depth)).toMatchObject({
        kind: 'httpResponse',
        response: { status: 409 },
      });
    expect(await send(maxFlowDepth)).toMatchObject({ kind: 'failed', code: 'http.chain' });
  });
});
