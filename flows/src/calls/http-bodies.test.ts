import { PublicError } from '@tandem/kit';
import { describe, expect, it } from 'vitest';
import type { HttpBody } from '../http.model.ts';
import { createWorld, planted, request, startServer } from './calls.fixture.ts';

const boundaryOf = (contentType: string) => contentType.split('boundary=')[1] ?? '';

const bodies: readonly (readonly [string, HttpBody, string, string])[] = [
  [
    'text',
    { kind: 'text', contentType: 'application/xml', text: '<a>ü€</a>' },
    'application/xml',
    '<a>ü€</a>',
  ],
  [
    'form with a name that repeats',
    {
      kind: 'form',
      fields: [
        ['a', '1 & 2'],
        ['a', 'ü'],
        ['b', ''],
      ],
    },
    'application/x-www-form-urlencoded',
    'a=1+%26+2&a=%C3%BC&b=',
  ],
  [
    'file',
    { kind: 'file', fileName: 'list.csv', content: 'a;b' },
    'text/csv; charset=utf-8',
    'a;b',
  ],
  [
    'JSON',
    { kind: 'json', value: { name: 'Ada', tags: [1, null] }, secrets: {} },
    'application/json',
    '{"name":"Ada","tags":[1,null]}',
  ],
  [
    'JSON with a secret',
    {
      kind: 'json',
      value: { name: 'Ada' },
      secrets: { password: { kind: 'insecure', value: planted } },
    },
    'application/json',
    `{"name":"Ada","password":"${planted}"}`,
  ],
];

describe('the body of an HTTP request', () => {
  it.each(bodies)('is sent as %s', async (_, body, contentType, expected) => {
    await using server = await startServer();
    await using world = createWorld([server.host]);
    const answer = await world.send({ url: server.url, method: 'POST', body });
    expect(answer).toMatchObject({ kind: 'httpResponse', effect: 'run-1/7' });
    expect(server.seen[0]).toMatchObject({ method: 'POST', body: expected });
    expect(server.seen[0]?.headers['content-type']).toBe(contentType);
    expect(server.seen[0]?.headers['content-length']).toBe(String(Buffer.byteLength(expected)));
  });

  it('is sent in parts, whose names cannot end their line, under a boundary of its own', async () => {
    await using server = await startServer();
    await using world = createWorld([server.host]);
    await world.send({
      url: server.url,
      method: 'POST',
      headers: [['Content-Type', 'multipart/form-data; boundary=mine']],
      body: {
        kind: 'multipart',
        parts: [
          { kind: 'text', name: 'no"te\r\nX: y', value: 'ü' },
          { kind: 'file', name: 'doc', fileName: 'a.json', content: '{}' },
          { kind: 'file', name: 'raw', fileName: 'data', content: 'x' },
        ],
      },
    });
    const { headers, body = '' } = server.seen[0] ?? {};
    const boundary = boundaryOf(headers?.['content-type'] ?? '');
    expect(boundary).toMatch(/^tandem-[\w-]{20,}$/);
    expect(body.split('\r\n')).toEqual([
      `--${boundary}`,
      'Content-Disposition: form-data; name="no%22te%0D%0AX: y"',
      '',
      'ü',
      `--${boundary}`,
      'Content-Disposition: form-data; name="doc"; filename="a.json"',
      'Content-Type: application/json',
      '',
      '{}',
      `--${boundary}`,
      'Content-Disposition: form-data; name="raw"; filename="data"',
      'Content-Type: application/octet-stream',
      '',
      'x',
      `--${boundary}--`,
      '',
    ]);
  });

  it('of a file carries its name, also one that is not ASCII', async () => {
    await using server = await startServer();
    await using world = createWorld([server.host]);
    const names = ['plain.txt', 'Übersicht "1".pdf'];
    for (const fileName of names)
      await world.send({
        url: server.url,
        method: 'PUT',
        body: { kind: 'file', fileName, content: '' },
      });
    expect(server.seen.map(({ headers }) => headers['content-disposition'])).toEqual([
      'attachment; filename="plain.txt"',
      `attachment; filename="_bersicht %221%22.pdf"; filename*=UTF-8''%C3%9Cbersicht%20%221%22.pdf`,
    ]);
  });

  const noVariable = new PublicError({ status: 404, code: 'x', message: 'There is no variable.' });

  it('takes secrets in the three ways, at the moment it is sent', async () => {
    await using server = await startServer();
    const opened: unknown[] = [];
    await using world = createWorld([server.host], {
      openSecret: async (org, secret) => {
        opened.push([org, secret]);
        if (secret.kind === 'variable') throw noVariable;
        return 'from the vault';
      },
    });
    const credential = { kind: 'credential', credential: 'crm', attribute: 'pin' } as const;
    const sealed = { kind: 'insecure', sealed: 'AAAA' } as const;
    const secrets = { a: credential, b: sealed, c: { kind: 'variable', name: 'pin' } } as const;
    const body = { kind: 'json', value: {}, secrets } as const;
    await world.send({ url: server.url, method: 'POST', body }, { variables: { pin: planted } });
    expect(JSON.parse(server.seen[0]?.body ?? '')).toEqual({
      ...{ a: 'from the vault', b: 'from the vault', c: planted },
    });
    expect(opened).toEqual([
      ['acme', credential],
      ['acme', sealed],
    ]);
    const failed = await world.send({ url: server.url, method: 'POST', body });
    expect(failed).toMatchObject({ kind: 'failed', code: 'http.secret' });
    expect(server.seen).toHaveLength(1);
  });
});

