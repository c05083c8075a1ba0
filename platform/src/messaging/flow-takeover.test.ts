import type { FlowInput } from '@tandem/flows';
import type { Work } from '@tandem/lanes';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { testSealer } from '../testing/index.ts';
import { createFlowCallQueue } from './flow-call.queue.ts';
import {
  action,
  fakeCalls,
  flowOf,
  later,
  request,
  response,
  say,
  takeOver,
  talk,
} from './flow-runs.fixture.ts';
import { type MessagingFixture, startMessaging } from './messaging.fixture.ts';

const variables = [{ name: 'name', type: 'String' }] as const;

const flow = flowOf(
  [
    action('ask', 'waitForInput', { variable: 'name' }),
    request('http', { parse: [{ path: '$.name', variable: 'name' }] }),
    say('found', 'Found {{ name }}'),
    action('wait', 'wait', { duration: 30 }),
    say('bye', 'Bye'),
  ],
  { variables },
);

describe('a run whose node is lost', () => {
  let m: MessagingFixture;
  let second: Awaited<ReturnType<typeof takeOver>> | null = null;
  beforeEach(() => {
    second = null;
  });
  afterEach(async () => {
    await second?.stop();
    await m[Symbol.asyncDispose]();
  });

  it('goes on elsewhere with the next message', async () => {
    const here = fakeCalls(() => response({ name: 'nobody' }));
    m = await startMessaging({ calls: here.calls });
    const ada = talk(m, await m.integrate(m.publish(flow)));
    await ada.say('hi');
    const there = fakeCalls(() => response({ name: 'Grace' }));
    second = await takeOver(m, { calls: there.calls });
    // Any node may accept; the new owner of the thread goes on with it.
    await ada.send('Ada');
    await m.messaging.flush();
    await second.settle();
    expect(ada.heard()).toEqual(['Found Grace']);
    expect([here.made.length, there.made.length]).toEqual([0, 1]);
  });

  it('makes its call again under the same id, and the old node’s answer is void', async () => {
    const stuck = later<FlowInput>();
    const here = fakeCalls(() => stuck.promise);
    m = await startMessaging({ calls: here.calls });
    const ada = talk(m, await m.integrate(m.publish(flow)));
    await ada.say('hi');
    await ada.send('Ada');
    await expect.poll(() => here.made.length).toBe(1);

    const answer = later<FlowInput>();
    const there = fakeCalls(() => answer.promise);
    second = await takeOver(m, { calls: there.calls });
    await second.clock.advance(1_100);
    await expect.poll(() => there.made.length).toBe(1);
    expect(there.made[0]?.effect.id).toBe(here.made[0]?.effect.id);

    // The old owner comes back to life: nothing of what it brings may be stored.
    stuck.resolve(response({ name: 'a ghost' }));
    const inFlight = async () => {
      await m.clock.advance(300);
      return m.lanes.figures().inFlight;
    };
    await expect.poll(inFlight).toBe(0);
    expect(await m.db.query("select from lane_work where queue = 'input'")).toEqual([]);

    answer.resolve(response({ name: 'Grace' }));
    await second.settle();
    expect(ada.heard()).toEqual(['Found Grace']);
    expect(await m.db.query('select from lane_work')).toEqual([]);
  });

  it('takes nothing from a node that does not know yet that it has lost the partition', async () => {
    const stuck = later<FlowInput>();
    m = await startMessaging({ calls: fakeCalls(() => stuck.promise).calls });
    const ada = talk(m, await m.integrate(m.publish(flow)));
    await ada.say('hi');
    await ada.send('Ada');
    const rows = () => m.db.query<Work & { queue: string }>('select * from lane_work order by id');
    await expect.poll(async () => (await rows()).map(({ queue }) => queue)).toEqual(['flow-call']);
    const [work] = await rows();
    const { calls } = fakeCalls(() => response({ name: 'a ghost' }));
    const { db, clock } = m;
    const queueOf = (epoch: number) =>
      createFlowCallQueue({
        ...{ db, clock, sealer: testSealer, calls, committed: () => {} },
        owns: () => ({ epoch }),
      });
    const context = { signal: new AbortController().signal, budgetMs: 10_000 };
    const { epoch } = m.lanes.owns(work?.part ?? 0) ?? { epoch: 0 };
    const stale = queueOf(epoch - 1).run(work as Work, context);
    await expect(stale).rejects.toMatchObject({ code: 'TL001' });
    expect(await rows()).toHaveLength(1);
    expect(await queueOf(epoch).run(work as Work, context)).toEqual({ kind: 'done' });
    stuck.resolve(response({ name: 'Grace' }));
    await m.settle();
    // Whichever answer was stored first counts, the other is nobody's.
    expect(ada.heard()).toEqual(['Found a ghost']);
  });

  it('keeps its time: the timer comes on the new node', async () => {
    const { calls } = fakeCalls(() => response({ name: 'Grace' }));
    m = await startMessaging({ calls });
    const ada = talk(m, await m.integrate(m.publish(flow)));
    await ada.say('hi');
    await ada.say('Ada');
    expect(ada.heard()).toEqual(['Found Grace']);
    // A minute has gone by there.
    second = await takeOver(m);
    await second.settle();
    expect(ada.heard()).toEqual(['Found Grace', 'Bye']);
    await m.clock.advance(40_000);
    expect(ada.heard()).toEqual(['Found Grace', 'Bye']);
  });

  it('is interrupted when its node stops, and taken up by the next', async () => {
    const here = fakeCalls(
      (_, signal) =>
        new Promise((resolve) => {
          const failed = { kind: 'failed', code: 'http.timeout', message: 'Given up.' } as const;
          signal.addEventListener('abort', () => resolve(failed));
        }),
    );
    m = await startMessaging({ calls: here.calls });
    const ada = talk(m, await m.integrate(m.publish(flow)));
    await ada.say('hi');
    await ada.send('Ada');
    await expect.poll(() => here.made.length).toBe(1);
    m.messaging.stop();
    await m.lanes.stop();
    const there = fakeCalls(() => response({ name: 'Grace' }));
    second = await takeOver(m, { calls: there.calls });
    await second.settle();
    expect(ada.heard()).toEqual(['Found Grace']);
  });
});
