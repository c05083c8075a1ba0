import { isFields } from '@tandem/kit';
import { describe, expect, it } from 'vitest';
import { type Received, startFakeServer, stateOf } from '../../testing/index.ts';
import { startOptions } from './options.fixture.ts';

/** A bot that understands when somebody does not want to wait any more; it may be away. */
const startKnowing = async () => {
  const state = { away: false };
  const fake = await startFakeServer({
    check: () => null,
    answer: ({ body }: Received) => {
      if (state.away) return { status: 503, body: {} };
      const text = isFields(body) ? String(body['text']) : '';
      return { body: { intent: text.includes('forget') ? 'stop_waiting' : 'other' } };
    },
  });
  return { ...fake, state };
};

describe('an intent that cancels a handover', () => {
  it('is looked for while the customer waits, and ends it where the bot recognises it', async () => {
    await using bot = await startKnowing();
    const made = await startOptions({
      ...{ cancelIntent: 'stop_waiting', cancelBot: bot.origin, cancelledText: 'Fine.' },
    });
    await using world = made.world;
    const conversation = await made.begin();
    expect(await made.chat.tell('is somebody there?')).toEqual([]);
    expect(await stateOf(world, made.chat)).toMatchObject({ end_reason: null });
    expect(await made.chat.tell('oh, forget it')).toEqual([
      ...['Fine.', 'Changed: user', 'Anything else?'],
    ]);
    expect(conversation.participants[0]).toMatchObject({ state: 'disconnected' });
    expect(bot.requests.map(({ body }) => body)).toEqual([
      expect.objectContaining({
        text: 'is somebody there?',
        data: { event: 'intent', intents: ['stop_waiting'] },
      }),
      expect.objectContaining({ text: 'oh, forget it' }),
    ]);
  });

  it('is not looked for once an agent has answered', async () => {
    await using bot = await startKnowing();
    const made = await startOptions({ cancelIntent: 'stop_waiting', cancelBot: bot.origin });
    await using world = made.world;
    const conversation = await made.begin();
    world.fake.accept(conversation, 'Grace');
    await world.fake.say(conversation, 'Hi.');
    await world.settle();
    expect(await made.chat.tell('forget it')).toEqual([]);
    expect(bot.requests).toEqual([]);
    expect(world.fake.textsOf(made.chat.conversationId)).toContain('forget it');
  });

  it('keeps nobody from the agents where the bot does not answer, or is none', async () => {
    await using bot = await startKnowing();
    bot.state.away = true;
    for (const cancelBot of [bot.origin, 'nobody', '']) {
      const made = await startOptions({ cancelIntent: 'stop_waiting', cancelBot });
      await using world = made.world;
      await made.begin();
      await made.chat.tell('forget it');
      for (let round = 0; round < 4; round += 1) await world.later(3);
      expect(world.fake.textsOf(made.chat.conversationId)).toContain('forget it');
      expect(await stateOf(world, made.chat)).toMatchObject({ end_reason: null });
      const noted = await world.db.query(
        "select 1 from hop where summary = 'intent stop_waiting' and not ok",
      );
      expect(noted).toHaveLength(1);
    }
  });
});
