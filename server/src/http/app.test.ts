import { flowDepthHeader, flowDepthOf, handle, type Principal } from '@tandem/contract';
import { createTestClock, createTestIds, silentLog } from '@tandem/kit/testing';
import { Type } from 'typebox';
import { describe, expect, it } from 'vitest';
import { createHttpApp } from './app.ts';
import { httpErrors } from './errors.ts';
import { createRateLimiter } from './rate-limit.ts';

const principal = (permissions: readonly string[], bundled = false): Principal => ({
  org: '6f1c2a8e-0000-4000-8000-000000000001',
  kind: 'client',
  userId: null,
  clientId: 'client',
  tokenId: 'token',
  permissions: new Set(permissions),
  bundled,
});

const thing = {
  method: 'POST',
  path: '/api/v2/things/{thingId}',
  permission: { all: ['thing:thing:edit'] },
  query: Type.Object({
    pageSize: Type.Optional(Type.Integer()),
    id: Type.Optional(Type.Array(Type.String())),
  }),
  body: Type.Object({
    name: Type.String(),
    sub: Type.Optional(Type.Object({ size: Type.Integer() })),
  }),
  reply: { 200: Type.Unknown() },
} as const;
const chat = {
  method: 'POST',
  path: '/v3/directline/conversations/{id}/activities',
  body: Type.Object({ type: Type.String() }),
  reply: { 200: Type.Unknown() },
} as const;
const upload = {
  method: 'PUT',
  path: '/uploads/{id}',
  access: 'public',
  reply: { 200: null },
} as const;
const failing = { method: 'GET', path: '/api/v2/failing', reply: { 200: null } } as const;
const open = { method: 'GET', path: '/open', access: 'public', reply: { 204: null } } as const;

const openApp = ({ perMinute = 300 } = {}) => {
  const clock = createTestClock();
  const ids = createTestIds();
  const principals: Record<string, Principal> = {
    writer: principal(['thing:thing:edit']),
    reader: principal([]),
    desk: principal(['thing:thing:edit'], true),
  };
  const app = createHttpApp({
    authenticate: async (token) => principals[token] ?? null,
    rateLimiter: createRateLimiter({ perMinute, clock }),
    ids,
    clock,
    log: silentLog,
    publicUrl: undefined,
    catalogue: true,
    handlers: [
      handle(thing, async ({ params, query, body }) => ({
        status: 200,
        body: { params, query, body },
      })),
      handle(chat, async ({ correlationId }) => ({ status: 200, body: { correlationId } })),
      handle(upload, async () => ({ status: 200 }), {
        raw: true,
        admit({ query }) {
          if ((query as { key?: string }).key !== 'good') throw httpErrors.badCredentials();
        },
      }),
      handle(failing, async () => {
        throw Object.assign(new Error('secret detail'), { code: '57P01' });
      }),
      handle(open, async () => ({ status: 204 })),
    ],
  });
  const post = (
    payload: unknown,
    { token = 'writer', url = '/api/v2/things/7', type = 'application/json' } = {},
  ) =>
    app.inject({
      method: 'POST',
      url,
      headers: { authorization: `bearer ${token}`, 'content-type': type },
      payload: typeof payload === 'string' ? payload : JSON.stringify(payload),
    });
  return { app, post, clock };
};

