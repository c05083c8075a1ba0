import { type Database, derivedUuid } from '@tandem/kit';
import { beforeEach, describe, expect, it } from 'vitest';
import {
  addDestination,
  createNode,
  happen,
  type Remote,
  type TestNode,
} from './sender.fixture.ts';
import { range, useSender } from './sender.suite.ts';

/** Notes for which organisations the log is read. */
const noting = (db: Database) => {
  const reads: unknown[] = [];
  const noted: Database = {
    ...db,
    call: (...[name, sql, values]: Parameters<Database['call']>) => {
      if (name === 'events_after') reads.push(values?.[2]);
      return db.call(name, sql, values);
    },
  } as Database;
  return { noted, reads };
};

describe('destinations of organisations in which nothing happens', () => {
  const { rows, ...world } = useSender();
  let { db, remote, node } = {} as { db: Database; remote: Remote; node: TestNode };
  const orgs = range(30).map((n) => derivedUuid('quiet organisation', String(n)));
  const orgOf = (n: number) => orgs[n] ?? '';
  let reads: unknown[] = [];
  beforeEach(async () => {
    const { noted, reads: list } = noting(world.db());
    [db, remote, reads] = [world.db(), world.remote(), list];
    node = createNode(noted, remote, { name: 'noted' });
    for (const [n, org] of orgs.entries()) await addDestination(db, { name: `d${n}`, org });
    await node.sender.start();
    await node.until(() => node.sender.held().length === orgs.length, 1_000);
    await node.until(() => remote.opened === orgs.length);
    // Those that came last look once more for themselves.
    await node.until(async () => {
      const before = reads.length;
      node.hear('event_log');
      for (const _ of range(20)) await db.query('select 1');
      return reads.length === before && before > 0;
    });
    reads.length = 0;
  });

  it('ask the database nothing each, whatever happens in another one', async () => {
    for (const n of range(10)) {
      await happen(db, [['k', n]], orgOf(3));
      node.hear('event_log');
      await node.until(() => remote.of('k', orgOf(3)).length === n + 1, 10);
    }
    await node.sender.stop();
    expect(remote.of('k', orgOf(3))).toEqual(range(10));
    expect(reads.length).toBeGreaterThan(0);
    // One that came last may look once more for itself; none does each time.
    expect(reads.filter((org) => org !== orgOf(3)).length).toBeLessThan(orgs.length * 2);
  });

  it('move on all the same, so that nothing is kept for them', async () => {
    await happen(db, [['k', 1]], orgOf(3));
    node.hear('event_log');
    await node.until(() => remote.of('k', orgOf(3)).length === 1, 10);
    const behind = () =>
      rows('select from destination where cursor_xid <= (select max(e.xid) from event_log e)');
    await node.until(async () => (await behind()).length === 0, 1_000);
    await node.sender.stop();
    expect(remote.got).toHaveLength(1);
  });

  it('hear of the first event at once, from wherever it comes', async () => {
    for (const n of range(30)) await happen(db, [['k', n]], orgOf(n));
    node.hear('event_log');
    await node.until(() => remote.got.length === 30, 10);
    expect(new Set(remote.got.map(({ org }) => org)).size).toBe(30);
    await node.sender.stop();
  });
});
