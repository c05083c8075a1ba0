import { request as httpRequest } from 'node:http';
import { systemIds } from '@tandem/kit';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { connectionOf, openPlatformTables } from '../harness/postgres-of.ts';
import { addChannel, echo } from '../harness/set-up.ts';
import type { TestTandem } from '../harness/tandem.ts';
import { until } from '../harness/waiting.ts';
import { expectRefusal, openRawClient, type RawClient, type Sent } from './raw-client.ts';
import { type Middleware, startMiddleware } from './signed-webhooks.ts';
import { startSite } from './site.ts';

let site: TestTandem;
let middleware: Middleware;
let integration: string;
let client: RawClient;
let tables: ReturnType<typeof openPlatformTables>;
beforeAll(async () => {
  site = await startSite();
  middleware = await startMiddleware();
  integration = await addChannel(site.admin, {
    name: 'Under test',
    actions: echo,
    receiver: middleware,
  });
  client = await openRawClient(site);
  tables = openPlatformTables(await connectionOf(site.dataFolder));
  // Its last act comes into the log of events a moment later, and would count as left behind by what is refused.
  await until('the audit of the set-up', async () => {
    const audited = await tables.query(
      `select 1 from event_log
       where type = 'audit.entry' and data::jsonb #>> '{message,entity,name}' = 'Sender'`,
    );
    return audited.length > 0;
  });
});
afterAll(async () => {
  await tables.close();
  await middleware[Symbol.asyncDispose]();
  await site[Symbol.asyncDispose]();
});

const send: RawClient['json'] = (method, path, body) => client.json(method, path, body);
const sendRaw: RawClient['raw'] = (method, path, bytes) => client.raw(method, path, bytes);
const inbound = (kind = 'message', id = integration) =>
  `/api/v2/conversations/messages/${id}/inbound/open/${kind}`;
const from = { id: 'mallory', idType: 'Opaque' };
const channel = { from, time: '2026-01-01T00:00:00.000Z' };
const message = { channel, text: 'Hello' };

/** How much there is of whatever a message leaves behind. */
const stored = async () => {
  const [row] = await tables.query<Record<string, number>>(
    `select (select count(*) from message) as messages, (select count(*) from thread) as threads,
       (select count(*) from conversation) as conversations, (select count(*) from inbound_key) as keys,
       (select count(*) from lane_work) as work, (select count(*) from event_log) as events`,
  );
  return row;
};

const deep = (depth: number) => `${'{"a":'.repeat(depth)}1${'}'.repeat(depth)}`;

