import { directLineEvents } from '@tandem/contract';
import { createTestClock } from '@tandem/kit';
import { expect, it } from 'vitest';
import {
  type Chat,
  eventually,
  type GatewayWorld,
  handOver,
  openChat,
  startServedWorld,
} from '../testing/index.ts';

const closed = {
  timeZone: 'UTC',
  blocks: [],
  holidays: [],
};

type Way = 'queue' | 'message' | 'callback';

/** A chat of an endpoint where customers leave something, by itself because it is closed. */
const leaving = async (
  world: GatewayWorld,
  onFail: Way,
  { locale, ...more }: { locale?: string; options?: object; hours?: null } = {},
) => {
  const { id, base } = await world.endpoint();
  const body = { hours: closed, ...more, options: { onFail, failQueue: 'Night', ...more.options } };
  const saved = await world.admin(`/endpoints/${id}/handling`, { method: 'PUT', body });
  expect(saved.status).toBe(200);
  return openChat(base, locale ? { locale } : {});
};

const asked = (chat: Chat, words: string) =>
  eventually(async () => expect((await chat.texts()).at(-1)).toContain(words));

/** What the customer has left, at the contact centre. */
const leftBy = async ({ fake }: GatewayWorld, chat: Chat, words: string) => {
  await eventually(async () =>
    expect(fake.textsOf(chat.conversationId).join('\n')).toContain(words),
  );
  return fake.conversationOf(chat.conversationId);
};

const leaveMessage = async (world: GatewayWorld, chat: Chat, words: string) => {
  await chat.say('agent');
  await asked(chat, 'What is it about?');
  await chat.say(words);
  return leftBy(world, chat, words);
};

const leaveNumber = async (world: GatewayWorld, chat: Chat, number: string) => {
  await chat.say('agent');
  await asked(chat, 'Under which number');
  await chat.say(number);
  await asked(chat, 'When does it suit you?');
  await chat.say('tomorrow');
  return leftBy(world, chat, number);
};

/** The words of agents and that they come, as the customer reads them. */
const readOf = async (chat: Chat) =>
  (await chat.activities()).flatMap(({ type, name, text, from, value }) => {
    if (type === 'event' && name === directLineEvents.agent) return [value];
    return type === 'message' && from?.id === 'agent' ? [{ text, by: from.name }] : [];
  });

it.each([
  ['message', leaveMessage],
  ['callback', leaveNumber],
] as const)(
  'the first reply to a left %s is of the agent, who has joined before',
  async (onFail, leave) => {
    await using world = await startServedWorld();
    const chat = await leaving(world, onFail);
    const conversation = await leave(world, chat, '0711 4711');
    world.fake.accept(conversation, 'Grace');
    await world.fake.say(conversation, 'Here is Grace');
    expect(await readOf(chat)).toEqual([
      { state: 'joined', agent: { name: 'Grace' } },
      { text: 'Here is Grace', by: 'Grace' },
    ]);
  },
);

/** What the chat tells of the end, and what is said then. */
const toldOf = async (chat: Chat) => {
  const { value } = (await chat.events(directLineEvents.handoffStatus)).at(-1) ?? {};
  return { value, texts: (await chat.texts()).slice(-2) };
};

it.each([
  ['en', 'Our agents are not there right now.', 'You can leave a message. What is it about?'],
  [
    'de',
    'Unsere Agenten sind gerade nicht da.',
    'Sie können eine Nachricht hinterlassen. Worum geht es?',
  ],
  ['tr', 'Temsilcilerimiz şu anda burada değil.', 'Bir mesaj bırakabilirsiniz. Konu nedir?'],
])('out of hours the customer reads that nobody is there, %s', async (locale, why, question) => {
  await using world = await startServedWorld();
  const chat = await leaving(world, 'message', { locale });
  await chat.say('agent');
  await eventually(async () =>
    expect(await toldOf(chat)).toEqual({
      value: { state: 'failed', status: 'failed', reason: 'closed', next: 'message' },
      texts: [why, question],
    }),
  );
});

it.each([
  ['en', 'None of our agents was free in time.', 'Under which number may we call you back?'],
  [
    'de',
    'Leider war kein Agent rechtzeitig frei.',
    'Unter welcher Nummer dürfen wir Sie zurückrufen?',
  ],
  [
    'tr',
    'Ne yazık ki hiçbir temsilcimiz zamanında müsait olmadı.',
    'Sizi hangi numaradan arayabiliriz?',
  ],
])('where nobody came in time the customer reads that, %s', async (locale, why, question) => {
  const clock = createTestClock();
  await using world = await startServedWorld({ clock });
  const options = { waitSeconds: 60 };
  const chat = await leaving(world, 'callback', { locale, options, hours: null });
  await handOver(world, chat);
  await clock.advance(61_000);
  await eventually(async () => {
    await clock.advance(250);
    expect(await toldOf(chat)).toEqual({
      value: expect.objectContaining({ state: 'failed', next: 'callback' }),
      texts: [why, question],
    });
  });
});

it('where the contact centre refuses, the customer reads that nobody can be reached', async () => {
  await using world = await startServedWorld();
  const chat = await leaving(world, 'message', { hours: null });
  world.fake.state.failures.push(400);
  await chat.say('agent');
  await eventually(async () =>
    expect(await toldOf(chat)).toMatchObject({
      value: { state: 'failed', next: 'message' },
      texts: ['We cannot reach our agents right now.', expect.stringContaining('leave a message')],
    }),
  );
});
