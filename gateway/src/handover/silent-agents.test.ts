import { directLineEvents, type GatewayConversation, type Listing } from '@tandem/contract';
import { describe, expect, it, vi } from 'vitest';
import {
  type Chat,
  type GatewayWorld,
  handOver,
  minimumPermissions,
  openChat,
  soon,
  startServedWorld,
  stateOf,
  untilState,
} from '../testing/index.ts';

const agentsOf = async (chat: Chat) =>
  (await chat.events(directLineEvents.agent)).map(({ value }) => value);

const untilHas = (world: GatewayWorld, chat: Chat, name: string) =>
  vi.waitFor(async () => {
    await world.main.gateway.watchRound();
    const joined = { state: 'joined', agent: { name } };
    expect((await agentsOf(chat)).at(-1)).toEqual(joined);
  }, soon);

const lookNow = async (world: GatewayWorld) => {
  await world.db.query('update handover set next_check_at = now()');
  await world.main.gateway.watchRound();
};

/** The handover is over, the bot is back, and the console says so as well. */
const expectCompleted = async (world: GatewayWorld, chat: Chat) => {
  await vi.waitFor(async () => {
    await lookNow(world);
    expect(await stateOf(world, chat)).toEqual({ state: 'completed', end_reason: 'agent' });
  }, soon);
  await untilState(chat, 'completed');
  await vi.waitFor(async () => expect((await chat.texts()).at(-1)).toContain('back with'), soon);
  const { body } = await world.admin<Listing<GatewayConversation>>('/conversations');
  expect(body.entities).toMatchObject([{ owner: 'bot', handovers: [{ state: 'completed' }] }]);
  expect((await chat.texts()).join()).not.toContain('nobody can take over');
};

describe('an agent who accepted and wrote nothing', () => {
  it('had the conversation: the bot does not say that nobody could take over', async () => {
    await using world = await startServedWorld();
    const chat = await openChat((await world.endpoint()).base);
    const conversation = await handOver(world, chat);
    world.fake.accept(conversation, 'Grace');
    await untilHas(world, chat, 'Grace');
    world.fake.finish(conversation);
    await expectCompleted(world, chat);
  });

  it('had it also after a transfer', async () => {
    await using world = await startServedWorld();
    const chat = await openChat((await world.endpoint()).base);
    const conversation = await handOver(world, chat);
    const first = world.fake.accept(conversation, 'Grace');
    await world.fake.say(conversation, 'I ask a colleague');
    world.fake.transfer(conversation, first);
    await vi.waitFor(async () => {
      await lookNow(world);
      expect(await stateOf(world, chat)).toMatchObject({ state: 'queued' });
    }, soon);
    world.fake.accept(conversation, 'Joan');
    await untilHas(world, chat, 'Joan');
    world.fake.finish(conversation);
    await expectCompleted(world, chat);
  });

  it.each([['the message view', undefined] as const, ['analytics', minimumPermissions] as const])(
    'had it also when the end is seen before the acceptance was, in %s',
    async (_view, permissions) => {
      await using world = await startServedWorld(permissions ? { permissions } : {});
      world.fake.state.analyticsOnly = Boolean(permissions);
      const chat = await openChat((await world.endpoint()).base);
      const conversation = await handOver(world, chat);
      world.fake.accept(conversation, 'Grace');
      world.fake.finish(conversation);
      await expectCompleted(world, chat);
      const { body } = await world.admin<Listing<GatewayConversation>>('/conversations');
      expect(body.entities).toMatchObject([{ handovers: [{ agentName: 'Grace' }] }]);
    },
  );

  it('is not somebody who declined: that nobody could take over is true', async () => {
    await using world = await startServedWorld();
    const chat = await openChat((await world.endpoint()).base);
    const conversation = await handOver(world, chat);
    world.fake.decline(conversation, world.fake.alert(conversation, 'Grace'));
    world.fake.finish(conversation, 'system');
    await vi.waitFor(async () => {
      await lookNow(world);
      expect(await stateOf(world, chat)).toEqual({ state: 'cancelled', end_reason: 'system' });
    }, soon);
    await vi.waitFor(
      async () => expect((await chat.texts()).at(-1)).toContain('nobody can take over'),
      soon,
    );
  });
});
