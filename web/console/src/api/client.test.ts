import { describe, expect, it } from 'vitest';
import { ApiError, adviceFor } from './api-error.ts';
import { buildPath, createApi } from './client.ts';

type Seen = { url: string; init: RequestInit };

/** An API whose answers are given in order; `null` is no answer at all. */
function apiWith(answers: (Response | null)[], base = '') {
  const seen: Seen[] = [];
  const left: string[] = [];
  const waits: number[] = [];
  const api = createApi({
    base,
    pageOrigin: 'http://desk.test',
    token: () => 'secret',
    onUnauthorised: () => left.push('left'),
    wait: async (ms) => {
      waits.push(ms);
    },
    fetch: async (input, init) => {
      seen.push({ url: String(input), init: init ?? {} });
      const next = answers.shift();
      if (!next) throw new TypeError('fetch failed');
      return next;
    },
  });
  return { api, seen, left, waits };
}
const json = (body: unknown, init: ResponseInit = {}) => new Response(JSON.stringify(body), init);
const headerOf = (one: Seen | undefined, name: string) => new Headers(one?.init.headers).get(name);
const SEND =
  'POST /api/v2/conversations/messages/{conversationId}/communications/{communicationId}/messages';
const params = { conversationId: 'c', communicationId: 'm' };

describe('API client', () => {
  it('fills the path and repeats list parameters', () => {
    expect(
      buildPath('/a/{one}/b', {
        params: { one: 'x/y' },
        query: { id: ['1', '2'], name: '', n: 3 },
      }),
    ).toBe('/a/x%2Fy/b?id=1&id=2&n=3');
    expect(() => buildPath('/a/{one}', {})).toThrow('one');
  });

  it('sends the token and reads the answer', async () => {
    const { api, seen } = apiWith([json({ entities: [] })], 'http://api.test');
    expect(await api.call('GET /api/v2/routing/queues', { query: { pageSize: 5 } })).toEqual({
      entities: [],
    });
    expect(seen[0]?.url).toBe('http://api.test/api/v2/routing/queues?pageSize=5');
    expect(headerOf(seen[0], 'authorization')).toBe('Bearer secret');
  });

  it('turns the error body into message, fields and correlation id', async () => {
    const body = { code: 'bad', message: 'Bad name', details: [{ fieldName: 'name' }] };
    const headers = { 'ININ-Correlation-Id': 'abc' };
    const { api } = apiWith([json(body, { status: 400, headers })]);
    const error = await api.call('GET /api/v2/routing/queues').catch((caught) => caught);
    expect(error).toBeInstanceOf(ApiError);
    expect(error).toMatchObject({
      status: 400,
      code: 'bad',
      message: 'Bad name',
      correlationId: 'abc',
    });
    expect(error.fields).toEqual([{ field: 'name', message: 'Bad name' }]);
    const both = ['url', 'name'].map((fieldName) => ({ errorCode: 'bad.request', fieldName }));
    const said = {
      code: 'bad',
      message: 'Wrong: url: is no address, name: is long',
      details: both,
    };
    const second = apiWith([json(said, { status: 400 })]);
    const other = await second.api.call('GET /api/v2/routing/queues').catch((caught) => caught);
    expect(other.fields).toEqual([
      { field: 'url', message: 'is no address' },
      { field: 'name', message: 'is long' },
    ]);
    expect(adviceFor(error)).toBe('badRequest');
  });

  it.each(['routing.queue.in.use', 'gateway.handoverProvider.used'])(
    '%s: advises to free what is used',
    (code) => {
      const error = new ApiError({ status: 409, code, message: '', correlationId: null });
      expect(adviceFor(error)).toBe('inUse');
    },
  );

  it.each([
    ...['gateway.channel.running', 'gateway.endpoint.running', 'gateway.endpoint.running.off'],
    ...['gateway.endpoint.running.there', 'gateway.handoverProvider.running.there'],
  ])('%s: advises to wait', (code) => {
    const error = new ApiError({ status: 409, code, message: '', correlationId: null });
    expect(adviceFor(error)).toBe('running');
  });

  it('advises to look again where a conversation has moved on', () => {
    const code = 'gateway.conversation.closed';
    const error = new ApiError({ status: 409, code, message: '', correlationId: null });
    expect(adviceFor(error)).toBe('movedOn');
  });

  it('leaves for the sign-in page when the token is refused', async () => {
    const { api, left } = apiWith([json({}, { status: 401 })]);
    await expect(api.call('GET /api/v2/routing/queues')).rejects.toMatchObject({ status: 401 });
    expect(left).toEqual(['left']);
  });

  it('repeats a call with a key under the same key until an answer comes', async () => {
    const busy = json({}, { status: 503, headers: { 'Retry-After': '2' } });
    const { api, seen, waits } = apiWith([null, busy, json({ id: 'm1' })]);
    const reply = await api.call(SEND, { params, idempotencyKey: 'k1', body: { textBody: 'hi' } });
    expect(reply).toEqual({ id: 'm1' });
    expect(seen.map((one) => headerOf(one, 'idempotency-key'))).toEqual(['k1', 'k1', 'k1']);
    expect(waits[1]).toBe(2000);
  });

  it('does not repeat what would be refused again, nor calls without a key', async () => {
    const refused = apiWith([json({}, { status: 400 })]);
    await expect(
      refused.api.call(SEND, { params, idempotencyKey: 'k', body: { textBody: '' } }),
    ).rejects.toMatchObject({ status: 400 });
    const silent = apiWith([null]);
    await expect(silent.api.call('GET /api/v2/routing/queues')).rejects.toMatchObject({
      status: 0,
    });
    expect(refused.seen.length + silent.seen.length).toBe(2);
  });

  it('gives the token to no foreign address', async () => {
    const { api, seen } = apiWith([new Response('x'), new Response('x')], 'http://api.test');
    await api.download('https://files.test/a.png');
    await api.upload({ url: '/api/v2/uploads/1', headers: { 'x-a': '1' }, file: new Blob(['x']) });
    expect(headerOf(seen[0], 'authorization')).toBeNull();
    expect(headerOf(seen[1], 'authorization')).toBe('Bearer secret');
    expect(headerOf(seen[1], 'x-a')).toBe('1');
    expect(api.isOwn('//evil.test/x')).toBe(false);
    expect(api.isOwn('/v3/directline/attachments/1')).toBe(false);
  });
});
