import { describe, expect, it, vi } from 'vitest';
import { soon } from '../../testing/index.ts';
import { startOptions } from './options.fixture.ts';

describe('a node that dies while the customer leaves a message', () => {
  const deaths = [1, 2, 3, 4, 5].flatMap((at) => [
    { at, when: 'dieAt' as const },
    { at, when: 'dieAfter' as const },
  ]);
  it.each(deaths)(
    '$when its transaction $at: the message is left once',
    async ({ at, when }) => {
      const made = await startOptions({ timeout: 60, onFail: 'message' });
      await using world = made.world;
      const { chat } = made;
      await made.begin();
      await world.later(61);
      expect((await chat.heard()).at(-1)).toBe('You can leave a message. What is it about?');
      // The word is accepted before the node that deals with it dies.
      const { life } = world.main;
      const posted = chat.say('The lamp blinks');
      await posted;
      life[when] = life.transactions + at;
      await world.settle().catch(() => {});
      if (life.dead) await world.node('heir');
      const left = () =>
        world.fake.state.inbound.filter(({ text }) => text?.includes('Message left'));
      await vi.waitFor(async () => {
        await world.clock.advance(20_000);
        expect(left()).toHaveLength(1);
        const rows = await world.db.query<{ state: string; remote: object }>(
          'select state, remote from handover order by ordinal',
        );
        expect(rows.map(({ state }) => state)).toEqual(['failed', 'completed']);
        expect(rows[1]?.remote).toMatchObject({ integrationId: expect.any(String) });
        const [run] = await world.db.query(
          'select status from automation_run where ended_at is not null',
        );
        expect(run).toBeDefined();
      }, soon);
      expect(world.fake.state.violations).toEqual([]);
      const thanks = await world.db.query(
        "select seq from activity where body->>'text' like 'Thank you.%'",
      );
      expect(thanks).toHaveLength(1);
    },
    30_000,
  );
});
