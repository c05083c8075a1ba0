import { describe, expect, it, vi } from 'vitest';
import { handOver, openChat, soon, startGatewayWorld, untilQueued } from '../testing/index.ts';

describe('looks at the conversation', () => {
  it('that find what is known already write nothing into the timeline', async () => {
    await using world = await startGatewayWorld();
    const { fake } = world;
    fake.state.queues.push({ id: '11111111-1111-4111-8111-111111111111', name: 'Support' });
    world.addIntegration('Tandem');
    const chat = await openChat((await world.endpoint()).base);
    const conversation = await handOver(world, chat);
    await untilQueued(world, chat);
    const lookAgain = async () => {
      await world.db.query('update handover set next_check_at = now()');
      await world.main.gateway.watchRound();
    };
    const steps = async () =>
      (
        await world.db.query<{ summary: string }>(
          "select summary from hop where kind = 'handover' order by id",
        )
      ).map(({ summary }) => summary);
    fake.accept(conversation, 'Grace');
    await vi.waitFor(async () => expect(await steps()).toContain('agent joined'), soon);
    const accepted = ['requested', 'queued', 'agent joined'];
    for (let look = 0; look < 3; look += 1) await lookAgain();
    expect(await steps()).toEqual(accepted);
    await fake.say(conversation, 'hello');
    for (let look = 0; look < 3; look += 1) await lookAgain();
    expect(await steps()).toEqual([...accepted, 'active']);
  });
});
