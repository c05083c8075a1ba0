import { createHmac } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import {
  type GatewayWorld,
  soon,
  startFakeServer,
  startGatewayWorld,
} from '../../testing/index.ts';
import {
  deliver,
  hopsOf,
  openChannel,
  readChannel,
  talksOf,
  textsOf,
} from '../channels.fixture.ts';
import {
  accessToken,
  graphError,
  phoneNumberId,
  startFakeWhatsApp,
} from './fake-whatsapp.fixture.ts';

const appSecret = 'd6fbe3b9d9a8e1f0c2a47b1e55a90c13';

describe('WhatsApp channel', () => {
  let world: GatewayWorld;
  let fake: Awaited<ReturnType<typeof startFakeWhatsApp>>;
  beforeAll(async () => {
    world = await startGatewayWorld();
    fake = await startFakeWhatsApp();
  });
  beforeEach(() => {
    fake.sent.length = 0;
  });
  afterAll(async () => {
    await world[Symbol.asyncDispose]();
    await fake[Symbol.asyncDispose]();
  });

  let count = 0;
  const open = async (init?: Parameters<typeof openChannel>[2]) => {
    count += 1;
    const settings = {
      phoneNumberId,
      accessToken,
      appSecret,
      verifyToken: 'verify me',
      apiBase: `${fake.origin}/v23.0`,
    };
    const given = { kind: 'whatsapp', name: `whatsapp ${count}`, settings };
    return (await openChannel(world, given, init)).channel;
  };
  type Channel = Awaited<ReturnType<typeof open>>;
  const send = (
    { inboundUrl }: Channel,
    value: object,
    { secret = appSecret, number = phoneNumberId } = {},
  ) => {
    const metadata = { display_phone_number: '15550783881', phone_number_id: number };
    const change = {
      field: 'messages',
      value: { messaging_product: 'whatsapp', metadata, ...value },
    };
    const body = JSON.stringify({
      object: 'whatsapp_business_account',
      entry: [{ id: '1', changes: [change] }],
    });
    const mac = createHmac('sha256', secret).update(body).digest('hex');
    return deliver(inboundUrl, { body, headers: { 'x-hub-signature-256': `sha256=${mac}` } });
  };
  const say = (channel: Channel, from: string, message: object) =>
    send(channel, {
      contacts: [{ profile: { name: 'Ada' }, wa_id: from }],
      messages: [{ from, id: `wamid.in${++count}`, timestamp: '1', type: 'text', ...message }],
    });
  const words = (body: string) => ({ text: { body } });
  const sentTo = (to: string) => fake.sent.filter((message) => message['to'] === to);
  const idOf = (to: string) => String(sentTo(to).at(-1)?.['id']);
  const status = (channel: Channel, state: string, id: string, errors?: object[]) =>
    send(channel, {
      statuses: [
        {
          id,
          status: state,
          recipient_id: '491701',
          timestamp: '1',
          ...(errors ? { errors } : {}),
        },
      ],
    });

  it('answers the verification of its address, and only with the right token', async () => {
    const channel = await open();
    const ask = (token: string, mode = 'subscribe') =>
      fetch(
        `${channel.inboundUrl}?hub.mode=${mode}&hub.verify_token=${encodeURIComponent(token)}&hub.challenge=1158201444`,
      );
    const good = await ask('verify me');
    expect({ status: good.status, body: await good.text() }).toEqual({
      status: 200,
      body: '1158201444',
    });
    expect(good.headers.get('content-type')).toContain('text/plain');
    expect([(await ask('another')).status, (await ask('verify me', 'other')).status]).toEqual([
      401, 401,
    ]);
    const test = await world.admin<{ checks: object[] }>(`/channels/${channel.id}/test`, {
      method: 'POST',
    });
    expect(test.body.checks).toMatchObject([
      { state: 'ok', message: /Shop/ },
      { state: 'skipped' },
    ]);
  });

  it('takes signed messages once, thanks for them, and leaves other numbers and kinds alone', async () => {
    const channel = await open();
    expect((await send(channel, { messages: [] }, { secret: 'f'.repeat(32) })).status).toBe(401);
    const message = {
      from: '491700',
      id: 'wamid.same',
      timestamp: '1',
      type: 'text',
      text: { body: 'Grüße' },
    };
    for (let time = 0; time < 3; time += 1)
      expect((await send(channel, { messages: [message] })).status).toBe(200);
    await expect.poll(() => sentTo('491700'), soon).toHaveLength(1);
    await expect.poll(() => fake.read, soon).toContain('wamid.same');
    expect(
      (await send(channel, { messages: [{ ...message, id: 'x' }] }, { number: '1' })).status,
    ).toBe(200);
    for (const odd of [
      { type: 'reaction', reaction: { emoji: '👍' } },
      { type: 'unsupported' },
      { type: 'text', text: {} },
    ])
      expect((await say(channel, '491700', odd)).status).toBe(200);
    expect((await say(channel, '15550783881', words('own'))).status).toBe(200);
    expect(await talksOf(world, channel)).toHaveLength(1);
    expect(textsOf((await talksOf(world, channel))[0], 'user')).toEqual(['Grüße']);
  });

  it('takes several messages of one delivery in their order, with files and receipts among them', async () => {
    const channel = await open();
    const [from, other] = ['491705', '491706'];
    fake.files.set('88', { data: Buffer.from('jpeg bytes'), type: 'image/jpeg' });
    const said = (id: string, message: object) => ({
      ...{ from, id: `wamid.batch${id}`, timestamp: '1', type: 'text' },
      ...message,
    });
    const image = { id: '88', mime_type: 'image/jpeg', caption: 'two' };
    const messages = [
      said('1', words('one')),
      said('2', { type: 'image', image }),
      { ...said('x', words('somebody else')), from: other },
      said('3', words('three')),
    ];
    const statuses = [{ id: 'wamid.none', status: 'read', recipient_id: from, timestamp: '1' }];
    const contacts = [{ profile: { name: 'Ada' }, wa_id: from }];
    expect((await send(channel, { contacts, messages, statuses })).status).toBe(200);
    // Delivered again with one more: that one alone is new.
    const more = { messages: [...messages, said('4', words('four'))] };
    expect((await send(channel, more)).status).toBe(200);
    const heard = async () =>
      Object.fromEntries(
        (await talksOf(world, channel)).map((talk) => [talk.address, textsOf(talk, 'user')]),
      );
    await expect
      .poll(heard, soon)
      .toEqual({ [from]: ['one', 'two', 'three', 'four'], [other]: ['somebody else'] });
  });

  it('tells delivered and read, and a failure with its reason', async () => {
    const channel = await open();
    await say(channel, '491701', words('hello'));
    await expect.poll(() => sentTo('491701'), soon).toHaveLength(1);
    const id = idOf('491701');
    for (const state of ['sent', 'delivered', 'read', 'delivered'])
      expect((await status(channel, state, id)).status).toBe(200);
    const summaries = async () => (await hopsOf(world, channel)).map(({ summary }) => summary);
    await expect.poll(summaries, soon).toContain('receipt read');
    const receipts = (await talksOf(world, channel))[0]?.activities.filter(
      ({ name }) => name === 'tandem.receipt',
    );
    expect(receipts).toHaveLength(1);
    expect((await status(channel, 'delivered', 'wamid.unknown')).status).toBe(200);
    await say(channel, '491701', words('again'));
    await expect.poll(() => sentTo('491701'), soon).toHaveLength(2);
    const error = {
      code: 131026,
      title: 'Message undeliverable',
      message: 'Message undeliverable',
      error_data: { details: 'Not a WhatsApp number' },
    };
    await status(channel, 'failed', idOf('491701'), [error]);
    await expect
      .poll(async () => (await readChannel(world, channel)).lastFailure?.reason, soon)
      .toBe('Message undeliverable: Not a WhatsApp number (131026)');
  });

  it('says clearly that the 24 hours are over, and waits where a limit passes', async () => {
    const channel = await open();
    fake.refusals.set('491702', graphError(400, 131047, ['Re-engagement message']));
    await say(channel, '491702', words('hello'));
    await expect
      .poll(async () => (await readChannel(world, channel)).lastFailure?.reason, soon)
      .toContain('more than 24 hours ago');
    fake.refusals.set('491702', graphError(400, 131056, ['Pair rate limit hit']));
    await say(channel, '491702', words('again'));
    await expect.poll(() => sentTo('491702'), soon).toHaveLength(1);
    expect((await readChannel(world, channel)).deadLetters).toBe(1);
  });

  it('shows choices as buttons or a list, and the answer is the choice', async () => {
    const { origin, [Symbol.asyncDispose]: close } = await startFakeServer({
      check: () => null,
      answer: ({ body }) => {
        const { text } = body as { text?: string };
        const titles =
          text === 'many'
            ? ['One', 'Two', 'Three', 'Four', 'A fifth one with a very long title']
            : ['Yes', 'No'];
        const quickReplies = titles.map((title) => ({ title, value: `value of ${title}` }));
        return {
          body: {
            messages:
              text === 'many' || text === 'few'
                ? [{ text: 'Which?', quickReplies }]
                : [{ text: `heard ${text}` }],
          },
        };
      },
    });
    const channel = await open({
      handover: false,
      bot: { kind: 'webhook', settings: { url: `${origin}/bot` } },
    });
    await say(channel, '491703', words('few'));
    await expect.poll(() => sentTo('491703'), soon).toHaveLength(1);
    type Interactive = {
      interactive: {
        type: string;
        action: {
          buttons?: { reply: { id: string; title: string } }[];
          sections?: { rows: { id: string; title: string; description?: string }[] }[];
        };
      };
    };
    const interactive = (at: number) => (sentTo('491703')[at] as Interactive).interactive;
    expect(interactive(0)).toMatchObject({
      type: 'button',
      action: { buttons: [{ reply: { title: 'Yes' } }, { reply: { title: 'No' } }] },
    });
    const reply = interactive(0).action.buttons?.[1]?.reply;
    await say(channel, '491703', {
      type: 'interactive',
      interactive: { type: 'button_reply', button_reply: reply },
    });
    await expect
      .poll(() => sentTo('491703').at(-1), soon)
      .toMatchObject({ text: { body: 'heard value of No' } });
    await say(channel, '491703', words('many'));
    await expect.poll(() => sentTo('491703'), soon).toHaveLength(3);
    expect(interactive(2)).toMatchObject({ type: 'list' });
    const row = interactive(2).action.sections?.[0]?.rows[4];
    expect(row).toMatchObject({ description: 'A fifth one with a very long title' });
    await say(channel, '491703', {
      type: 'interactive',
      interactive: { type: 'list_reply', list_reply: row },
    });
    await expect
      .poll(() => sentTo('491703').at(-1), soon)
      .toMatchObject({ text: { body: 'heard value of A fifth one with a very long title' } });
    await close();
  });

  it('hands over to an agent and back, with files by id both ways', async () => {
    const channel = await open({});
    const from = '491704';
    await say(channel, from, words('agent'));
    const id = async () => (await talksOf(world, channel))[0]?.conversationId ?? '';
    await expect.poll(async () => world.fake.textsOf(await id()).length, soon).toBeGreaterThan(0);
    fake.files.set('77', { data: Buffer.from('jpeg bytes'), type: 'image/jpeg' });
    await say(channel, from, {
      type: 'image',
      image: { id: '77', mime_type: 'image/jpeg', caption: 'broken' },
    });
    await expect.poll(async () => world.fake.textsOf(await id()), soon).toContain('broken');
    const picture = (await talksOf(world, channel))[0]?.activities.find(
      ({ attachments }) => attachments?.length,
    );
    expect(await (await fetch(picture?.attachments?.[0]?.contentUrl ?? '')).text()).toBe(
      'jpeg bytes',
    );
    const conversation = world.fake.conversationOf(await id());
    world.fake.accept(conversation, 'Anna');
    await using files = await startFakeServer({
      check: () => null,
      answer: () => ({ headers: { 'content-type': 'application/pdf' }, body: Buffer.from('%PDF') }),
    });
    const attachment = {
      mediaType: 'File',
      url: `${files.origin}/label.pdf`,
      mime: 'application/pdf',
      filename: 'label.pdf',
    };
    const body = world.fake.webhookBody(conversation, 'print this');
    expect(
      await world.fake.deliver(conversation, {
        ...body,
        content: [{ contentType: 'Attachment', attachment }],
      }),
    ).toBe(200);
    await expect
      .poll(() => sentTo(from).at(-1), soon)
      .toMatchObject({
        type: 'document',
        document: { filename: 'label.pdf', caption: 'print this' },
      });
    expect(fake.uploads).toContainEqual({
      name: 'label.pdf',
      type: 'application/pdf',
      text: '%PDF',
    });
    await send(channel, {
      statuses: [{ id: idOf(from), status: 'read', recipient_id: from, timestamp: '1' }],
    });
    await expect.poll(() => world.fake.state.receipts, soon).toHaveLength(1);
    world.fake.finish(conversation);
    await expect
      .poll(async () => {
        await world.main.gateway.watchRound();
        return JSON.stringify(sentTo(from).at(-1));
      }, soon)
      .toContain('back');
  });
});
