import { createHmac } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  type GatewayWorld,
  soon,
  startFakeServer,
  startGatewayWorld,
} from '../../testing/index.ts';
import { deliver, openChannel, readChannel, talksOf, textsOf } from '../channels.fixture.ts';
import { slackToken, startFakeSlack } from './fake-slack.fixture.ts';

const signingSecret = '8f742231b10e8888abcd99yyyzzz85a5';

describe('Slack channel', () => {
  let world: GatewayWorld;
  let fake: Awaited<ReturnType<typeof startFakeSlack>>;
  beforeAll(async () => {
    world = await startGatewayWorld();
    fake = await startFakeSlack();
  });
  afterAll(async () => {
    await world[Symbol.asyncDispose]();
    await fake[Symbol.asyncDispose]();
  });

  let count = 0;
  const open = async (init?: Parameters<typeof openChannel>[2]) => {
    count += 1;
    const settings = { botToken: slackToken, signingSecret, apiBase: `${fake.origin}/api` };
    const given = { kind: 'slack', name: `slack ${count}`, settings };
    return (await openChannel(world, given, init)).channel;
  };
  type Channel = Awaited<ReturnType<typeof open>>;
  const signed = (
    { inboundUrl }: Channel,
    body: string,
    { type = 'application/json', secret = signingSecret, at = Date.now(), headers = {} } = {},
  ) => {
    const timestamp = String(Math.floor(at / 1000));
    const mac = createHmac('sha256', secret).update(`v0:${timestamp}:${body}`).digest('hex');
    const proof = { 'x-slack-request-timestamp': timestamp, 'x-slack-signature': `v0=${mac}` };
    return deliver(inboundUrl, { body, type, headers: { ...proof, ...headers } });
  };
  const envelope = (event: object) =>
    JSON.stringify({
      ...{ type: 'event_callback', team_id: 'T1', event_id: `Ev${++count}` },
      authorizations: [{ team_id: 'T1', user_id: 'UBOT', is_bot: true }],
      event,
    });
  const tell = (channel: Channel, event: object) => signed(channel, envelope(event));
  const stamp = () => `1700000000.${String(++count).padStart(6, '0')}`;
  const direct = (channel: string, text: string, rest: object = {}) => {
    fake.channels.add(channel);
    return { type: 'message', channel_type: 'im', channel, user: 'U1', text, ts: stamp(), ...rest };
  };
  const postedTo = (channel: string) =>
    fake.posted.filter((message) => message['channel'] === channel);
  const press = (channel: Channel, place: { id: string; thread?: string }, value: unknown) => {
    const payload = {
      type: 'block_actions',
      user: { id: 'U1', username: 'ada', name: 'ada' },
      channel: { id: place.id },
      container: {
        type: 'message',
        channel_id: place.id,
        ...(place.thread ? { thread_ts: place.thread } : {}),
      },
      actions: [{ action_id: 'choice-0', value, action_ts: stamp(), type: 'button' }],
    };
    const body = new URLSearchParams({ payload: JSON.stringify(payload) }).toString();
    return signed(channel, body, { type: 'application/x-www-form-urlencoded' });
  };

  it('answers the check of its address, signed requests only', async () => {
    const channel = await open();
    const body = JSON.stringify({ type: 'url_verification', challenge: 'c-1', token: 'x' });
    const good = await signed(channel, body);
    expect({ status: good.status, body: await good.json() }).toEqual({
      status: 200,
      body: { challenge: 'c-1' },
    });
    expect((await signed(channel, body, { secret: 'another secret' })).status).toBe(401);
    expect((await signed(channel, body, { at: Date.now() - 6 * 60_000 })).status).toBe(401);
    expect((await deliver(channel.inboundUrl, { body })).status).toBe(401);
    const test = await world.admin<{ checks: object[] }>(`/channels/${channel.id}/test`, {
      method: 'POST',
    });
    expect(test.body.checks).toMatchObject([
      { state: 'ok', message: /tandem in Shop/ },
      { state: 'skipped' },
    ]);
  });

  it('takes what Slack sends again once, and answers in the direct messages', async () => {
    const channel = await open();
    const body = envelope(direct('D1', 'hello &lt;you&gt; &amp; <https://a.example|a>'));
    expect((await signed(channel, body)).status).toBe(200);
    const headers = { 'x-slack-retry-num': '1', 'x-slack-retry-reason': 'http_timeout' };
    expect((await signed(channel, body, { headers })).status).toBe(200);
    await expect.poll(() => postedTo('D1'), soon).toHaveLength(1);
    expect(postedTo('D1')[0]).not.toHaveProperty('thread_ts');
    const talks = await talksOf(world, channel);
    expect(talks.map((talk) => textsOf(talk, 'user'))).toEqual([
      ['hello <you> & https://a.example'],
    ]);
  });

  it('answers Slack before the bot has answered', async () => {
    const gate = Promise.withResolvers<void>();
    await using bot = await startFakeServer({
      check: () => null,
      answer: async () => {
        await gate.promise;
        return { body: { messages: ['Here I am.'] } };
      },
    });
    const settings = { url: bot.origin };
    const channel = await open({ handover: false, bot: { kind: 'webhook', settings } });
    const taken = await tell(channel, direct('D9', 'hello'));
    expect(taken.status).toBe(200);
    // Whoever waits for the bot comes back when it was given up, and asked anew.
    expect(bot.requests.length).toBeLessThanOrEqual(1);
    expect(postedTo('D9')).toEqual([]);
    gate.resolve();
    await expect.poll(() => postedTo('D9').map(({ text }) => text), soon).toContain('Here I am.');
  });

  it('answers a mention in its thread, hears the thread, and nothing else of the channel', async () => {
    const channel = await open();
    fake.channels.add('C1');
    const ts = stamp();
    const base = { channel: 'C1', channel_type: 'channel', user: 'U1' };
    await tell(channel, { ...base, type: 'message', ts: stamp(), text: 'lunch?' });
    const mention = { ...base, type: 'app_mention', ts, text: '<@UBOT> hours' };
    await tell(channel, { ...mention, type: 'message' });
    await tell(channel, mention);
    await expect.poll(() => postedTo('C1'), soon).toHaveLength(1);
    expect(postedTo('C1')[0]).toMatchObject({ thread_ts: ts });
    await tell(channel, { ...base, type: 'message', ts: stamp(), thread_ts: ts, text: 'thanks' });
    await tell(channel, {
      ...base,
      type: 'message',
      ts: stamp(),
      thread_ts: stamp(),
      text: 'in another thread',
    });
    await expect.poll(() => postedTo('C1'), soon).toHaveLength(2);
    expect((await talksOf(world, channel)).map((talk) => textsOf(talk, 'user'))).toEqual([
      ['hours', 'thanks'],
    ]);
  });

  it('hears no bots, itself least of all, and acknowledges what it does not know', async () => {
    const channel = await open();
    for (const event of [
      direct('D2', 'echo', { bot_id: 'B1' }),
      direct('D2', 'echo', { user: 'UBOT' }),
      direct('D2', 'x', { subtype: 'message_changed' }),
      direct('D2', 'x', { subtype: 'bot_message', user: undefined }),
      { type: 'reaction_added', user: 'U1' },
    ])
      expect((await tell(channel, event)).status).toBe(200);
    expect((await press(channel, { id: 'D2' }, 'c:1:0')).status).toBe(200);
    expect(await talksOf(world, channel)).toEqual([]);
  });

  it('shows choices as buttons whose press is the choice', async () => {
    const channel = await open();
    await tell(channel, direct('D3', 'help'));
    await expect.poll(() => postedTo('D3'), soon).toHaveLength(1);
    await using bot = await startFakeServer({
      check: () => null,
      answer: ({ body }) => {
        const { text } = body as { text?: string };
        const quickReplies = [{ title: 'Yes <really>', value: 'value yes' }];
        return {
          body: {
            messages: [
              text === 'ask' ? { text: 'Really?', quickReplies } : { text: `heard ${text}` },
            ],
          },
        };
      },
    });
    const asking = await open({
      handover: false,
      bot: { kind: 'webhook', settings: { url: `${bot.origin}/bot` } },
    });
    await tell(asking, direct('D4', 'ask'));
    await expect.poll(() => postedTo('D4'), soon).toHaveLength(1);
    type Blocks = { elements?: { value: string }[] }[];
    const button = ((postedTo('D4')[0]?.['blocks'] ?? []) as Blocks)[1]?.elements?.[0];
    expect(button).toMatchObject({ type: 'button', value: expect.stringMatching(/^c:\d+:0$/) });
    await press(asking, { id: 'D4' }, button?.value);
    await expect.poll(() => postedTo('D4').at(-1)?.['text'], soon).toBe('heard value yes');
  });

  it('waits as Slack says, and gives up what it refuses', async () => {
    const channel = await open();
    fake.refusals.set('D5', {
      status: 429,
      headers: { 'retry-after': '1' },
      body: { ok: false, error: 'ratelimited' },
    });
    await tell(channel, direct('D5', 'hello'));
    await expect.poll(() => postedTo('D5'), soon).toHaveLength(1);
    fake.refusals.set('D5', { body: { ok: false, error: 'is_archived' } });
    await tell(channel, direct('D5', 'again'));
    await expect
      .poll(async () => (await readChannel(world, channel)).lastFailure?.reason, soon)
      .toBe('Slack: is_archived');
  });

  it('hands over to an agent and back, with files both ways', async () => {
    const channel = await open({});
    fake.channels.add('C9');
    const ts = stamp();
    const base = { channel: 'C9', channel_type: 'channel', user: 'U1' };
    await tell(channel, { ...base, type: 'app_mention', ts, text: '<@UBOT> agent' });
    const id = async () => (await talksOf(world, channel))[0]?.conversationId ?? '';
    await expect.poll(async () => world.fake.textsOf(await id()).length, soon).toBeGreaterThan(0);
    fake.files.set('/files-pri/T1-F9/shot.png', Buffer.from('png bytes'));
    const shot = {
      name: 'shot.png',
      mimetype: 'image/png',
      url_private_download: `${fake.origin}/files-pri/T1-F9/shot.png`,
    };
    const elsewhere = {
      name: 'bad.png',
      mimetype: 'image/png',
      url_private_download: 'https://evil.example/x',
    };
    await tell(channel, {
      ...base,
      type: 'message',
      subtype: 'file_share',
      ts: stamp(),
      thread_ts: ts,
      text: 'look',
      files: [shot, elsewhere],
    });
    const picture = async () =>
      (await talksOf(world, channel))[0]?.activities.find(({ attachments }) => attachments?.length);
    await expect
      .poll(async () => (await picture())?.text, soon)
      .toContain('[bad.png: could not be read]');
    expect(await (await fetch((await picture())?.attachments?.[0]?.contentUrl ?? '')).text()).toBe(
      'png bytes',
    );
    const conversation = world.fake.conversationOf(await id());
    world.fake.accept(conversation, 'Anna');
    expect(await world.fake.say(conversation, 'a < b & c')).toBe(200);
    await expect
      .poll(() => postedTo('C9').at(-1), soon)
      .toMatchObject({ text: 'a &lt; b &amp; c', thread_ts: ts });
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
    await world.fake.deliver(conversation, {
      ...body,
      content: [{ contentType: 'Attachment', attachment }],
    });
    await expect
      .poll(() => fake.shared, soon)
      .toMatchObject([{ channel_id: 'C9', thread_ts: ts, initial_comment: 'print this' }]);
    expect([...fake.uploads.values()].at(-1)?.data?.toString()).toBe('%PDF');
    world.fake.finish(conversation);
    await expect
      .poll(async () => {
        await world.main.gateway.watchRound();
        return JSON.stringify(postedTo('C9').at(-1));
      }, soon)
      .toContain('back');
  });
});