describe('the HTTP face', () => {
  it('hands params, converted query and checked body to the handler, whatever the case of the scheme', async () => {
    const { post } = openApp();
    const reply = await post(
      { name: 'a', unknown: 1 },
      { url: '/api/v2/things/7?pageSize=5&id=a,b&id=c' },
    );
    expect(reply.statusCode).toBe(200);
    expect(reply.json()).toEqual({
      params: { thingId: '7' },
      query: { pageSize: 5, id: ['a', 'b', 'c'] },
      body: { name: 'a', unknown: 1 },
    });
    expect(reply.headers['inin-correlation-id']).toBe(reply.headers['genesys-correlation-id']);
    expect(reply.headers['cache-control']).toContain('no-store');
  });

  it.each([
    ['no token', {}, 401, 'authentication.required'],
    ['a wrong token', { authorization: 'Bearer nobody' }, 401, 'bad.credentials'],
    ['a missing permission', { authorization: 'Bearer reader' }, 403, 'missing.permissions'],
  ])('refuses %s with an ErrorBody', async (_what, headers, status, code) => {
    const { app } = openApp();
    const reply = await app.inject({
      method: 'POST',
      url: '/api/v2/things/7',
      headers: { ...headers, 'content-type': 'application/json' },
      payload: '{"name":"a"}',
    });
    expect(reply.statusCode).toBe(status);
    expect(reply.json()).toMatchObject({
      status,
      code,
      contextId: reply.headers['inin-correlation-id'],
      details: [],
      errors: [],
    });
  });

  it.each([
    ['malformed JSON', '{"name":', 'application/json', 400],
    ['a body without a required field', '{}', 'application/json', 400],
    ['a wrong type deep inside', '{"name":"a","sub":{"size":"x"}}', 'application/json', 400],
    ['no body', '', 'application/json', 400],
    ['a prototype key', '{"name":"a","__proto__":{"x":1}}', 'application/json', 400],
    [
      'endless nesting',
      `{"name":"a","deep":${'['.repeat(60_000)}${']'.repeat(60_000)}}`,
      'application/json',
      400,
    ],
    ['another content type', 'name=a', 'text/plain', 415],
    [
      'an oversized body',
      JSON.stringify({ name: 'x'.repeat(1024 * 1024 + 1) }),
      'application/json',
      413,
    ],
  ])(
    'answers %s with a client error that names the problem',
    async (_what, payload, type, status) => {
      const { post } = openApp();
      const reply = await post(payload, { type });
      expect(reply.statusCode).toBe(status);
      expect(reply.json()).toMatchObject({ status });
      expect(reply.json().message.length).toBeGreaterThan(5);
    },
  );

  it('notes how deep in a chain of flows a request stands', async () => {
    const { app } = openApp();
    const noted = async (headers: Record<string, string>) => {
      const reply = await app.inject({
        ...{ method: 'POST', url: '/v3/directline/conversations/1/activities' },
        headers: {
          ...{ 'content-type': 'application/json', authorization: 'Bearer writer' },
          ...{ 'inin-correlation-id': 'a-correlation-id', ...headers },
        },
        payload: '{"type":"message"}',
      });
      expect(reply.headers['inin-correlation-id']).toBe('a-correlation-id');
      return flowDepthOf(reply.json().correlationId);
    };
    expect(await noted({})).toBe(0);
    expect(await noted({ [flowDepthHeader]: '4' })).toBe(4);
    expect(await noted({ [flowDepthHeader]: '-4' })).toBe(0);
  });

  it.each([
    ['{"name":"a","__proto__":{"x":1}}', /"__proto__"/],
    [`{"name":"a","deep":${'['.repeat(50_000)}${']'.repeat(50_000)}}`, /nested too deep/],
    [`{"name":"a","deep":${'{"a":'.repeat(50_000)}1${'}'.repeat(50_000)}}`, /nested too deep/],
    ['{"name":', /malformed syntax/],
  ])('says why it takes no body such as %.30s', async (payload, message) => {
    const { post } = openApp();
    const answered = await post(payload, { type: 'application/json' });
    expect(answered.statusCode).toBe(400);
    expect(answered.json()).toMatchObject({
      code: 'bad.request',
      message: expect.stringMatching(message),
    });
  });

  it('takes the word __proto__ where it is no key', async () => {
    const { post } = openApp();
    expect((await post({ name: '__proto__' })).json().body).toEqual({ name: '__proto__' });
  });

  it('lets every page read why the chat was refused', async () => {
    const { app } = openApp();
    const refused = await app.inject({
      method: 'POST',
      url: '/v3/directline/conversations/1/activities',
      headers: { 'content-type': 'application/json', authorization: 'Bearer writer' },
      payload: '{}',
    });
    expect(refused.statusCode).toBe(400);
    expect(refused.headers['access-control-allow-origin']).toBe('*');
    const other = await app.inject({ method: 'POST', url: '/api/v2/things/7', payload: '{}' });
    expect(other.headers['access-control-allow-origin']).toBeUndefined();
  });

  it('asks a stranger who uploads for the address before it reads the body', async () => {
    const { app } = openApp();
    const put = (key: string) =>
      app.inject({ method: 'PUT', url: `/uploads/1?key=${key}`, payload: 'x'.repeat(2 ** 20 + 1) });
    expect((await put('bad')).statusCode).toBe(401);
    expect((await put('good')).statusCode).toBe(413);
  });

  it('names the field that is wrong', async () => {
    const { post } = openApp();
    const reply = await post({ name: 'a', sub: { size: 'x' } });
    expect(reply.json().message).toContain('sub.size');
    expect(reply.json().details[0]).toMatchObject({ fieldName: 'sub.size' });
  });

  it('answers 503 with Retry-After while the database is away and tells nothing else', async () => {
    const { app } = openApp();
    const reply = await app.inject({
      url: '/api/v2/failing',
      headers: { authorization: 'Bearer writer' },
    });
    expect(reply.statusCode).toBe(503);
    expect(reply.headers['retry-after']).toBe('1');
    expect(reply.body).not.toContain('secret');
  });

  it('answers 501 for an operation of the wire that is not offered and 404 for what nobody knows', async () => {
    const { app } = openApp();
    const known = await app.inject({
      url: '/api/v2/integrations',
      headers: { authorization: 'Bearer writer' },
    });
    expect(known.json()).toMatchObject({ status: 501, code: 'not.implemented' });
    const unknown = await app.inject({
      url: '/api/v2/nothing',
      headers: { authorization: 'Bearer writer' },
    });
    expect(unknown.json()).toMatchObject({ status: 404, code: 'not.found' });
  });

  it('shows people a page with links where there is none, and programs the error body', async () => {
    const { app } = openApp();
    const headers = { accept: 'text/html,*/*;q=0.8', 'accept-language': 'de' };
    const page = await app.inject({ url: '/nope<b>', headers });
    expect(page.statusCode).toBe(404);
    expect(page.headers).toMatchObject({
      'content-type': 'text/html; charset=utf-8',
      'content-security-policy': expect.stringContaining("default-src 'self'"),
    });
    expect(page.body).toContain('Unter dieser Adresse gibt es keine Seite');
    expect(page.body).toContain('href="/console/"');
    expect(page.body).not.toContain('nope');
    for (const options of [
      { url: '/nope' },
      { url: '/nope', method: 'POST', headers } as const,
      { url: '/api/nope', headers },
    ])
      expect((await app.inject(options)).json()).toMatchObject({ status: 404, code: 'not.found' });
  });

  it('limits a client by the minute and says when to come back', async () => {
    const { post, clock } = openApp({ perMinute: 2 });
    expect((await post({ name: 'a' })).headers).toMatchObject({
      'inin-ratelimit-count': '1',
      'inin-ratelimit-allowed': '2',
      'inin-ratelimit-reset': '60',
    });
    await post({ name: 'a' });
    await clock.advance(18_000);
    const refused = await post({ name: 'a' });
    expect(refused.statusCode).toBe(429);
    expect(refused.headers['retry-after']).toBe('42');
    expect(refused.json()).toMatchObject({
      code: 'too.many.requests.retry.after',
      message: 'Rate limit exceeded the maximum. Retry the request in [42] seconds',
    });
    await clock.advance(42_000);
    expect((await post({ name: 'a' })).statusCode).toBe(200);
    for (let i = 0; i < 5; i++)
      expect((await post({ name: 'a' }, { token: 'desk' })).statusCode).toBe(200);
  });

  it('serves public operations without a token', async () => {
    const { app } = openApp();
    expect((await app.inject({ url: '/open' })).statusCode).toBe(204);
  });
});
