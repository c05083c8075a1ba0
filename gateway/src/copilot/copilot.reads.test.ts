import { systemClock } from '@tandem/kit';
import { expect, it } from 'vitest';
import { createReads } from '../conversations/index.ts';
import { openChat, orgA, orgB, startGatewayWorld } from '../testing/index.ts';
import { createCopilotReads } from './copilot.reads.ts';
import type { NewTile } from './tiles.store.ts';

const summary = (text: string): NewTile => ({
  ...{ tile: 'summary', content: { type: 'summary', text }, maker: 'flow', problem: null },
});

it('tiles of many conversations are written together, each with its own revisions, and fail apart', async () => {
  await using world = await startGatewayWorld();
  for (const org of [orgA, orgB]) {
    const { base } = await world.endpoint({ org, handover: false });
    for (const id of ['dl_ada', 'dl_eve']) await openChat(base, { user: { id } });
  }
  const sessions = await world.db.query<{ id: number; org: string }>(
    'select id, org from session order by id',
  );
  const reads = createCopilotReads({
    ...{ db: world.db, clock: systemClock, reads: createReads(world.db) },
  });
  const writeAll = (text: string) =>
    Promise.all(sessions.map(({ id }) => reads.setTiles(id, [summary(text)])));
  expect(await writeAll('one')).toEqual([true, true, true, true]);
  // One that stands so already is no change.
  expect(await writeAll('one')).toEqual([false, false, false, false]);
  const [first, second, third] = sessions.map(({ id }) => id) as [number, number, number];
  const outcomes = await Promise.allSettled([
    reads.setTiles(first, [summary('two'), { ...summary('more'), tile: 'b' }]),
    reads.setTiles(second, [{ ...summary('two'), maker: 'nobody' as never }]),
    reads.setTiles(third, [summary('two')]),
    reads.setTiles(10 ** 9, [summary('of a session that is gone')]),
  ]);
  expect(outcomes.map((one) => (one.status === 'fulfilled' ? one.value : 'failed'))).toEqual([
    ...[true, 'failed', true, false],
  ]);
  const stored = await world.db.query(
    `select t.tile, t.content ->> 'text' as text, t.revision, t.org = s.org as own
     from copilot_tile t join session s on s.id = t.session order by t.session, t.revision`,
  );
  const row = (tile: string, text: string, revision: number) => ({
    tile,
    text,
    revision,
    own: true,
  });
  expect(stored).toEqual([
    ...[row('summary', 'two', 2), row('b', 'more', 3), row('summary', 'one', 1)],
    ...[row('summary', 'two', 2), row('summary', 'one', 1)],
  ]);
});
