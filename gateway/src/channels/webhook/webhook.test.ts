import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import {
  type Deed,
  type GatewayWorld,
  orgB,
  type Received,
  soon,
  startFakeServer,
  startGatewayWorld,
} from '../../testing/index.ts';
import {
  addChannel,
  deliver,
  hopsOf,
  openChannel,
  readChannel,
  talksOf,
  textsOf,
} from '../channels.fixture.ts';
import { callbackSecret, startFakeCallback } from './fake-callback.fixture.ts';
import { signWebhook } from './signature.rules.ts';

type Callback = Record<string, unknown> & { text?: string; quickReplies?: { value: unknown }[] };

describe('webhook channel', () => {
  let world: GatewayWorld;
  let other: Awaited<ReturnType<typeof startFakeCallback>>;
  let answer: (request: Received) => Deed = () => ({});
  beforeAll(async () => {
    world = await startGatewayWorld();
    other = await startFakeCallback((request) => answer(request));
  });
  afterEach(() => {
    expect(other.wrong).toEqual([]);
    answer = () => ({});
    other.requests.length = 0;
  });
  afterAll(async () => {
    await world[Symbol.asyncDispose]();
    await other[Symbol.asyncDispose]();
  });

  let count = 0;
  /** The customer of a test: what others are still told is none of its business. */
  let who = { userId: '', sessionId: 's-1' };
  beforeEach(() => {
    count += 1;
    who = { userId: `u-${count}`, sessionId: 's-1' };
  });
  const settings = () => ({
    callbackUrl: `${other.origin}/callback`,
    secret: callbackSecret,
    ...{ username: 'tandem', password: 'basic secret' },
  });
  const open = (init: Parameters<typeof openChannel>[2] = {}) => {
    count += 1;
    const given = { kind: 'webhook', name: `webhook ${count}`, settings: settings() };
    return openChannel(world, given, init);
  };
  const send = (
    { inboundUrl }: { inboundUrl: string },
    body: object,
    { id = `in-${++count}`, secret = callbackSecret, at = Date.now(), type = '' } = {},
  ) => {
    const text = JSON.stringify(body);
    const timestamp = String(Math.floor(at / 1000));
    const signature = signWebhook(secret, { id, timestamp, body: text });
    const headers = {
      'webhook-id': id,
      'webhook-timestamp': timestamp,
      'webhook-signature': signature,
      ...(type ? { 'content-type': type } : {}),
    };
    return deliver(inboundUrl, { body: text, headers });
  };
  const callbacks = () =>
    other.requests
      .map(({ body }) => body as Callback)
      .filter(({ userId }) => String(userId).startsWith(who.userId));
  const heard = () => callbacks().map(({ text }) => text);

  it('reads JSON whatever its content type says', async () => {
    const { channel } = await open({ handover: false });
    for (const type of ['text/plain', 'application/x-www-form-urlencoded', 'application/json']) {
      const { status } = await send(channel, { ...who, text: 'hello' }, { type });
      expect([type, status]).toEqual([type, 202]);
    }
  });

  it('takes a signed message, answers by its callback and knows a repeat', async () => {
    const { channel } = await open({ handover: false });
    const first = await send(channel, { ...who, userName: 'Ada', text: 'hello' }, { id: 'same' });
    expect({ status: first.status, body: await first.json() }).toMatchObject({
      status: 202,
      body: { id: /./ },
    });
    expect((await send(channel, { ...who, text: 'hello' }, { id: 'same' })).status).toBe(202);
    await expect.poll(heard, soon).toHaveLength(1);
    const [talk, ...more] = await talksOf(world, channel);
    expect(more).toEqual([]);
    expect(textsOf(talk, 'user')).toEqual(['hello']);
    expect(talk?.activities[0]).toMatchObject({
      from: { id: `webhook:${who.userId}`, name: 'Ada', role: 'user' },
    });
    expect(callbacks()[0]).toMatchObject({ ...who, source: 'bot', text: textsOf(talk, 'bot')[0] });
    const kinds = async () => (await hopsOf(world, channel)).map(({ kind }) => kind);
    await expect.poll(kinds, soon).toContain('channel.sent');
    expect(await kinds()).toContain('channel.in');
    const shown = await readChannel(world, channel);
    expect(shown).toMatchObject({
      deadLetters: 0,
      lastFailure: null,
      secrets: ['password', 'secret'],
    });
    expect([shown.dateLastInbound, shown.dateLastOutbound]).toEqual([
      expect.any(String),
      expect.any(String),
    ]);
    expect(JSON.stringify(shown)).not.toContain(callbackSecret);
  });

  it('keeps customers, and the sessions of one, apart and in order', async () => {
    const { channel } = await open({ handover: false });
    const said = async (userId: string, sessionId: string) => {
      for (const text of ['one', 'two', 'three']) await send(channel, { userId, sessionId, text });
    };
    const { userId } = who;
    await Promise.all([said(userId, '1'), said(userId, '2'), said(`${userId}v`, '1')]);
    await expect.poll(heard, soon).toHaveLength(9);
    const talks = await talksOf(world, channel);
    expect(talks).toHaveLength(3);
    for (const talk of talks) expect(textsOf(talk, 'user')).toEqual(['one', 'two', 'three']);
  });

  it('refuses what is unsigned, signed by another, too old, or of an unknown address, and stores nothing', async () => {
    const { channel } = await open({ handover: false });
    const body = { ...who, text: 'forged' };
    expect((await deliver(channel.inboundUrl, { body: JSON.stringify(body) })).status).toBe(401);
    expect((await send(channel, body, { secret: 'another secret of tests' })).status).toBe(401);
    expect((await send(channel, body, { at: Date.now() - 10 * 60_000 })).status).toBe(401);
    expect((await send({ inboundUrl: `${channel.inboundUrl}x` }, body)).status).toBe(404);
    expect((await fetch(channel.inboundUrl)).status).toBe(404);
    for (const wrong of [
      { text: 'nobody' },
      { ...who },
      { ...who, text: 7 },
      { ...who, attachments: [{}] },
    ])
      expect((await send(channel, wrong)).status).toBe(400);
    expect(await talksOf(world, channel)).toEqual([]);
  });

  it('takes no message of its own back', async () => {
    const { channel } = await open({ handover: false });
    answer = () => ({ body: { id: 'theirs-1' } });
    await send(channel, { ...who, text: 'hello' });
    await expect.poll(heard, soon).toHaveLength(1);
    await expect
      .poll(async () => (await hopsOf(world, channel)).map(({ kind }) => kind), soon)
      .toContain('channel.sent');
    expect((await send(channel, { ...who, source: 'bot', text: 'echo' })).status).toBe(202);
    expect((await send(channel, { ...who, text: 'echo' }, { id: 'theirs-1' })).status).toBe(202);
    await send(channel, { ...who, text: 'again' });
    await expect.poll(heard, soon).toHaveLength(2);
    expect(textsOf((await talksOf(world, channel))[0], 'user')).toEqual(['hello', 'again']);
  });

  it('sends a message again as the other side asks, in order, and the same id tells a repeat', async () => {
    const { channel } = await open({ handover: false });
    let failures = 2;
    answer = () => {
      failures -= 1;
      if (failures === 1) return { status: 503 };
      return failures === 0 ? { status: 429, headers: { 'retry-after': '1' } } : {};
    };
    await send(channel, { ...who, text: 'one' });
    await send(channel, { ...who, text: 'two' });
    await expect.poll(heard, soon).toHaveLength(4);
    const ids = callbacks().map(({ id }) => id);
    expect(new Set(ids.slice(0, 3)).size).toBe(1);
    expect(ids[3]).not.toBe(ids[0]);
  });

  it('gives up what is refused, tells why, goes on with the next, and sends it once more when asked', async () => {
    const { channel } = await open({ handover: false });
    answer = () => ({ status: 422 });
    await send(channel, { ...who, text: 'one' });
    await expect.poll(async () => (await readChannel(world, channel)).deadLetters, soon).toBe(1);
    const shown = await readChannel(world, channel);
    expect(shown.lastFailure?.reason).toBe('HTTP 422');
    const [talk] = await talksOf(world, channel);
    expect(talk?.activities.at(-1)).toMatchObject({
      name: 'tandem.receipt',
      value: { status: 'failed', reason: 'HTTP 422' },
    });
    answer = () => ({});
    await send(channel, { ...who, text: 'two' });
    await expect.poll(heard, soon).toHaveLength(2);
    const redriven = await world.admin(`/channels/${channel.id}/redrive`, { method: 'POST' });
    expect(redriven.body).toEqual({ redriven: 1 });
    await expect.poll(heard, soon).toHaveLength(3);
    await expect.poll(async () => (await readChannel(world, channel)).deadLetters, soon).toBe(0);
    expect(callbacks()[2]?.['id']).toBe(callbacks()[0]?.['id']);
  });

  it('hands over to an agent and back', async () => {
    const { channel } = await open();
    const { fake } = world;
    await send(channel, { ...who, text: 'agent' });
    const talk = async () => (await talksOf(world, channel))[0];
    await expect
      .poll(async () => fake.textsOf((await talk())?.conversationId ?? '').length, soon)
      .toBeGreaterThan(0);
    const conversationId = (await talk())?.conversationId as string;
    await send(channel, { ...who, text: 'my order is late' });
    await expect.poll(() => fake.textsOf(conversationId), soon).toContain('my order is late');
    const conversation = fake.conversationOf(conversationId);
    fake.accept(conversation, 'Anna');
    expect(await fake.say(conversation, 'Anna here')).toBe(200);
    await expect.poll(heard, soon).toContain('Anna here');
    const said = () => callbacks().find(({ text }) => text === 'Anna here');
    expect(said()).toMatchObject({ ...who, source: 'agent' });
    const message = said()?.['id'];
    await send(channel, { ...who, receipt: { messageId: message, status: 'read' } });
    await expect
      .poll(async () => (await hopsOf(world, channel)).map(({ summary }) => summary), soon)
      .toContain('receipt read');
    await expect.poll(() => fake.state.receipts, soon).toHaveLength(1);
    fake.finish(conversation);
    await expect
      .poll(async () => {
        await world.main.gateway.watchRound();
        return callbacks().map(({ event }) => event);
      }, soon)
      .toContainEqual(
        expect.objectContaining({ value: expect.objectContaining({ state: 'completed' }) }),
      );
    await send(channel, { ...who, text: 'hours' });
    await expect.poll(() => heard().at(-1), soon).toContain('Monday');
  });

  it('tests its callback with a signed ping', async () => {
    const { channel } = await open({ handover: false });
    const test = () =>
      world.admin<{ checks: { state: string; message: string }[] }>(
        `/channels/${channel.id}/test`,
        { method: 'POST' },
      );
    expect((await test()).body.checks).toMatchObject([{ state: 'ok' }]);
    answer = () => ({ status: 500 });
    expect((await test()).body.checks).toMatchObject([{ state: 'failed', message: /500/ }]);
    expect((await world.admin(`/channels/${channel.id}/connect`, { method: 'POST' })).status).toBe(
      400,
    );
  });

  it('shows and changes no channel of another organisation, and takes no endpoint of one', async () => {
    const { channel, endpoint } = await open({ handover: false });
    for (const [method, path] of [
      ['GET', ''],
      ['DELETE', ''],
      ['POST', '/test'],
      ['POST', '/redrive'],
    ] as const)
      expect(
        (await world.admin(`/channels/${channel.id}${path}`, { method, org: orgB })).status,
      ).toBe(404);
    const list = await world.admin<{ entities: unknown[] }>('/channels', { org: orgB });
    expect(list.body.entities).toEqual([]);
    const body = { name: 'x', kind: 'webhook', endpointId: endpoint.id, settings: settings() };
    expect((await world.admin('/channels', { method: 'POST', body, org: orgB })).status).toBe(400);
  });

  it('keeps a secret that is left out, unless the address it goes to changes; a switched off channel takes nothing', async () => {
    const { channel, endpoint } = await open({ handover: false });
    const { secret: _secret, password: _password, ...plain } = settings();
    const put = (change: object) => {
      const body = {
        name: channel.name,
        kind: 'webhook',
        endpointId: endpoint.id,
        settings: plain,
        ...change,
      };
      return world.admin(`/channels/${channel.id}`, { method: 'PUT', body });
    };
    expect((await put({ name: 'renamed' })).status).toBe(200);
    const moved = await put({ settings: { ...plain, callbackUrl: `${other.origin}/elsewhere` } });
    expect(moved).toMatchObject({ status: 400, body: { code: 'gateway.endpoint.secret.again' } });
    expect((await put({ settings: { ...plain, secret: 'short' } })).status).toBe(400);
    expect((await send(channel, { ...who, text: 'one' })).status).toBe(202);
    expect((await put({ active: false })).status).toBe(200);
    expect((await send(channel, { ...who, text: 'two' })).status).toBe(403);
    const entries = () => world.audited.filter(({ entity }) => entity.id === channel.id);
    const actions = () =>
      entries()
        .map(({ action }) => action)
        .filter((action) => action !== 'insecureString');
    await expect.poll(actions, soon).toEqual(['create', 'update', 'update']);
    expect(JSON.stringify(entries())).not.toContain(callbackSecret);
  });

  it('fetches files through the guard, keeps them itself, and names those it cannot have', async () => {
    const { channel } = await open({ handover: false });
    const bytes = Buffer.from('%PDF-1.7 bytes of the tests');
    await using files = await startFakeServer({
      check: () => null,
      answer: ({ path }) =>
        path === '/bill.pdf'
          ? { headers: { 'content-type': 'application/pdf' }, body: bytes }
          : { status: 404 },
    });
    const attachments = ['bill.pdf', 'gone.pdf'].map((name) => ({
      ...{ name, url: `${files.origin}/${name}`, contentType: 'application/pdf' },
    }));
    const inner = {
      name: 'inner',
      url: 'http://169.254.169.254/latest',
      contentType: 'text/plain',
    };
    await send(channel, { ...who, text: 'see', attachments: [...attachments, inner] });
    await expect.poll(heard, soon).toHaveLength(1);
    const [talk] = await talksOf(world, channel);
    const said = talk?.activities.find(({ direction }) => direction === 'user');
    expect(said?.text).toBe('see\n[gone.pdf: could not be read]\n[inner: could not be read]');
    const taken = async () =>
      (await hopsOf(world, channel)).find(({ kind }) => kind === 'channel.in')?.detail;
    await expect.poll(taken, soon).toMatchObject({
      notRead: [
        { name: 'gone.pdf', reason: expect.stringContaining('404') },
        { name: 'inner', reason: expect.stringContaining('169.254.169.254') },
      ],
    });
    expect(said?.attachments).toMatchObject([{ name: 'bill.pdf', contentType: 'application/pdf' }]);
    const kept = await fetch(said?.attachments?.[0]?.contentUrl ?? '');
    expect(Buffer.from(await kept.arrayBuffer()).equals(bytes)).toBe(true);
  });

  it.each([
    ['de-AT', 'konnte nicht gelesen werden'],
    ['tr', 'okunamadı'],
  ])(
    'says in the language of the conversation that a file is missing: %s',
    async (locale, words) => {
      const { channel } = await open({ handover: false });
      const url = 'http://169.254.169.254/latest';
      const attachments = [{ name: 'a.png', url, contentType: 'image/png' }];
      await send(channel, { ...who, locale, attachments });
      await expect.poll(heard, soon).toHaveLength(1);
      expect(textsOf((await talksOf(world, channel))[0], 'user')).toEqual([`[a.png: ${words}]`]);
    },
  );

  it('goes on in a new conversation when one is full', async () => {
    await using small = await startGatewayWorld({ chat: { maxCustomerBytes: 600 } });
    const endpoint = await small.endpoint({ handover: false });
    const channel = await addChannel(small, endpoint, { kind: 'webhook', settings: settings() });
    for (const text of ['a'.repeat(300), 'b'.repeat(300)]) await send(channel, { ...who, text });
    await expect.poll(heard, soon).toHaveLength(2);
    const talks = await talksOf(small, channel);
    expect(talks.map((talk) => textsOf(talk, 'user')[0]?.[0])).toEqual(['a', 'b']);
  });

  it('loses and doubles nothing when the node that took a message dies before it is dealt with', async () => {
    await using mine = await startGatewayWorld();
    const endpoint = await mine.endpoint({ handover: false });
    const channel = await addChannel(mine, endpoint, { kind: 'webhook', settings: settings() });
    mine.main.life.dead = true;
    const other = await mine.node('other');
    const inboundUrl = channel.inboundUrl.replace(mine.main.origin, other.origin);
    await send({ inboundUrl }, { ...who, text: 'hello' }, { id: 'once' });
    await send({ inboundUrl }, { ...who, text: 'hello' }, { id: 'once' });
    await expect.poll(heard, { ...soon, timeout: 40_000 }).toHaveLength(1);
    expect(textsOf((await talksOf(mine, channel))[0], 'user')).toEqual(['hello']);
  }, 60_000);
});
