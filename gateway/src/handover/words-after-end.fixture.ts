import { systemIds } from '@tandem/kit';
import { gatewayQueues } from '../conversations/index.ts';
import {
  type Chat,
  eventually,
  type FakeConversation,
  type GatewayWorld,
  handOver,
  onItsWay,
  openChat,
  stateOf,
} from '../testing/index.ts';

/** Signals come from elsewhere: the socket makes nobody look. */
export const settings = { endDetector: 'trigger', eventKey: 'QWxsIHlvdXIgY2hhdHM=' };

export const talkIn = async (world: GatewayWorld) => {
  const chat = await openChat((await world.endpoint({ settings })).base);
  return { chat, conversation: await answered(world, chat) };
};

export const answered = async (world: GatewayWorld, chat: Chat) => {
  const conversation = await handOver(world, chat);
  world.fake.accept(conversation, 'Grace');
  await world.fake.say(conversation, 'hello');
  const state = (await stateOf(world, chat))?.state;
  if (state !== 'active') throw new Error(`the agent's word has made the handover ${state}`);
  // Ends are noticed when a test wants it: no look is under way, and none is due.
  await lookNow(world);
  await world.db.query("update handover set next_check_at = now() + interval '1 hour'");
  return conversation;
};

export const lookNow = async (world: GatewayWorld) => {
  await world.db.query('update handover set next_check_at = now() where ended_at is null');
  await world.main.gateway.watchRound();
};

export const heard = ({ fake }: GatewayWorld, chat: Chat, text: string) =>
  eventually(async () => {
    if (!fake.textsOf(chat.conversationId).includes(text)) throw new Error(`${text} is not heard`);
  });

export const nothingOnItsWay = (world: GatewayWorld) =>
  eventually(async () => {
    const asked = 'select from lane_work where queue = $1';
    const rows = await world.db.query(asked, [gatewayQueues.dialogue]);
    const count = rows.length + (await onItsWay(world)).length;
    if (count > 0) throw new Error(`${count} on their way`);
  });

/** How often the bot has answered the question for the opening hours. */
export const answersOf = async (chat: Chat) =>
  (await chat.texts()).filter((text) => text?.includes('Monday')).length;

/** Which of the two words the bot has answered, in the order of the answers. */
export const answeredIn = async (chat: Chat) =>
  (await chat.texts()).flatMap((text) => {
    if (text?.includes('Monday')) return ['hours'];
    return text?.startsWith('I can look up') ? ['hm'] : [];
  });

/** Who is in any conversation of the customer. */
export const presentIn = ({ fake }: GatewayWorld, { conversationId }: Chat) =>
  [...fake.state.conversations.values()]
    .filter(({ customerId }) => customerId === conversationId)
    .flatMap(({ participants }) => participants)
    .filter(({ purpose, state }) => purpose !== 'acd' && state !== 'disconnected')
    .map(({ purpose }) => purpose);

/** Answers to inbound messages wait until it is called. */
export const holdAnswers = ({ fake }: GatewayWorld) => {
  const { promise, resolve } = Promise.withResolvers<void>();
  fake.held = promise;
  return () => {
    fake.held = null;
    resolve();
  };
};

/** Puts work of the first handover into the lane again, as a crash before its completion or a redrive does. */
export const repeat = async ({ db }: GatewayWorld, work: object) => {
  const [row] = await db.query<Record<string, unknown>>(
    `select h.id, h.org, h.endpoint, s.id as lane, s.part
     from handover h join session s on s.id = h.session order by h.id limit 1`,
  );
  const { id, org, endpoint, lane, part } = row ?? {};
  const payload = { endpoint, destination: endpoint, handover: id, ...work };
  await db.query(
    `select lane_enqueue(array[$1]::uuid[], array[$2], array[$3]::smallint[], array[$4]::bigint[], array[$5]::json[])`,
    [org, gatewayQueues.handover, part, lane, JSON.stringify(payload)],
  );
};

export const reopen = (conversation: FakeConversation) =>
  conversation.participants.push({
    ...{ id: systemIds.uuid(), purpose: 'customer', state: 'connected' },
  });
