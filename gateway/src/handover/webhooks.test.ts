import { directLineEvents } from '@tandem/contract';
import { describe, expect, it, vi } from 'vitest';
import {
  handOver,
  openChat,
  orgA,
  orgB,
  soon,
  startServedWorld,
  untilQueued,
} from '../testing/index.ts';

describe('webhooks of the contact centre', () => {
  it('are taken once, whatever is repeated or overtaken', async () => {
    await using world = await startServedWorld();
    const { fake } = world;
    const chat = await openChat((await world.endpoint()).base);
    const conversation = await handOver(world, chat);
    fake.accept(conversation, 'Grace');
    const [one, two, three] = ['one', 'two', 'three'].map((text) =>
      fake.webhookBody(conversation, text),
    );
    const statuses = await Promise.all(
      [two, one, two, three, one, three, two].map((body) => fake.deliver(conversation, body ?? {})),
    );
    expect(new Set(statuses)).toEqual(new Set([200]));
    const texts = (await chat.activities())
      .filter(({ channelData }) => (channelData as { source?: string })?.source === 'agent')
      .map(({ text }) => text);
    expect(texts.sort()).toEqual(['one', 'three', 'two']);
  });

  it('tell a receipt from the message whose id it carries', async () => {
    await using world = await startServedWorld();
    const { fake } = world;
    const chat = await openChat((await world.endpoint()).base);
    const conversation = await handOver(world, chat);
    const id = await chat.say('hello');
    await vi.waitFor(() => expect(fake.textsOf(chat.conversationId).at(-1)).toBe('hello'), soon);
    const messageId = fake.state.inbound.at(-1)?.messageId ?? '';
    const receipt = {
      ...fake.webhookBody(conversation, '', messageId),
      type: 'Receipt',
      direction: 'Inbound',
    };
    expect(await fake.deliver(conversation, { ...receipt, status: 'Published' })).toBe(200);
    expect(await fake.deliver(conversation, { ...receipt, status: 'Published' })).toBe(200);
    expect(
      await fake.deliver(conversation, {
        ...receipt,
        status: 'Failed',
        reasons: [{ message: 'no' }],
      }),
    ).toBe(200);
    expect((await chat.events(directLineEvents.receipt)).map(({ value }) => value)).toEqual([
      { activityId: id, status: 'delivered' },
      { activityId: id, status: 'failed', reason: 'no' },
    ]);
  });

  it('are refused with a clear error when they prove nothing', async () => {
    await using world = await startServedWorld();
    const { fake } = world;
    const chat = await openChat((await world.endpoint()).base);
    const conversation = await handOver(world, chat);
    const before = await chat.activities();
    const url = conversation.integration.webhookUrl;
    const post = async (body: string, header?: string) => {
      const headers = {
        'content-type': 'application/json',
        ...(header ? { 'x-hub-signature-256': header } : {}),
      };
      return (await fetch(url, { method: 'POST', headers, body })).status;
    };
    const body = JSON.stringify(fake.webhookBody(conversation, 'forged'));
    expect(await post(body)).toBe(403);
    expect(await post(body, 'sha256=AAAA')).toBe(403);
    expect(await post('{"broken')).toBe(400);
    expect(await post('[]')).toBe(400);
    const unknown = {
      ...fake.webhookBody(conversation, 'x'),
      channel: { id: 'nobody', to: { id: 'x' } },
    };
    expect(await fake.deliver(conversation, unknown)).toBe(404);
    expect(await chat.activities()).toEqual(before);
  });

  it('of an unknown kind or customer are acknowledged and change nothing', async () => {
    await using world = await startServedWorld();
    const { fake } = world;
    const chat = await openChat((await world.endpoint()).base);
    const conversation = await handOver(world, chat);
    await untilQueued(world, chat);
    const before = await chat.activities();
    const base = fake.webhookBody(conversation, 'x');
    expect(await fake.deliver(conversation, { ...base, type: 'Surprise' })).toBe(200);
    const stranger = { ...base, channel: { ...base.channel, to: { id: 'stranger' } } };
    expect(await fake.deliver(conversation, stranger)).toBe(200);
    expect(await chat.activities()).toEqual(before);
  });

  it('reach only the organisation whose secret signed them, even for the same integration', async () => {
    await using world = await startServedWorld();
    const { fake } = world;
    const own = await world.endpoint({ org: orgA });
    const foreign = await world.endpoint({
      org: orgB,
      settings: { webhookSecret: 'the secret of the other organisation' },
    });
    const chat = await openChat(own.base);
    const other = await openChat(foreign.base);
    const conversation = await handOver(world, chat);
    const otherConversation = await handOver(world, other);
    const before = await chat.activities();
    const signedByOther = {
      ...conversation,
      integration: {
        ...conversation.integration,
        webhookSecret: 'the secret of the other organisation',
      },
    };
    // Organisation B signs a body that names a customer of organisation A.
    expect(
      await fake.deliver(signedByOther, fake.webhookBody(conversation, 'stolen', 'f'.repeat(32))),
    ).toBe(200);
    expect(await chat.activities()).toEqual(before);
    // Nor does its repeat key shut out the true message of the same id.
    expect(
      await fake.deliver(conversation, fake.webhookBody(conversation, 'true', 'f'.repeat(32))),
    ).toBe(200);
    expect((await chat.texts()).at(-1)).toBe('true');
    const toOther = { ...otherConversation, integration: signedByOther.integration };
    expect(
      await fake.deliver(toOther, fake.webhookBody(otherConversation, 'theirs', 'f'.repeat(32))),
    ).toBe(200);
    expect((await other.texts()).at(-1)).toBe('theirs');
  });
});
