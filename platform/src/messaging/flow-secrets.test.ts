import type { FlowInput } from '@tandem/flows';
import { afterEach, describe, expect, it } from 'vitest';
import {
  action,
  fakeCalls,
  flowOf,
  later,
  request,
  response,
  say,
  talk,
} from './flow-runs.fixture.ts';
import { type MessagingFixture, startMessaging } from './messaging.fixture.ts';

const secret = 'open-sesame-4711';

const secretive = flowOf(
  [
    request('http', { parse: [{ path: '$.pin', variable: 'pin' }] }),
    action('ask', 'waitForInput', { variable: 'answer', timeout: 60 }),
    action('same', 'condition', { left: '{{ pin }}', operator: 'equals', right: '{{ answer }}' }),
    say('right', 'Right'),
    say('wrong', 'Wrong'),
  ],
  {
    variables: [
      { name: 'pin', type: 'String', secure: true },
      { name: 'answer', type: 'String' },
    ],
    edges: [
      { from: 'same', outlet: 'yes', to: 'right' },
      { from: 'same', outlet: 'no', to: 'wrong' },
      { from: 'right', outlet: 'next', to: 'end' },
      { from: 'wrong', outlet: 'next', to: 'end' },
    ],
  },
);
const flow = { ...secretive, actions: [...secretive.actions, action('end', 'end')] };

describe('secure variables of a message flow that waits', () => {
  let m: MessagingFixture;
  afterEach(() => m[Symbol.asyncDispose]());

  /** Everything that is stored, as one text. */
  const everything = async (): Promise<string> => {
    const tables = await m.db.query<{ name: string }>(
      `select tablename as name from pg_tables where schemaname = current_schema()`,
    );
    const rows = await Promise.all(
      tables.map(({ name }) => m.db.query(`select t::text as row from ${name} t`)),
    );
    return JSON.stringify(rows);
  };

  it('rest sealed beside the thread, and are gone with the run', async () => {
    const { calls } = fakeCalls(() => response({ pin: secret }));
    m = await startMessaging({ calls });
    const ada = talk(m, await m.integrate(m.publish(flow)));
    await ada.say('hi');
    expect(await m.db.query('select from flow_run_secret')).toHaveLength(1);
    expect(await everything()).not.toContain(secret);
    await ada.say(secret);
    expect(ada.heard()).toEqual(['Right']);
    expect(await m.db.query('select from flow_run_secret')).toEqual([]);
  });

  it('hear of what is said long after, when the thread is looked at anew', async () => {
    const { calls } = fakeCalls(() => response({ pin: secret }));
    m = await startMessaging({ calls });
    const ada = talk(m, await m.integrate(m.publish(flow)));
    await ada.say('hi');
    await m.clock.advance(6_000);
    await ada.say(secret);
    expect(ada.heard()).toEqual(['Right']);
  });

  it('are sealed in an answer on its way, too', async () => {
    const answer = later<FlowInput>();
    const { calls } = fakeCalls(() => answer.promise);
    let seen = '';
    m = await startMessaging({
      calls,
      onChanges: async () => {
        seen += await everything();
      },
    });
    const ada = talk(m, await m.integrate(m.publish(flow)));
    await ada.send('hi');
    answer.resolve(response({ pin: secret }));
    await m.settle();
    expect(seen).toContain('sealed');
    expect(seen).not.toContain(secret);
    await ada.say('4711');
    expect(ada.heard()).toEqual(['Wrong']);
  });
});
