import type { FlowInput } from '@tandem/flows';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
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
    await expect.poll(() => m.lanes.figures().inFlight).toBe(0);
    expect(await m.db.query("select from lane_work where queue = 'input'")).toEqual([]);

    answer.resolve(response({ name: 'Grace' }));
    await second.settle();
    expect(ada.heard()).toEqual(['Found Grace']);
    expect(await m.db.query('select from lane_work')).toEqual([]);
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
