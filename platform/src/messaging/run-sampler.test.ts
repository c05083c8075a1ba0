import type { FlowDocument } from '@tandem/flows';
import { derivedUuid } from '@tandem/kit';
import { testClock } from '@tandem/kit/testing';
import { afterEach, describe, expect, it } from 'vitest';
import { action, flowOf, say, talk } from './flow-runs.fixture.ts';
import type { MessagingDeps } from './index.ts';
import { type MessagingFixture, org, startMessaging } from './messaging.fixture.ts';
import { createRunSamplers } from './run-sampler.ts';

type Action = FlowDocument['actions'][number];

const toLook = { from: 'ask', outlet: 'next', to: 'look' };

type Row = {
  status: string;
  steps: number;
  flow: string;
  seconds: number;
  actions: string[] | null;
};

describe('samples of runs', () => {
  it('are so many a second of each flow, more after a pause, and more of failed ones', async () => {
    const clock = testClock();
    const { take } = createRunSamplers(clock, 1);
    const taken = (of: 'begins' | 'fails', flow: string, count: number) =>
      Array.from({ length: count }, () => take[of](flow)).filter(Boolean).length;
    expect(taken('begins', 'a', 50)).toBe(10);
    expect(taken('begins', 'b', 50)).toBe(10);
    expect(taken('fails', 'a', 100)).toBe(50);
    await clock.advance(2_000);
    expect(taken('begins', 'a', 50)).toBe(2);
    expect(taken('fails', 'a', 50)).toBe(10);
  });

  it('are reserved for whoever takes the step again, and counted once', () => {
    const { take, reserve } = createRunSamplers(testClock(), 1);
    const reserved = Array.from({ length: 50 }, () => reserve.begins('a')).filter(Boolean);
    expect(reserved).toHaveLength(10);
    expect(take.begins('b')).toBe(true);
    const taken = Array.from({ length: 50 }, () => take.begins('a')).filter(Boolean);
    expect(taken).toHaveLength(10);
  });

  it('are none where they are switched off', () => {
    const { take, reserve } = createRunSamplers(testClock(), 0);
    expect([take.begins('a'), take.fails('a'), reserve.begins('a')]).toEqual([false, false, false]);
  });
});

describe('runs of message flows that nobody looks at', () => {
  const open: MessagingFixture[] = [];
  const start = async (options: Partial<MessagingDeps> = {}) => {
    const m = await startMessaging({ recordedRuns: 1, ...options });
    open.push(m);
    return m;
  };
  afterEach(async () => {
    for (const m of open.splice(0)) await m[Symbol.asyncDispose]();
  });

  /** What was sent is stepped, and no time has passed. */
  const stepped = async (m: MessagingFixture) => {
    await m.messaging.flush();
    await m.lanes.drained();
  };

  const rowsOf = ({ db }: MessagingFixture, of = org) =>
    db.query<Row>(
      `select e.status, e.steps, e.flow::text as flow,
         extract(epoch from e.ended_at - e.started_at)::int as seconds,
         (select array_agg(t.entry->>'action' order by t.n) from flow_trace t where t.run = e.run) as actions
       from flow_execution e where e.org = $1 order by e.started_at, e.run`,
      [of],
    );
  const asking = flowOf(
    [action('ask', 'waitForInput', { variable: 'answer' }), say('thanks', 'Thanks')],
    { variables: [{ name: 'answer', type: 'String' }] },
  );
  const failing = flowOf(
    [
      action('ask', 'waitForInput', { variable: 'answer' }),
      action('parse', 'parse', {
        input: '{{ answer }}',
        parse: [{ variable: 'answer', path: '$.a' }],
      }),
    ],
    { variables: [{ name: 'answer', type: 'String' }] },
  );

  it('are recorded with their steps, up to so many', async () => {
    const m = await start();
    const integration = await m.integrate(m.publish(asking));
    for (let n = 0; n < 12; n += 1) await talk(m, integration, `customer ${n}`).send('hi');
    await stepped(m);
    const rows = await rowsOf(m);
    expect(rows).toHaveLength(10);
    expect(rows[0]).toMatchObject({ status: 'waiting', actions: ['ask'] });
    expect(await rowsOf(m, derivedUuid('nobody'))).toEqual([]);
  });

  it('are recorded at their end when they fail, with the steps since their last wait', async () => {
    const m = await start();
    const flow = m.publish(failing);
    const integration = await m.integrate(flow);
    const ada = talk(m, integration, 'ada');
    for (let n = 0; n < 10; n += 1) await talk(m, integration, `busy ${n}`).send('hi');
    await stepped(m);
    await ada.send('hi');
    await stepped(m);
    await m.clock.advance(500);
    await ada.say('{ no json');
    const failed = (await rowsOf(m)).filter(({ status }) => status === 'failed');
    expect(failed).toMatchObject([{ actions: ['ask', 'parse'] }]);
  });

  it.each([
    { tookMs: 0, recorded: ['look', 'parse'] },
    { tookMs: 300, recorded: null },
  ])(
    'that fail after $tookMs ms are taken again for it: $recorded',
    async ({ tookMs, recorded }) => {
      let passedMs = 0;
      const queue = () => {
        passedMs += tookMs;
        return null;
      };
      const none = () => null;
      const m = await start({
        clock: { ...testClock(), monotonicMs: () => passedMs },
        directories: async () => ({ queue, skill: none, language: none }),
      });
      const [ask, parse] = failing.actions as [Action, Action];
      const look = action('look', 'transferToAcd', { queue: 'none' });
      const edges = [{ from: 'look', outlet: 'failure', to: 'parse' }];
      const late = flowOf([ask, look, parse], { variables: failing.variables, edges });
      const integration = await m.integrate(m.publish({ ...late, edges: [...edges, toLook] }));
      for (let n = 0; n < 10; n += 1) await talk(m, integration, `busy ${n}`).send('hi');
      await stepped(m);
      const ada = talk(m, integration, 'ada');
      await ada.say('hi');
      await ada.say('{ no json');
      const failed = (await rowsOf(m)).filter(({ status }) => status === 'failed');
      expect(failed[0]?.actions ?? null).toEqual(recorded);
    },
  );

  it('leave nothing where the installation wants none', async () => {
    const m = await start({ recordedRuns: 0 });
    const integration = await m.integrate(m.publish(failing));
    const ada = talk(m, integration, 'ada');
    await ada.say('hi');
    await ada.say('{ no json');
    expect(await rowsOf(m)).toEqual([]);
  });
});
