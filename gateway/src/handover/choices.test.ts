import { describe, expect, it, vi } from 'vitest';
import {
  type GatewayWorld,
  handOver,
  openChat,
  soon,
  startGatewayWorld,
} from '../testing/index.ts';

const ready = async () => {
  const world = await startGatewayWorld();
  world.addIntegration('Tandem');
  const chat = await openChat((await world.endpoint({ settings: { queue: '' } })).base);
  const conversation = await handOver(world, chat);
  const offer = async (text: string, content: readonly object[]) => {
    const body = { ...world.fake.webhookBody(conversation, text), type: 'Structured', content };
    expect(await world.fake.deliver(conversation, body)).toBe(200);
    return body.id;
  };
  return { world, chat, offer };
};

const quick = (text: string, payload: string) => ({
  contentType: 'QuickReply',
  quickReply: { text, payload, action: 'Message' },
});
const card = {
  contentType: 'Card',
  card: {
    title: 'Plan',
    actions: [
      { type: 'Postback', text: 'Order', payload: 'order-7' },
      { type: 'Link', text: 'Read', url: 'https://x.example' },
    ],
  },
};

const arrived = async ({ fake }: GatewayWorld, count: number) => {
  await vi.waitFor(() => expect(fake.state.inbound).toHaveLength(count), soon);
  return fake.state.inbound.at(-1);
};

describe('what the customer chooses', () => {
  it('of quick replies arrives as a structured response that names the message', async () => {
    const { world, chat, offer } = await ready();
    await using _world = world;
    const id = await offer('Sure?', [quick('Yes', 'opt-y'), quick('No', 'opt-n')]);
    const shown = (await chat.activities()).at(-1)?.suggestedActions?.actions[0];
    expect(shown).toMatchObject({ type: 'messageBack', title: 'Yes', value: 'opt-y' });
    await chat.say('Yes', { value: 'opt-y' });
    expect(await arrived(world, 2)).toMatchObject({
      text: 'Yes',
      chosen: {
        originatingMessageId: id,
        buttonResponse: { type: 'QuickReply', text: 'Yes', payload: 'opt-y' },
      },
    });
    // Said again later, the suggestion is gone: it is a word like any other.
    await world.fake.say(world.fake.conversationOf(chat.conversationId), 'Thanks');
    await chat.say('Yes');
    expect((await arrived(world, 3))?.chosen).toBeUndefined();
    expect(world.fake.state.violations).toEqual([]);
  });

  it('is found by its text, whatever that holds and whatever stands around it', async () => {
    const { world, chat, offer } = await ready();
    await using _world = world;
    const text = 'Größe "XL" \\ 👍\tneu';
    const id = await offer('Which?', [quick(text, 'xl')]);
    await chat.say(`\u00a0${text}\u3000\n`);
    expect((await arrived(world, 2))?.chosen).toMatchObject({ originatingMessageId: id });
    await offer('And?', [quick('Plain', 'p')]);
    await chat.say('Plain text');
    expect((await arrived(world, 3))?.chosen).toBeUndefined();
  });

  it('of a card arrives as a button, also when other things were said in between', async () => {
    const { world, chat, offer } = await ready();
    await using _world = world;
    const id = await offer('Look', [card]);
    await chat.say('let me think');
    await chat.say('order-7');
    expect(await arrived(world, 3)).toMatchObject({
      chosen: { originatingMessageId: id, buttonResponse: { type: 'Button', text: 'Order' } },
    });
    await chat.say('Read');
    expect((await arrived(world, 4))?.chosen).toBeUndefined();
  });

  it('of a carousel arrives as the button of the card it stands on', async () => {
    const { world, chat, offer } = await ready();
    await using _world = world;
    const cardOf = (title: string) => ({
      title,
      actions: [{ type: 'Postback', text: 'Take it', payload: `take ${title}` }],
    });
    const carousel = { cards: [cardOf('A'), cardOf('B')] };
    const id = await offer('Choose', [{ contentType: 'Carousel', carousel }]);
    expect((await chat.activities()).at(-1)).toMatchObject({
      attachmentLayout: 'carousel',
      attachments: [{ content: { title: 'A' } }, { content: { title: 'B' } }],
    });
    await chat.say('Take it', { value: 'take B' });
    expect(await arrived(world, 2)).toMatchObject({
      chosen: {
        originatingMessageId: id,
        buttonResponse: { type: 'Button', text: 'Take it', payload: 'take B' },
      },
    });
  });

  it('of a template arrives as a quick reply; with a picture or a link it is a card', async () => {
    const { world, chat, offer } = await ready();
    await using _world = world;
    const template = (more: object) => ({
      contentType: 'Notification',
      template: { id: 't', language: 'en', body: { text: 'Monday?', parameters: [] }, ...more },
    });
    const yes = { type: 'QuickReply', index: 0, text: 'Yes', payload: 'opt-y' };
    const footer = { text: 'Your shop' };
    const id = await offer('', [template({ buttons: [yes], footer })]);
    expect((await chat.activities()).at(-1)).toMatchObject({
      text: 'Monday?\nYour shop',
      suggestedActions: { actions: [{ title: 'Yes', value: 'opt-y' }] },
    });
    await chat.say('Yes', { value: 'opt-y' });
    expect(await arrived(world, 2)).toMatchObject({
      chosen: {
        originatingMessageId: id,
        buttonResponse: { type: 'QuickReply', payload: 'opt-y' },
      },
    });
    const url = { type: 'Url', index: 1, text: 'Route', url: 'https://x.example/' };
    const media = { mediaType: 'Image', url: 'https://x.example/a.png' };
    await offer('', [template({ buttons: [yes, url], header: { type: 'Media', media } })]);
    const shown = (await chat.activities()).at(-1);
    expect(shown?.text).toBeUndefined();
    expect(shown?.attachments).toMatchObject([
      {
        content: {
          text: 'Monday?',
          images: [{ url: 'https://x.example/a.png' }],
          buttons: [{ title: 'Yes' }, { type: 'openUrl', value: 'https://x.example/' }],
        },
      },
    ]);
  });

  it('of dates arrives as such', async () => {
    const { world, chat, offer } = await ready();
    await using _world = world;
    const time = '2026-12-01T10:00:00.000Z';
    await offer('', [
      {
        contentType: 'DatePicker',
        datePicker: { title: 'When?', availableTimes: [{ duration: 60, dateTime: time }] },
      },
    ]);
    await chat.say(time);
    expect((await arrived(world, 2))?.chosen).toMatchObject({
      buttonResponse: { type: 'DatePicker', payload: time },
    });
  });

  it('arrives as a text where the contact centre takes no structured response', async () => {
    const { world, chat, offer } = await ready();
    await using _world = world;
    await offer('Sure?', [quick('Yes', 'opt-y')]);
    world.fake.state.failures.push(400);
    await chat.say('Yes', { value: 'opt-y' });
    const message = await arrived(world, 2);
    expect(message).toMatchObject({ text: 'Yes' });
    expect(message?.chosen).toBeUndefined();
  });
});