describe('inbound messages', () => {
  it.each<[string, number, () => Promise<Sent>]>([
    [
      'no token',
      401,
      () => sendRaw('POST', inbound(), { token: '', body: JSON.stringify(message) }),
    ],
    [
      'a wrong token',
      401,
      () => sendRaw('POST', inbound(), { token: 'wrong', body: JSON.stringify(message) }),
    ],
    [
      'an unknown integration',
      404,
      () => send('POST', inbound('message', systemIds.uuid()), message),
    ],
    [
      'an integration id that is none',
      404,
      () => send('POST', inbound('message', 'none'), message),
    ],
    ['an id with NUL', 404, () => send('POST', inbound('message', 'a%00b'), message)],
    ['malformed JSON', 400, () => sendRaw('POST', inbound(), { body: '{"channel":' })],
    ['no JSON at all', 400, () => sendRaw('POST', inbound(), { body: 'hello' })],
    ['no body', 400, () => sendRaw('POST', inbound(), {})],
    [
      'bytes that are no UTF-8',
      400,
      () => sendRaw('POST', inbound(), { body: Buffer.from([0x7b, 0xff, 0xfe, 0x7d]) }),
    ],
    [
      'text as content type',
      415,
      () =>
        sendRaw('POST', inbound(), {
          body: JSON.stringify(message),
          headers: { 'content-type': 'text/plain' },
        }),
    ],
    [
      'XML as content type',
      415,
      () =>
        sendRaw('POST', inbound(), {
          body: '<a/>',
          headers: { 'content-type': 'application/xml' },
        }),
    ],
    [
      'an oversized body',
      413,
      () => send('POST', inbound(), { ...message, text: 'x'.repeat(1_100_000) }),
    ],
    ['null', 400, () => send('POST', inbound(), null)],
    ['an array', 400, () => send('POST', inbound(), [message])],
    ['an array as channel', 400, () => send('POST', inbound(), { ...message, channel: [channel] })],
    [
      'an array as sender',
      400,
      () => send('POST', inbound(), { text: 'x', channel: { ...channel, from: [from] } }),
    ],
    ['a number as text', 400, () => send('POST', inbound(), { ...message, text: 5 })],
    ['neither text nor content', 400, () => send('POST', inbound(), { channel })],
    [
      'a wrong kind of id',
      400,
      () =>
        send('POST', inbound(), {
          text: 'x',
          channel: { ...channel, from: { id: 'a', idType: 'Pigeon' } },
        }),
    ],
    [
      'an empty sender id',
      400,
      () =>
        send('POST', inbound(), {
          text: 'x',
          channel: { ...channel, from: { id: '', idType: 'Opaque' } },
        }),
    ],
    [
      'a time that is none',
      400,
      () => send('POST', inbound(), { text: 'x', channel: { ...channel, time: 'yesterday' } }),
    ],
    [
      'a time as number',
      400,
      () => send('POST', inbound(), { text: 'x', channel: { ...channel, time: 1e300 } }),
    ],
    [
      'an object in metadata',
      400,
      () => send('POST', inbound(), { ...message, metadata: { a: { b: 1 } } }),
    ],
    [
      'a wrong media type',
      400,
      () =>
        send('POST', inbound(), {
          channel,
          content: [{ attachment: { mediaType: 'Smell', url: 'https://example.com/x' } }],
        }),
    ],
    [
      'a prototype key',
      400,
      () =>
        sendRaw('POST', inbound(), {
          body: `{"__proto__":{"a":1},${JSON.stringify(message).slice(1)}`,
        }),
    ],
    [
      'an event of an unknown kind',
      400,
      () => send('POST', inbound('event'), { channel, events: [{ eventType: 'Sneeze' }] }),
    ],
    [
      'a receipt with a wrong status',
      400,
      () =>
        send('POST', inbound('receipt'), {
          id: 'x',
          status: 'Lost',
          channel: { to: { id: 'x' }, time: channel.time },
        }),
    ],
    [
      'a receipt of an unknown message',
      404,
      () =>
        send('POST', inbound('receipt'), {
          id: systemIds.hex32(),
          status: 'Delivered',
          channel: { to: { id: 'x' }, time: channel.time },
        }),
    ],
    [
      'an old-style message without integration',
      400,
      () =>
        send('POST', '/api/v2/conversations/messages/inbound/open', {
          type: 'Text',
          text: 'x',
          channel,
        }),
    ],
  ])('with %s are refused with %i and leave nothing behind', async (_what, status, refused) => {
    const before = await stored();
    const sent = await refused();
    expectRefusal(sent, status);
    expect(await stored()).toEqual(before);
  });

  it('lose NUL characters, which nothing can store', async () => {
    const sent = await send('POST', inbound(), { ...message, text: 'a\u0000b' });
    expect(sent).toMatchObject({ status: 200, body: { text: 'ab' } });
    await middleware.hook('the echo', ({ text }) => text === 'ab');
  });

  it('with a very deep body are refused or taken, never a server error', async () => {
    const sent = await sendRaw('POST', inbound(), { body: `{"extra":${deep(20_000)}}` });
    expect(sent.status).toBeLessThan(500);
  });

  it('that say to be longer than they are do not hang the server', async () => {
    const ended = await new Promise<string>((resolve) => {
      const call = httpRequest(
        `${site.url}${inbound()}`,
        {
          method: 'POST',
          headers: {
            authorization: `Bearer ${client.token}`,
            'content-type': 'application/json',
            'content-length': '1000',
          },
        },
        () => resolve('answered'),
      );
      call.on('error', () => resolve('cut'));
      call.write('{"channel":', () => call.destroy());
    });
    expect(ended).toBe('cut');
    expect((await send('GET', '/api/v2/tokens/me', undefined)).status).toBe(200);
  });

  it('with an id that came before are answered with the first id, whatever else they say', async () => {
    const twice = { channel: { ...channel, messageId: 'the same' }, text: 'Once' };
    const first = await send('POST', inbound(), twice);
    expect(first.status).toBe(200);
    const others = await Promise.all(
      Array.from({ length: 10 }, (_, index) =>
        send('POST', inbound(), { ...twice, text: `Again ${index}` }),
      ),
    );
    expect(new Set(others.map(({ body }) => body['id']))).toEqual(new Set([first.body['id']]));
    const echoed = await middleware.hook('the echo', ({ text }) => text === 'Once');
    expect(echoed.verified.raw).toBe(true);
    await send('POST', inbound(), { channel, text: 'After' });
    await middleware.hook('what came after', ({ text }) => text === 'After');
    expect(middleware.received.filter(({ body }) => /^Again/.test(body.text ?? ''))).toEqual([]);
  });
});

