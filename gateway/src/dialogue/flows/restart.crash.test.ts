import { describe, expect, it, vi } from 'vitest';
import { soon } from '../../testing/index.ts';
import { startOptions } from './options.fixture.ts';

describe('a node that dies while a flow begins anew after a handover', () => {
  const deaths = [2, 3, 4, 5, 6, 7].flatMap((at) => [
    { at, when: 'dieAt' as const },
    { at, when: 'dieAfter' as const },
  ]);
  it.each(deaths)(
    '$when its transaction $at: it begins once',
    async ({ at, when }) => {
      const made = await startOptions({ afterwards: 'restart' });
      await using world = made.world;
      const conversation = await made.begin();
      world.fake.accept(conversation, 'Grace');
      await world.fake.say(conversation, 'Hi.');
      await world.settle();
      world.fake.finish(conversation);
      const { life } = world.main;
      life[when] = life.transactions + at;
      await made.round().catch(() => {});
      let heir: Awaited<ReturnType<typeof world.node>> | null = null;
      await vi.waitFor(async () => {
        await world.clock.advance(20_000);
        if (life.dead) heir ??= await world.node('heir');
        await (heir ?? world.main).gateway.watchRound().catch(() => {});
        await world.settle();
        const asked = await world.db.query(
          `select seq from activity where body ->> 'text' = 'What is it about?'`,
        );
        expect(asked).toHaveLength(2);
        const runs = await world.db.query('select uid from automation_run where ended_at is null');
        expect(runs).toHaveLength(1);
      }, soon);
    },
    30_000,
  );
});
