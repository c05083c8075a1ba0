import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import {
  type GatewayWorld,
  soon,
  startFakeServer,
  startGatewayWorld,
} from '../../testing/index.ts';
import { deliver, openChannel, readChannel, talksOf, textsOf } from '../channels.fixture.ts';
import { botToken, startFakeTelegram } from './fake-telegram.fixture.ts';

const ada = {
  id: 77,
  is_bot: false,
  first_name: 'Ada',
  last_name: 'Lovelace',
  language_code: 'de',
};

describe('Telegram channel', () => {
  let world: GatewayWorld;
  let fake: Awaited<ReturnType<typeof startFakeTelegram>>;
  beforeAll(async () => {
    world = await startGatewayWorld();
    fake = await startFakeTelegram();
  });
  beforeEach(() => {
    fake.sent.length = 0;
    fake.state.local = true;
  });
  afterAll(async () => {
    await world[Symbol.asyncDispose]();
    await fake[Symbol.asyncDispose]();
  });

  let count = 0;
  /** The chat of a test. */
  let at = 0;
  const open = async (init?: Parameters<typeof openChannel>[2]) => {
    count += 1;
    const settings = { botToken, apiBase: fake.origin };
    const given = { kind: 'telegram', name: `telegram ${count}`, settings };
    const { channel } = await openChannel(world, given, init);
    const connected = await world.admin<{ checks: object[] }>(`/channels/${channel.id}/connect`, {
      method: 'POST',
    });
    expect(connected.body.checks).toMatchObject([
      { state: 'ok', message: /@tandem_test_bot/ },
      { state: 'ok' },
    ]);
    return channel;
  };
  type Channel = Awaited<ReturnType<typeof open>>;
  let updates = 0;
  const update = (
    channel: Channel,
    fields: object,
    headers: object = { 'x-telegram-bot-api-secret-token': fake.state.secret },
  ) => {
    updates += 1;
    return deliver(channel.inboundUrl, {
      body: JSON.stringify({ update_id: updates, ...fields }),
      headers,
    });
  };
  const chat = (id: number) => {
    at = id;
    fake.chats.add(String(id));
    return { chat: { id, type: 'private' }, from: ada, date: 1, message_id: ++count };
  };
  const say = (channel: Channel, id: number, fields: object) =>
    update(channel, { message: { ...chat(id), ...fields } });
  /** Texts that the chat of a test was sent. */
  const sentTexts = () =>
    fake.sent
      .filter(({ method, fields }) => method === 'sendMessage' && fields['chat_id'] === at)
      .map(({ fields }) => fields['text']);

  it('is connected by its button, and greets who presses start', async () => {
    const channel = await open();
    expect(fake.state.url).toBe(channel.inboundUrl);
    expect((await say(channel, 11, { text: '/start' })).status).toBe(200);
    await expect.poll(sentTexts, soon).toHaveLength(1);
    expect(JSON.stringify(await readChannel(world, channel))).not.toContain(botToken);
    fake.state.local = false;
    const refused = await world.admin<{ checks: object[] }>(`/channels/${channel.id}/connect`, {
      method: 'POST',
    });
    expect(refused.body.checks).toMatchObject([
      { state: 'failed', message: /HTTPS URL must be provided/ },
    ]);
  });

  it('refuses updates without, or with another, secret and knows a repeat', async () => {
    const channel = await open();
    const message = { ...chat(12), text: 'hello' };
    expect((await update(channel, { message }, {})).status).toBe(401);
    expect(
      (await update(channel, { message }, { 'x-telegram-bot-api-secret-token': 'x' })).status,
    ).toBe(401);
    const headers = { 'x-telegram-bot-api-secret-token': fake.state.secret };
    const body = JSON.stringify({ update_id: 900_001, message });
    for (let time = 0; time < 3; time += 1)
      expect((await deliver(channel.inboundUrl, { body, headers })).status).toBe(200);
    await expect.poll(sentTexts, soon).toHaveLength(1);
    expect(textsOf((await talksOf(world, channel))[0], 'user')).toEqual(['hello']);
  });

  it('keeps the order of what a customer says, behind a file as well', async () => {
    const channel = await open();
    fake.files.set('slow', Buffer.from('jpeg bytes'));
    await say(channel, 19, { photo: [{ file_id: 'slow' }], caption: 'one' });
    await say(channel, 19, { text: 'two' });
    await say(channel, 19, { text: 'three' });
    await expect
      .poll(async () => textsOf((await talksOf(world, channel))[0], 'user'), soon)
      .toEqual(['one', 'two', 'three']);
  });

  it('acknowledges what it does not know, and hears no bots', async () => {
    const channel = await open();
    for (const fields of [
      { edited_message: { ...chat(13), text: 'x' } },
      { my_chat_member: {} },
      { message: { ...chat(13), from: { ...ada, is_bot: true }, text: 'echo' } },
      { message: { ...chat(13) } },
    ])
      expect((await update(channel, fields)).status).toBe(200);
    expect(await talksOf(world, channel)).toEqual([]);
  });

  it('shows quick replies as buttons whose answer is the choice, and stops the spinner', async () => {
    const channel = await open();
    await say(channel, 14, { text: '/start' });
    await expect.poll(sentTexts, soon).toHaveLength(1);
    const first = fake.sent.find(({ fields }) => fields['chat_id'] === 14);
    const keyboard = first?.fields['reply_markup'] as {
      inline_keyboard: { text: string; callback_data: string }[][];
    };
    const [button] = keyboard.inline_keyboard[0] ?? [];
    expect(button).toMatchObject({ text: expect.any(String), callback_data: /^c:\d+:0$/ });
    fake.queries.add('q1');
    await update(channel, {
      callback_query: { id: 'q1', from: ada, data: button?.callback_data, message: chat(14) },
    });
    await expect.poll(() => fake.queries.size, soon).toBe(0);
    const [talk] = await talksOf(world, channel);
    const offered = talk?.activities.find(({ direction }) => direction === 'bot')?.suggestedActions
      ?.actions[0];
    expect(textsOf(talk, 'user')).toEqual([offered?.value]);
    await expect.poll(sentTexts, soon).toHaveLength(2);
  });

  it('keeps pictures and files with their captions', async () => {
    const channel = await open();
    fake.files.set('big', Buffer.from('jpeg bytes'));
    const photo = [
      { file_id: 'small', width: 9 },
      { file_id: 'big', width: 90 },
    ];
    await say(channel, 15, { photo, caption: 'my receipt' });
    await say(channel, 15, { document: { file_id: 'huge', file_name: 'huge.zip' } });
    await expect
      .poll(async () => textsOf((await talksOf(world, channel))[0], 'user'), soon)
      .toHaveLength(2);
    const [first, second] = ((await talksOf(world, channel))[0]?.activities ?? []).filter(
      ({ direction }) => direction === 'user',
    );
    expect(first).toMatchObject({
      text: 'my receipt',
      attachments: [{ contentType: 'image/jpeg' }],
    });
    expect(await (await fetch(first?.attachments?.[0]?.contentUrl ?? '')).text()).toBe(
      'jpeg bytes',
    );
    expect(second?.text).toBe('[huge.zip: konnte nicht gelesen werden]');
  });

  it('waits as long as Telegram says, and gives up when the customer has blocked the bot', async () => {
    const channel = await open();
    const mine = () => fake.sent.filter(({ fields }) => fields['chat_id'] === 16);
    const refuse = (status: number, description: string, parameters: object = {}) =>
      fake.refusals.set('16', [
        {
          status,
          body: { ok: false, error_code: status, description, parameters },
        },
      ]);
    refuse(429, 'Too Many Requests: retry after 1', { retry_after: 1 });
    const startedMs = performance.now();
    await say(channel, 16, { text: 'hello' });
    await expect.poll(mine, soon).toHaveLength(1);
    expect(performance.now() - startedMs).toBeGreaterThan(1000);
    refuse(403, 'Forbidden: bot was blocked by the user');
    await say(channel, 16, { text: 'again' });
    await expect
      .poll(async () => (await readChannel(world, channel)).lastFailure?.reason, soon)
      .toMatch(/blocked by the user/);
  });

  it('sends no part of a message again when a later one failed', async () => {
    const long = `${'word '.repeat(1800)}end`;
    await using bot = await startFakeServer({
      check: () => null,
      answer: () => ({ body: { messages: [{ text: long }] } }),
    });
    const settings = { url: `${bot.origin}/bot` };
    const channel = await open({ handover: false, bot: { kind: 'webhook', settings } });
    const passing = { ok: false, error_code: 502, description: 'Bad Gateway' };
    fake.refusals.set('18', [null, { status: 502, body: passing }]);
    await say(channel, 18, { text: 'hello' });
    await expect.poll(() => sentTexts().at(-1), soon).toMatch(/end$/);
    expect(sentTexts()).toHaveLength(3);
    expect(sentTexts().join(' ')).toBe(long);
  });

  it('hands over to an agent and back, with typing, long texts in pieces and files with captions', async () => {
    const channel = await open({});
    await say(channel, 17, { text: 'agent' });
    const id = async () => (await talksOf(world, channel))[0]?.conversationId ?? '';
    await expect.poll(async () => world.fake.textsOf(await id()).length, soon).toBeGreaterThan(0);
    const conversation = world.fake.conversationOf(await id());
    world.fake.accept(conversation, 'Anna');
    const long = `${'word '.repeat(1200)}end`;
    expect(await world.fake.say(conversation, long)).toBe(200);
    await expect.poll(() => sentTexts().at(-1), soon).toMatch(/end$/);
    expect(sentTexts().slice(-2).join(' ')).toBe(long);
    const body = world.fake.webhookBody(conversation, 'the form');
    await using files = await startFakeServer({
      check: () => null,
      answer: () => ({ headers: { 'content-type': 'image/png' }, body: Buffer.from('png bytes') }),
    });
    const url = `${files.origin}/form.png`;
    const attachment = { mediaType: 'Image', url, mime: 'image/png', filename: 'form.png' };
    const content = [{ contentType: 'Attachment', attachment }];
    expect(await world.fake.deliver(conversation, { ...body, content })).toBe(200);
    await expect.poll(() => fake.sent.map(({ method }) => method), soon).toContain('sendPhoto');
    const photo = fake.sent.find(({ method }) => method === 'sendPhoto')?.fields ?? {};
    expect(photo).toMatchObject({ caption: 'the form', chat_id: '17' });
    expect(await (photo['photo'] as File).text()).toBe('png bytes');
    const typing = {
      ...world.fake.webhookBody(conversation, ''),
      type: 'Event',
      events: [{ eventType: 'Typing', typing: { type: 'On', duration: 3000 } }],
    };
    await world.fake.deliver(conversation, typing);
    await expect
      .poll(() => fake.sent.map(({ method }) => method), soon)
      .toContain('sendChatAction');
    world.fake.finish(conversation);
    await expect
      .poll(async () => {
        await world.main.gateway.watchRound();
        return sentTexts().at(-1);
      }, soon)
      .toContain('wieder');
  });
});
