import { afterEach, describe, expect, it } from 'vitest';
import { action, flowOf, say, talk } from './flow-runs.fixture.ts';
import { type MessagingFixture, startMessaging } from './messaging.fixture.ts';

const asking = flowOf(
  [say('name', 'Your name?'), action('ask', 'waitForInput', { variable: 'answer' })],
  { variables: [{ name: 'answer', type: 'String' }] },
);

describe('an input that ends the nodes that take it', () => {
  let m: MessagingFixture;
  afterEach(() => m[Symbol.asyncDispose]());

  /** As nodes leave it that died in the middle of its step. */
  const diedOf = (attempts: number) =>
    m.db.query("update lane_work set attempts = $1 where queue = 'input'", [attempts]);
  const failures = () =>
    m.db.query("select data->>'code' as code from event_log where type = 'flow.failed'");

  it.each([
    { attempts: 2, ends: false },
    { attempts: 3, ends: true },
  ])('after $attempts tries ends its run: $ends', async ({ attempts, ends }) => {
    m = await startMessaging({ inDoubt: () => true, committed: () => {} });
    const ada = talk(m, await m.integrate(m.publish(asking)));
    const sent = await ada.send('hi');
    await diedOf(attempts);
    await m.settle();
    const all = await m.participants(sent.conversationId);
    expect(all.map(({ purpose, endedAt }) => [purpose, endedAt !== null])).toEqual([
      ['customer', ends],
      ['workflow', ends],
    ]);
    expect(await failures()).toEqual(ends ? [{ code: 'run.stuck' }] : []);
    // The message stands in its conversation, and nothing is left behind.
    const kept = await m.db.query(
      "select body->>'text' as text from message where direction = 'inbound'",
    );
    expect(kept).toEqual([{ text: 'hi' }]);
    expect(await m.db.query('select * from dead_letter')).toEqual([]);
  });

  it('ends a run that waited, too', async () => {
    let isHeard = true;
    m = await startMessaging({
      inDoubt: () => true,
      committed: (work) => (isHeard ? m.lanes.committed(work) : undefined),
    });
    const integration = await m.integrate(m.publish(asking));
    const [ada, bob] = [talk(m, integration, 'ada'), talk(m, integration, 'bob')];
    await ada.say('hi');
    await bob.say('hi');
    isHeard = false;
    await ada.send('Ada');
    await diedOf(3);
    await m.settle();
    expect(await failures()).toEqual([{ code: 'run.stuck' }]);
    const waits = await m.db.query(
      "select state->'flow'->>'waitsFor' as for from thread order by id",
    );
    expect(waits).toEqual([{ for: null }, { for: 'message' }]);
  });
});