describe('whatever a client can think of', () => {
  const nasty = fc.oneof(
    fc.string({ unit: 'binary' }),
    fc.constantFrom('\u0000', 'a\u0000b', '\ud800', '%00', "'; drop table message; --", '{{x}}'),
  );
  const anything = fc.anything({
    key: nasty,
    values: [nasty, fc.double(), fc.integer(), fc.boolean(), fc.constant(null)],
    maxDepth: 3,
  });
  const bodies = fc.oneof(
    anything,
    fc.record(
      {
        channel: fc.oneof(
          fc.record(
            {
              from: fc.oneof(
                anything,
                fc.record({
                  id: nasty,
                  idType: fc.constantFrom('Opaque', 'Email'),
                  nickname: nasty,
                }),
              ),
              to: fc.oneof(anything, fc.record({ id: nasty })),
              time: fc.oneof(
                anything,
                fc.constant('2026-01-01T00:00:00.000Z'),
                fc.constant('+275760-09-13T00:00:00.001Z'),
              ),
              messageId: fc.oneof(anything, nasty),
              metadata: fc.oneof(anything, fc.record({ customAttributes: anything })),
            },
            { requiredKeys: [] },
          ),
          anything,
        ),
        text: fc.oneof(nasty, anything),
        content: anything,
        events: fc.oneof(anything, fc.constant([{ eventType: 'Typing' }])),
        metadata: anything,
        id: fc.oneof(nasty, anything),
        status: fc.oneof(fc.constantFrom('Delivered', 'Failed'), anything),
        buttonResponse: anything,
        originatingMessageId: nasty,
      },
      { requiredKeys: [] },
    ),
  );

  it('is taken or refused in the shape of the wire, and the next message still goes through', async () => {
    await fc.assert(
      fc.asyncProperty(
        bodies,
        fc.constantFrom('message', 'event', 'receipt', 'structured/response'),
        async (body, kind) => {
          const sent = await send('POST', inbound(kind), body ?? null);
          if (sent.status >= 300) expectRefusal(sent);
        },
      ),
      { numRuns: 150 },
    );
    const marker = `after ${systemIds.hex32()}`;
    expect((await send('POST', inbound(), { channel, text: marker })).status).toBe(200);
    await middleware.hook('the marker', ({ text }) => text === marker);
  });

  it('as a page, an id or a filter is no server error', async () => {
    await fc.assert(
      fc.asyncProperty(
        nasty,
        fc.constantFrom('pageSize', 'pageNumber', 'name', 'id'),
        async (value, name) => {
          const query = new URLSearchParams({ [name]: value.toWellFormed() });
          const sent = await sendRaw('GET', `/api/v2/routing/queues?${query}`, {});
          if (sent.status >= 300) expectRefusal(sent);
        },
      ),
      { numRuns: 60 },
    );
    for (const value of ['0', '-1', '1e400', '99999999999999999999', 'NaN', '1.5', '[]'])
      for (const name of ['pageSize', 'pageNumber']) {
        const sent = await sendRaw('GET', `/api/v2/routing/queues?${name}=${value}`, {});
        if (sent.status >= 300) expectRefusal(sent);
      }
  });
});

describe('after all of that', () => {
  it('messages still go through and nothing waits', async () => {
    const text = `still here ${systemIds.hex32()}`;
    await send('POST', inbound(), { channel, text });
    await middleware.hook('the last', (hook) => hook.text === text);
    const health = await fetch(`${site.url}/health/ready`);
    expect(health.status).toBe(200);
    await until('empty lanes', async () => (await stored())?.['work'] === 0);
  });
});