describe('an HTTP request', () => {
  it('carries query and headers that repeat, in their order, and keeps the query there is', async () => {
    await using server = await startServer();
    await using world = createWorld([server.host]);
    await world.send({
      url: `${server.url}/a%20b?x=%7E+1#part`,
      query: [
        ['q', 'a&b=ü'],
        ['q', '2'],
      ],
      headers: [
        ['X-Tag', 'one'],
        ['Accept', 'text/x'],
        ['x-tag', 'two'],
      ],
    });
    const { url, rawHeaders = [], headers } = server.seen[0] ?? {};
    expect(url).toBe('/a%20b?x=%7E+1&q=a%26b%3D%C3%BC&q=2');
    const tags = rawHeaders.flatMap((name, at) => (name === 'x-tag' ? [rawHeaders[at + 1]] : []));
    expect(tags).toEqual(['one', 'two']);
    expect(headers?.accept).toBe('text/x');
  });

  it('answers status, headers in small letters and the time it took, whatever the status', async () => {
    await using server = await startServer((response) => {
      world.move(40);
      response.writeHead(404, { 'X-Both': ['a', 'b'], 'Content-Type': 'text/plain' }).end('gone');
    });
    await using world = createWorld([server.host]);
    expect(await world.send({ url: server.url })).toEqual({
      ...{ kind: 'httpResponse', effect: 'run-1/7', durationMs: 40, attempts: 1 },
      response: {
        status: 404,
        headers: expect.objectContaining({ 'x-both': 'a, b', 'content-type': 'text/plain' }),
        body: 'gone',
      },
    });
  });

  it('carries the id of its effect as Idempotency-Key, where it is wanted and none is given', async () => {
    await using server = await startServer((response) => response.writeHead(500).end());
    await using world = createWorld([server.host]);
    const base = { url: server.url, method: 'POST', idempotencyKey: true } as const;
    await world.send({ ...base, retries: 1 });
    await world.send({ ...base, headers: [['idempotency-key', 'mine']] });
    await world.send({ url: server.url });
    expect(server.seen.map(({ headers }) => headers['idempotency-key'])).toEqual([
      ...['run-1/7', 'run-1/7', 'mine', undefined],
    ]);
  });

  it('that is given up rejects with the reason, and is no failure of the flow', async () => {
    await using server = await startServer(() => giveUp.abort(new Error('stopped')));
    await using world = createWorld([server.host]);
    const giveUp = new AbortController();
    const asked = request({ target: { kind: 'url', url: server.url }, retries: 3 });
    const effect = { kind: 'httpRequest', id: 'e', request: asked } as const;
    await expect(world.perform(effect, {}, giveUp)).rejects.toThrow('stopped');
    expect(server.seen).toHaveLength(1);
  });
});
