import { describe, expect, it, vi } from 'vitest';
import { type GatewayWorld, soon, startServedWorld, untilState } from '../testing/index.ts';
import {
  answeredIn,
  heard,
  holdAnswers,
  lookNow,
  nothingOnItsWay,
  presentIn,
  talkIn,
} from './words-after-end.fixture.ts';

describe('words after the end', () => {
  it('are answered in their order where the first one tells the end', async () => {
    await using world = await startServedWorld();
    world.fake.threading = false;
    const { chat, conversation } = await talkIn(world);
    world.fake.finish(conversation);
    const release = holdAnswers(world);
    await chat.say('hours');
    await heard(world, chat, 'hours');
    await chat.say('hm');
    release();
    await untilState(chat, 'completed');
    await vi.waitFor(async () => expect(await answeredIn(chat)).toHaveLength(2), soon);
    await nothingOnItsWay(world);
    expect(await answeredIn(chat)).toEqual(['hours', 'hm']);
    expect(presentIn(world, chat)).toEqual([]);
  });

  /** The contact centre has taken the first word after the end, and shows it late. */
  const takenAfterEnd = async (world: GatewayWorld) => {
    const { chat, conversation } = await talkIn(world);
    world.fake.finish(conversation);
    await chat.say('hours');
    await heard(world, chat, 'hours');
    world.fake.state.lateViews = 2;
    return chat;
  };

  it.each([
    { why: 'said before the end was noticed', say: 'before' },
    { why: 'said since', say: 'since' },
  ])(
    'are answered in their order where the first one is found late: the other was $why',
    async ({ say }) => {
      await using world = await startServedWorld();
      const chat = await takenAfterEnd(world);
      if (say === 'before') {
        world.fake.state.failures.push(503);
        await chat.say('hm');
        await vi.waitFor(() => expect(world.fake.state.failures).toEqual([]), soon);
      }
      await lookNow(world);
      await untilState(chat, 'completed');
      if (say === 'since') await chat.say('hm');
      await vi.waitFor(async () => expect(await answeredIn(chat)).toHaveLength(2), soon);
      await nothingOnItsWay(world);
      expect(await answeredIn(chat)).toEqual(['hours', 'hm']);
      expect(presentIn(world, chat)).toEqual([]);
    },
  );

  it('wait for no contact centre that does not answer', async () => {
    await using world = await startServedWorld();
    const chat = await takenAfterEnd(world);
    await lookNow(world);
    await untilState(chat, 'completed');
    await world.db.query(`update handover set ended_at = ended_at - interval '20 seconds'`);
    await chat.say('hm');
    await vi.waitFor(async () => expect(await answeredIn(chat)).toEqual(['hm']), soon);
    await vi.waitFor(async () => expect(await answeredIn(chat)).toEqual(['hm', 'hours']), soon);
  });
});
