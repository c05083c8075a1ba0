import { directLineEvents } from '@tandem/contract';
import { expect, it } from 'vitest';
import {
  type Chat,
  eventually,
  type GatewayWorld,
  openChat,
  startServedWorld,
} from '../testing/index.ts';

const closed = {
  timeZone: 'UTC',
  blocks: [],
  holidays: [],
};

/** A chat of an endpoint without hours, where customers leave something. */
const leaving = async (world: GatewayWorld, onFail: 'message' | 'callback') => {
  const { id, base } = await world.endpoint();
  const body = { options: { onFail }, hours: closed };
  const saved = await world.admin(`/endpoints/${id}/handling`, { method: 'PUT', body });
  expect(saved.status).toBe(200);
  return openChat(base);
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
