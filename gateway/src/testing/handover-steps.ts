import { systemClock } from '@tandem/kit';
import type { Chat } from './chat.ts';
import type { GatewayWorld } from './gateway-world.ts';

export const soon = { timeout: 15_000, interval: 20 };

/** Asks again until it comes about, and fails with its last error when it does not. */
export const eventually = async (check: () => Promise<void>): Promise<void> => {
  const endMs = systemClock.monotonicMs() + soon.timeout;
  for (;;) {
    try {
      return await check();
    } catch (error) {
      if (systemClock.monotonicMs() > endMs) throw error;
      await systemClock.sleep(soon.interval);
    }
  }
};

/** Chats until the contact centre has the conversation and its answer is stored. */
export const handOver = async (world: GatewayWorld, chat: Chat) => {
  const { fake } = world;
  const before = fake.textsOf(chat.conversationId).length;
  await chat.say('agent');
  await eventually(async () => {
    if (fake.textsOf(chat.conversationId).length <= before) throw new Error('not handed over yet');
  });
  await untilState(chat, 'accepted');
  await untilQueued(world, chat);
  return fake.conversationOf(chat.conversationId);
};

/** Waits until the last handoff status is the given one. */
export const untilState = (chat: Chat, state: string) =>
  eventually(async () => {
    const last = (await chat.events('handoff.status')).at(-1)?.value as
      | { state?: string }
      | undefined;
    if (last?.state !== state) throw new Error(`state is ${last?.state}, not ${state}`);
  });

/** Waits until the gateway, looking at its handovers, has seen that the conversation is over. */
export const untilCompleted = (world: GatewayWorld, chat: Chat) =>
  eventually(async () => {
    await world.main.gateway.watchRound();
    const last = (await chat.events('handoff.status')).at(-1)?.value as { state?: string };
    if (last?.state !== 'completed') throw new Error(`state is ${last?.state}, not completed`);
  });

/** State of the latest handover in the database. */
export const stateOf = async ({ db }: GatewayWorld, chat: Chat) => {
  const [row] = await db.query<{ state: string; end_reason: string | null }>(
    `select h.state, h.end_reason from handover h join session s on s.id = h.session
     where s.conversation_id = $1 order by h.ordinal desc limit 1`,
    [chat.conversationId],
  );
  return row;
};

/** Waits until the contact centre's answer to the start is stored. */
export const untilQueued = (world: GatewayWorld, chat: Chat) =>
  eventually(async () => {
    const row = await stateOf(world, chat);
    if (row?.state === 'requested') throw new Error('still requested');
  });
