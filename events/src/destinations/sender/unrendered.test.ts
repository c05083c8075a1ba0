import { expect, it } from 'vitest';
import type { RenderEvents } from '../destination.model.ts';
import {
  addDestination,
  createNode,
  createRemote,
  happen,
  orgB,
  renderTest,
} from './sender.fixture.ts';
import { useSender } from './sender.suite.ts';

const world = useSender();

it('a statement that takes too long costs no event: all of them come once the database has time again', async () => {
  const remote = createRemote();
  const timeout = Object.assign(new Error('canceling statement due to statement timeout'), {
    code: '57014',
  });
  let failures = 0;
  const render: RenderEvents = async (events, wanted) => {
    if (events.length === 0 || failures >= 3) return renderTest(events, wanted);
    failures += 1;
    throw timeout;
  };
  const node = createNode(world.db(), remote, { name: 'timeouts', render });
  await addDestination(world.db());
  await addDestination(world.db(), { name: 'two', org: orgB });
  await happen(world.db(), [
    ['k', 1],
    ['k', 2],
    ['k', 3],
  ]);
  await happen(world.db(), [['k', 4]], orgB);
  await node.sender.start();
  try {
    await node.until(() => remote.got.length >= 4);
    expect(failures).toBe(3);
    expect([remote.of('k'), remote.of('k', orgB)]).toEqual([[1, 2, 3], [4]]);
    expect(await world.rows('select from destination_dead_letter')).toEqual([]);
  } finally {
    await node.sender.stop();
  }
});

it('a page of which nothing can be rendered is told of, until something is delivered again', async () => {
  const node = world.node();
  const { id } = await addDestination(world.db());
  await happen(world.db(), [
    ['k', 1, { broken: true }],
    ['k', 2, { broken: true }],
  ]);
  await node.sender.start();
  const report = async () =>
    (
      await world.rows<object>(
        `select report, report_code, (select count(*) from destination_dead_letter) as dead
         from destination where id = '${id}'`,
      )
    )[0];
  await node.until(() => node.reports.at(-1) === 'ERROR');
  expect(await report()).toEqual({ report: 'ERROR', report_code: 'event.unreadable', dead: 2 });
  await happen(world.db(), [['k', 3]]);
  node.hear('event_log');
  await node.until(() => node.reports.at(-1) === 'ACTIVE');
  expect(await report()).toEqual({ report: 'ACTIVE', report_code: null, dead: 2 });
});
