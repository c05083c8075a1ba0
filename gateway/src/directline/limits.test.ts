import { createTestClock } from '@tandem/kit/testing';
import { describe, expect, it } from 'vitest';
import { call, openChat, startGatewayWorld } from '../testing/index.ts';
import { createChatLimiter } from './limiter.ts';
import { noLimits, parseChatLimits } from './limits.rules.ts';

type Problem = { error: { code: string; message: string } };

describe('limits of the chat', () => {
  it('are read from a setting', () => {
    expect(parseChatLimits('0')).toEqual(noLimits);
    expect(parseChatLimits('7')).toEqual({
      ...{ tokens: 7, conversations: 7, activities: 7, uploads: 7, history: 7, pages: 7 },
    });
    expect(parseChatLimits('tokens=5, uploads=2')).toEqual({ ...noLimits, tokens: 5, uploads: 2 });
    for (const bad of ['', 'tokens', 'tokens=-1', 'messages=3'])
      expect(() => parseChatLimits(bad), bad).toThrow();
  });

  it('let a burst pass, then as many as a minute brings, for each address and each endpoint', async () => {
    const clock = createTestClock();
    const perAddress = { ...noLimits, tokens: 6 };
    const limiter = createChatLimiter(
      { perAddress, perEndpoint: { ...noLimits, tokens: 10 } },
      clock,
    );
    const ask = (address: string, endpointId: string, trusted = false) => {
      try {
        limiter.take('tokens', { address, endpointId, trusted });
        return 'taken';
      } catch (error) {
        const { status, headers } = error as { status: number; headers: Record<string, string> };
        return `${status} ${headers['retry-after']}`;
      }
    };
    for (let n = 0; n < 6; n += 1) expect(ask('192.0.2.1', 'a')).toBe('taken');
    expect(ask('192.0.2.1', 'a')).toBe('429 10');
    await clock.advance(9_000);
    expect(ask('192.0.2.1', 'b')).toBe('429 1');
    await clock.advance(1_000);
    expect(ask('192.0.2.1', 'b')).toBe('taken');
    // One /64 is one caller; a server with the secret is none, but its endpoint counts.
    for (let n = 0; n < 4; n += 1) expect(ask(`2001:db8::${n}`, 'c')).toBe('taken');
    for (let n = 0; n < 2; n += 1) expect(ask('2001:db8::f', 'd')).toBe('taken');
    expect(ask('2001:db8::1:f', 'd')).toBe('429 10');
    for (let n = 0; n < 6; n += 1) expect(ask('192.0.2.9', 'c', true)).toBe('taken');
    expect(ask('192.0.2.9', 'c', true)).toBe('429 6');
  });

  it('answer as Direct Line does, readable for the page, each use by itself', async () => {
    const perAddress = { ...noLimits, tokens: 2, conversations: 1, activities: 1, uploads: 1 };
    await using world = await startGatewayWorld({
      chat: { limits: { perAddress, perEndpoint: noLimits } },
    });
    const { base, id } = await world.endpoint({ handover: false });
    const url = `${base}/v3/directline`;
    const chat = await openChat(base);
    const again = await call<Problem>(`${url}/conversations`, { method: 'POST', body: {} });
    expect(again).toMatchObject({ status: 429, body: { error: { code: 'TooManyRequests' } } });
    expect(Number(again.headers.get('retry-after'))).toBeGreaterThan(0);
    expect(again.headers.get('access-control-allow-origin')).toBe('*');
    expect(again.headers.get('access-control-expose-headers')).toContain('Retry-After');
    await chat.say('hours');
    expect((await chat.post({ type: 'message', text: 'again' })).status).toBe(429);
    const token = () => call(`${url}/tokens/generate`, { method: 'POST' });
    expect([(await token()).status, (await token()).status, (await token()).status]).toEqual([
      ...[200, 200, 429],
    ]);
    const elsewhere = { method: 'POST', address: '198.51.100.7' };
    expect((await call(`${url}/tokens/generate`, elsewhere)).status).toBe(200);
    const made = await world.admin<{ secret: string }>(`/endpoints/${id}/secret`, {
      method: 'POST',
    });
    const withSecret = { method: 'POST', token: made.body.secret };
    expect((await call(`${url}/tokens/generate`, withSecret)).status).toBe(200);
    const upload = () =>
      call(`${url}/conversations/${chat.conversationId}/upload`, {
        ...{ method: 'POST', token: chat.token, body: { not: 'a file' } },
      });
    expect([(await upload()).status, (await upload()).status]).toEqual([415, 429]);
  });

  it('histories are counted by address', async () => {
    const perAddress = { ...noLimits, history: 1 };
    await using world = await startGatewayWorld({
      chat: { limits: { perAddress, perEndpoint: noLimits } },
    });
    const { base } = await world.endpoint({ handover: false });
    const started = await call<{ visitor: string }>(`${base}/v3/directline/conversations`, {
      ...{ method: 'POST', body: {} },
    });
    const read = () =>
      call(`${base}/v3/directline/visitor/conversations`, { token: started.body.visitor });
    expect([(await read()).status, (await read()).status]).toEqual([200, 429]);
  });
});

