import { createHmac } from 'node:crypto';
import { describe, expect, it, vi } from 'vitest';
import {
  call,
  type GatewayWorld,
  handOver,
  openChat,
  orgA,
  soon,
  startServedWorld,
  untilState,
  webhookSecret,
} from '../testing/index.ts';

/** Delivers bytes under a signature of any spelling. */
const post = async (url: string, bytes: Buffer | string, signature: string) => {
  const headers = { 'content-type': 'application/json', 'x-hub-signature-256': signature };
  return (await fetch(url, { method: 'POST', headers, body: new Uint8Array(Buffer.from(bytes)) }))
    .status;
};

const hmac = (bytes: Buffer | string, encoding: 'base64' | 'hex' = 'base64') =>
  createHmac('sha256', webhookSecret).update(bytes).digest(encoding);

const agentTexts = async (chat: Awaited<ReturnType<typeof openChat>>) =>
  (await chat.activities())
    .filter(({ channelData }) => (channelData as { source?: string })?.source === 'agent')
    .map(({ text }) => text);

/** A chat that an agent has. */
const withAgent = async (world: GatewayWorld) => {
  const chat = await openChat((await world.endpoint()).base);
  const conversation = await handOver(world, chat);
  world.fake.accept(conversation, 'Grace');
  return { chat, conversation, url: conversation.integration.webhookUrl };
};

