import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import {
  type GatewayWorld,
  soon,
  startFakeServer,
  startGatewayWorld,
} from '../../testing/index.ts';
import { deliver, openChannel, talksOf, textsOf } from '../channels.fixture.ts';
import { callbackSecret, startFakeCallback } from './fake-callback.fixture.ts';
import { signWebhook } from './signature.rules.ts';

const hero = {
  contentType: 'application/vnd.microsoft.card.hero',
  content: { title: 'Shoe', buttons: [{ type: 'imBack', title: 'Buy', value: 'buy 7' }] },
};
const picture = {
  ...{ contentType: 'image/png', contentUrl: 'https://shop.example/shoe.png', name: 'shoe.png' },
};
/** What the bot says to `show`, in its own words. */
const shown = {
  text: 'Which one?',
  quickReplies: [{ title: 'The first', value: '1' }, 'Other'],
  attachments: [picture, hero],
  data: { basket: 3 },
};

type Callback = Readonly<Record<string, unknown>>;

let world: GatewayWorld;
let other: Awaited<ReturnType<typeof startFakeCallback>>;
let bot: Awaited<ReturnType<typeof startFakeServer>>;
beforeAll(async () => {
  world = await startGatewayWorld();
  other = await startFakeCallback();
  bot = await startFakeServer({
    check: () => null,
    answer: ({ body }) => {
      const { text } = body as { text?: string };
      if (text === 'agent') return { body: { messages: [], handover: true } };
      return { body: { messages: text ? [text === 'show' ? shown : `heard ${text}`] : [] } };
    },
  });
});
beforeEach(() => {
  other.requests.length = 0;
  world.fake.state.receipts.length = 0;
});
afterAll(async () => {
  for (const one of [world, other, bot]) await one[Symbol.asyncDispose]();
});

let count = 0;
const open = async (handover: boolean) => {
  count += 1;
  const who = { userId: `ada-${count}`, sessionId: 's' };
  const settings = {
    ...{ callbackUrl: `${other.origin}/callback`, secret: callbackSecret },
    ...{ username: 'tandem', password: 'basic secret' },
  };
  const given = { kind: 'webhook', name: `content ${count}`, settings };
  const init = { handover, bot: { kind: 'webhook', settings: { url: `${bot.origin}/bot` } } };
  const { channel } = await openChannel(world, given, init);
  const send = async (more: object) => {
    count += 1;
    const body = JSON.stringify({ ...who, ...more });
    const signed = { id: `in-${count}`, timestamp: String(Math.floor(Date.now() / 1000)), body };
    const headers = {
      ...{ 'webhook-id': signed.id, 'webhook-timestamp': signed.timestamp },
      'webhook-signature': signWebhook(callbackSecret, signed),
    };
    expect((await deliver(channel.inboundUrl, { body, headers })).status).toBe(202);
  };
  const told = () =>
    other.requests.map(({ body }) => body as Callback).filter(({ source }) => source !== 'system');
  return { channel, who, send, told };
};

it('choices, files, cards and data of a bot are told as they are, and a choice is answered by its value', async () => {
  const { channel, who, send, told } = await open(false);
  await send({ text: 'show' });
  await expect.poll(told, soon).toHaveLength(1);
  expect(told()[0]).toEqual({
    ...{ id: expect.any(String), ...who, source: 'bot', from: {}, text: 'Which one?' },
    quickReplies: [
      { title: 'The first', value: '1', type: 'imBack' },
      { title: 'Other', value: 'Other', type: 'imBack' },
    ],
    attachments: [{ contentType: 'image/png', url: picture.contentUrl, name: 'shoe.png' }],
    cards: [hero],
    data: { basket: 3 },
  });
  await send({ text: '1' });
  await expect.poll(() => told().at(-1)?.['text'], soon).toBe('heard 1');
  expect(textsOf((await talksOf(world, channel))[0], 'user')).toEqual(['show', '1']);
  expect(other.wrong).toEqual([]);
});

it('what the other side says of an agent’s message reaches the agent: delivered, or failed with its reason', async () => {
  const { channel, send, told } = await open(true);
  await send({ text: 'agent' });
  const id = async () => (await talksOf(world, channel))[0]?.conversationId ?? '';
  await expect.poll(async () => world.fake.textsOf(await id()).length, soon).toBeGreaterThan(0);
  const conversation = world.fake.conversationOf(await id());
  world.fake.accept(conversation, 'Anna');
  // Whose words they are is known once the contact centre was asked.
  const agentName = async () => {
    await world.main.gateway.watchRound();
    const sql = `select h.agent ->> 'name' as name from handover h join session s on s.id = h.session
      where s.conversation_id = $1`;
    return (await world.db.query<{ name: string }>(sql, [await id()]))[0]?.name;
  };
  await expect.poll(agentName, soon).toBe('Anna');
  const attachment = {
    ...{ mediaType: 'File', url: 'https://desk.example/form.pdf' },
    ...{ mime: 'application/pdf', filename: 'form.pdf' },
  };
  const content = [{ contentType: 'Attachment', attachment }];
  const [first, second] = ['the form', 'and this'].map((text) =>
    world.fake.webhookBody(conversation, text),
  );
  await world.fake.deliver(conversation, { ...first, content });
  await world.fake.deliver(conversation, { ...second });
  await expect.poll(told, soon).toHaveLength(2);
  // An agent's file is told by an address; nothing is fetched for a webhook.
  expect(told()[0]).toMatchObject({
    ...{ source: 'agent', from: { name: 'Anna' }, text: 'the form' },
    attachments: [{ contentType: 'application/pdf', name: 'form.pdf' }],
  });
  const [formId, nextId] = told().map((callback) => callback['id']);
  const receipts = () => world.fake.state.receipts;
  await send({ receipt: { messageId: formId, status: 'delivered' } });
  await expect.poll(receipts, soon).toEqual([first?.id]);
  await send({ receipt: { messageId: nextId, status: 'failed', reason: 'The app is gone.' } });
  await expect.poll(receipts, soon).toEqual([first?.id, `${second?.id} failed: The app is gone.`]);
});