describe('what the chat reads of its endpoint on each page', () => {
  it('is counted by address, and by endpoint', async () => {
    const perAddress = { ...noLimits, pages: 2 };
    const perEndpoint = { ...noLimits, pages: 3 };
    await using world = await startGatewayWorld({ chat: { limits: { perAddress, perEndpoint } } });
    const { configurationUrl, demoUrl } = await world.endpoint({ handover: false });
    const other = await world.endpoint({ handover: false, name: 'Another' });
    const read = (address: string, url = configurationUrl) => call(url, { address });
    expect((await read('192.0.2.1')).headers.get('access-control-allow-origin')).toBe('*');
    expect((await read('192.0.2.1', demoUrl)).status).toBe(200);
    const refused = await read('192.0.2.1');
    expect(refused.status).toBe(429);
    expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(0);
    expect(refused.headers.get('access-control-allow-origin')).toBe('*');
    expect((await read('192.0.2.2')).status).toBe(200);
    expect((await read('192.0.2.3')).status).toBe(429);
    expect((await read('192.0.2.3', other.configurationUrl)).status).toBe(200);
  });
});

describe('what a customer leaves behind', () => {
  const formOf = (bytes: number, clientActivityID: string) => {
    const form = new FormData();
    const activity = { type: 'message', channelData: { clientActivityID } };
    const type = 'application/vnd.microsoft.activity';
    form.append('activity', new Blob([JSON.stringify(activity)], { type }));
    form.append('file', new Blob([Buffer.alloc(bytes)], { type: 'image/png' }), 'a.png');
    return form;
  };
  const upload = async (
    chat: { base: string; conversationId: string; token: string },
    [bytes, id]: readonly [number, string],
  ) => {
    const response = await fetch(
      `${chat.base}/v3/directline/conversations/${chat.conversationId}/upload`,
      {
        method: 'POST',
        headers: { authorization: `Bearer ${chat.token}` },
        body: formOf(bytes, id),
      },
    );
    return { status: response.status, ...((await response.json()) as Partial<Problem>) };
  };

  it('is bounded by conversation; leaving is always possible', async () => {
    await using world = await startGatewayWorld({ chat: { maxCustomerBytes: 20_000 } });
    const { base } = await world.endpoint({ handover: false });
    const chat = await openChat(base);
    const other = await openChat(base);
    expect((await upload(chat, [12_000, 'one'])).status).toBe(200);
    // A repeat is the same message, and stores nothing again.
    expect((await upload(chat, [12_000, 'one'])).status).toBe(200);
    expect(await upload(chat, [12_000, 'two'])).toMatchObject({
      status: 413,
      error: { code: 'ConversationSizeTooBig' },
    });
    expect(await world.db.query('select bytes from attachment')).toEqual([{ bytes: 12_000 }]);
    expect((await chat.post({ type: 'message', text: 'x'.repeat(9_000) })).status).toBe(413);
    expect((await chat.post({ type: 'message', text: 'short' })).status).toBe(200);
    expect((await chat.post({ type: 'endOfConversation' })).status).toBe(200);
    expect((await other.post({ type: 'message', text: 'x'.repeat(9_000) })).status).toBe(200);
  });

  it('is no larger a file than the endpoint takes', async () => {
    await using world = await startGatewayWorld({ chat: { maxUploadBytes: 5_000_000 } });
    const made = await world.endpoint({ handover: false });
    const chat = await openChat(made.base);
    const allowed = async () =>
      (await call<{ upload: { maxBytes: number } }>(made.configurationUrl)).body.upload.maxBytes;
    expect(await allowed()).toBe(5_000_000);
    const change = (uploadBytes: number | null | undefined) =>
      world.admin(`/endpoints/${made.id}`, {
        method: 'PUT',
        body: { name: made.name, bot: { kind: 'demo' }, uploadBytes },
      });
    expect((await change(6_000_000)).status).toBe(400);
    expect((await change(1_000)).body).toMatchObject({ uploadBytes: 1_000 });
    expect((await change(undefined)).body).toMatchObject({ uploadBytes: 1_000 });
    expect(await allowed()).toBe(1_000);
    expect((await upload(chat, [1_001, 'a'])).error).toMatchObject({ code: 'MessageSizeTooBig' });
    expect((await upload(chat, [3_000_000, 'b'])).status).toBe(413);
    expect((await upload(chat, [1_000, 'c'])).status).toBe(200);
    expect((await change(null)).body).toMatchObject({ uploadBytes: null });
    expect(await allowed()).toBe(5_000_000);
  });
});