describe('known faults of other handovers and middlewares', () => {
  it('wrong credentials end a handover, not the service: other endpoints go on', async () => {
    await using world = await startServedWorld();
    const wrong = await world.endpoint({ settings: { clientSecret: 'not the secret' } });
    const right = await world.endpoint({ name: 'Right' });
    const chat = await openChat(wrong.base);
    await chat.say('agent');
    await untilState(chat, 'failed');
    const other = await openChat(right.base);
    await handOver(world, other);
    await chat.say('hours');
    await vi.waitFor(async () => expect((await chat.texts()).at(-1)).toContain('Monday'), soon);
    const tested = await world.admin<{ checks: { check: string; state: string }[] }>(
      `/endpoints/${wrong.id}/test`,
      { method: 'POST' },
    );
    expect(tested.body.checks).toContainEqual(
      expect.objectContaining({ check: 'credentials', state: 'failed' }),
    );
  });

  it('a webhook that reaches two replicas at once is shown once', async () => {
    await using world = await startServedWorld();
    const second = await world.node();
    const { chat, conversation, url } = await withAgent(world);
    const there = url.replace(world.main.origin, second.origin);
    const texts = Array.from({ length: 8 }, (_, n) => `message ${n}`);
    for (const text of texts) {
      const bytes = JSON.stringify(world.fake.webhookBody(conversation, text));
      const signature = `sha256=${hmac(bytes)}`;
      const statuses = await Promise.all(
        [url, there, there, url].map((to) => post(to, bytes, signature)),
      );
      expect(statuses).toEqual([200, 200, 200, 200]);
    }
    expect(await agentTexts(chat)).toEqual(texts);
  });

  it('what a customer says through two replicas in turn arrives once each, in order', async () => {
    await using world = await startServedWorld();
    const second = await world.node();
    const { chat } = await withAgent(world);
    const before = world.fake.textsOf(chat.conversationId).length;
    const texts = Array.from({ length: 10 }, (_, n) => `words ${n}`);
    for (const [index, text] of texts.entries()) {
      const base =
        index % 2 === 0 ? chat.base : chat.base.replace(world.main.origin, second.origin);
      const path = `${base}/v3/directline/conversations/${chat.conversationId}/activities`;
      const body = { type: 'message', text, from: { id: 'me' } };
      expect((await call(path, { method: 'POST', token: chat.token, body })).status).toBe(200);
    }
    await vi.waitFor(
      () => expect(world.fake.textsOf(chat.conversationId).slice(before)).toEqual(texts),
      soon,
    );
  });

  it('the signature is that of the bytes that came, not of the JSON written anew', async () => {
    await using world = await startServedWorld();
    const { chat, conversation, url } = await withAgent(world);
    const canonical = JSON.stringify(world.fake.webhookBody(conversation, 'Grüße'));
    const asSent = JSON.stringify(JSON.parse(canonical), null, 3).replaceAll('ü', '\\u00fc');
    expect(asSent).not.toBe(canonical);
    expect(await post(url, asSent, `sha256=${hmac(canonical)}`)).toBe(403);
    expect(await agentTexts(chat)).toEqual([]);
    expect(await post(url, asSent, `sha256=${hmac(asSent)}`)).toBe(200);
    expect(await agentTexts(chat)).toEqual(['Grüße']);
  });

  it('bytes that are no UTF-8 are signed as they are, and a text of them proves nothing', async () => {
    await using world = await startServedWorld();
    const { conversation, url } = await withAgent(world);
    const [head = '', tail = ''] = JSON.stringify(
      world.fake.webhookBody(conversation, 'a~b'),
    ).split('~');
    const bytes = Buffer.concat([Buffer.from(head), Buffer.from([0xff]), Buffer.from(tail)]);
    expect(await post(url, bytes, `sha256=${hmac(bytes.toString('utf8'))}`)).toBe(403);
    expect(await post(url, bytes, `sha256=${hmac(bytes)}`)).toBeLessThan(500);
  });

  it('one spelling of the signature counts: base64 with its prefix', async () => {
    await using world = await startServedWorld();
    const { chat, conversation, url } = await withAgent(world);
    const bytes = JSON.stringify(world.fake.webhookBody(conversation, 'hello'));
    const right = hmac(bytes);
    const spellings = [
      ...[right, `sha256=${hmac(bytes, 'hex')}`, hmac(bytes, 'hex'), `sha1=${right}`],
      ...[`SHA256=${right}`, `sha256=${right}x`, `sha256=${right.slice(1)}`, 'sha256=', 'sha256'],
    ];
    for (const spelling of spellings) expect(await post(url, bytes, spelling)).toBe(403);
    expect(await agentTexts(chat)).toEqual([]);
    expect(await post(url, bytes, `sha256=${right}`)).toBe(200);
    expect(await agentTexts(chat)).toEqual(['hello']);
  });

  it('users whose ids are numbers beyond what computers count exactly stay two', async () => {
    await using world = await startServedWorld();
    const { base } = await world.endpoint();
    const secret = await world.admin<{ secret: string }>(
      `/endpoints/${(await world.admin<{ entities: { id: string }[] }>('/endpoints')).body.entities[0]?.id}/secret`,
      { method: 'POST' },
    );
    const ids = ['9007199254740993001', '9007199254740993002'];
    const token = secret.body.secret;
    const chats = await Promise.all(ids.map((id) => openChat(base, { user: { id }, token })));
    const users = [];
    for (const chat of chats) {
      const conversation = await handOver(world, chat);
      users.push(conversation.attributes['userId']);
      await world.fake.deliver(conversation, world.fake.webhookBody(conversation, chat.base));
    }
    expect(users).toEqual(ids);
    const [one, two] = chats;
    expect(one?.conversationId).not.toBe(two?.conversationId);
    for (const chat of chats) expect(await agentTexts(chat)).toHaveLength(1);
    const { body } = await world.admin<{ entities: { user: { id: string } }[] }>('/conversations', {
      org: orgA,
    });
    expect(body.entities.map(({ user }) => user.id).sort()).toEqual(ids);
  });

  it('a long text whose middle part fails is sent again without doubling what was in', async () => {
    await using world = await startServedWorld();
    const { chat } = await withAgent(world);
    const { fake } = world;
    const before = fake.textsOf(chat.conversationId).length;
    const parts = () => fake.textsOf(chat.conversationId).slice(before);
    const long = Array.from({ length: 900 }, (_, n) => `word${n}`).join(' ');
    // The first part goes in, the second is refused once.
    const answers = [undefined, 503];
    fake.state.failures.shift = () => answers.shift();
    await chat.say(long);
    await vi.waitFor(() => expect(parts().join(' ')).toBe(long), soon);
    expect(answers).toEqual([]);
    expect(new Set(parts()).size).toBe(parts().length);
  }, 30_000);
});
