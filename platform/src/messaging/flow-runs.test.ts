import type { FlowDocument, FlowInput } from '@tandem/flows';
import { enqueueWork } from '@tandem/lanes';
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
import { mostPending } from './input.flow.ts';
import { type MessagingFixture, startMessaging, support } from './messaging.fixture.ts';

const asks = (id: string, settings: Record<string, number | string> = {}) =>
  action(id, 'waitForInput', { variable: 'answer', payload: 'chosen', ...settings });

const variables: FlowDocument['variables'] = [
  { name: 'answer', type: 'String' },
  { name: 'chosen', type: 'String' },
  { name: 'found', type: 'String' },
];

const conversation = flowOf(
  [say('name', 'Your name?'), asks('ask'), say('hello', 'Hello {{ answer }}')],
  { variables },
);

const lookup = flowOf(
  [
    request('http', { parse: [{ path: '$.name', variable: 'found' }] }),
    say('found', 'Found {{ found }} ({{ http.httpStatusCode }})'),
    asks('ask'),
    say('echo', 'Said {{ answer }}'),
  ],
  {
    variables,
    edges: [{ from: 'http', outlet: 'error', to: 'sorry' }],
  },
);
const lookupOrSorry: FlowDocument = {
  ...lookup,
  actions: [...lookup.actions, say('sorry', 'Sorry: {{ error.code }}')],
};

describe('a message flow that waits', () => {
  let m: MessagingFixture;
  afterEach(() => m[Symbol.asyncDispose]());

  const rows = (table: string) => m.db.query(`select * from ${table}`);
  const states = () =>
    m.db.query<{ flow: { waitsFor: string; pending: unknown[] } | null }>(
      "select state -> 'flow' as flow from thread order by id",
    );

  it('goes on with the next message of the customer, and ends', async () => {
    m = await startMessaging();
    const ada = talk(m, await m.integrate(m.publish(conversation)));
    const { conversationId } = await ada.say('hi');
    expect(ada.heard()).toEqual(['Your name?']);
    expect((await states())[0]?.flow).toMatchObject({ waitsFor: 'message' });
    await ada.say('Ada');
    expect(ada.heard()).toEqual(['Your name?', 'Hello Ada']);
    expect((await states())[0]?.flow).toBeNull();
    const all = await m.participants(conversationId);
    expect(all.map(({ purpose, endedAt }) => [purpose, endedAt !== null])).toEqual([
      ['customer', true],
      ['workflow', true],
    ]);
  });

  it('reads the variables of its organisation, at once and after a wait', async () => {
    m = await startMessaging({ globals: async () => ({ shop: 'Books' }) });
    const flow = flowOf([say('name', '{{ shop }}?'), asks('ask'), say('bye', 'Bye, {{ shop }}')], {
      variables,
    });
    const ada = talk(m, await m.integrate(m.publish(flow)));
    await ada.say('hi');
    await ada.say('yes');
    const slow = flowOf([action('wait', 'wait', { duration: 5 }), say('late', 'Late {{ shop }}')]);
    const bob = talk(m, await m.integrate(m.publish(slow)), 'bob');
    await bob.say('hi');
    await m.clock.advance(6_500);
    await m.settle();
    expect([...ada.heard(), ...bob.heard()]).toEqual(['Books?', 'Bye, Books', 'Late Books']);
  });

  it('hears the payload of the button that was chosen', async () => {
    m = await startMessaging();
    const flow = flowOf([asks('ask'), say('echo', '{{ answer }}={{ chosen }}')], { variables });
    const ada = talk(m, await m.integrate(m.publish(flow)));
    await ada.say('hi');
    await ada.choose('Red', 'colour-1');
    expect(ada.heard()).toEqual(['Red=colour-1']);
  });

  it('keeps two customers apart', async () => {
    m = await startMessaging();
    const integration = await m.integrate(m.publish(conversation));
    const [ada, bob] = [talk(m, integration, 'ada'), talk(m, integration, 'bob')];
    await Promise.all([ada.send('hi'), bob.send('hi')]);
    await m.settle();
    await Promise.all([ada.send('Ada'), bob.send('Bob')]);
    await m.settle();
    expect(ada.heard()).toEqual(['Your name?', 'Hello Ada']);
    expect(bob.heard()).toEqual(['Your name?', 'Hello Bob']);
  });

  it('goes on by its timer after the time, and no earlier', async () => {
    m = await startMessaging();
    const flow = flowOf([
      say('before', 'one moment'),
      action('wait', 'wait', { duration: 30 }),
      say('after', 'done'),
    ]);
    const ada = talk(m, await m.integrate(m.publish(flow)));
    await ada.say('hi');
    await m.clock.advance(29_000);
    await m.settle();
    expect(ada.heard()).toEqual(['one moment']);
    await m.clock.advance(2_500);
    await m.settle();
    expect(ada.heard()).toEqual(['one moment', 'done']);
    expect(await rows('lane_timer')).toEqual([]);
  });

  const impatient = flowOf(
    [asks('ask', { timeout: 10 }), say('thanks', 'Thanks'), asks('again'), say('bye', 'Bye')],
    { variables, edges: [{ from: 'ask', outlet: 'timeout', to: 'silent' }] },
  );
  const patient: FlowDocument = {
    ...impatient,
    actions: [...impatient.actions, say('silent', 'Still there?')],
  };

  it('leaves by timeout when nobody answers', async () => {
    m = await startMessaging();
    const ada = talk(m, await m.integrate(m.publish(patient)));
    await ada.say('hi');
    await m.clock.advance(12_000);
    await m.settle();
    expect(ada.heard()).toEqual(['Still there?']);
  });

  it('takes whatever comes first: a timer that was beaten by a message changes nothing', async () => {
    m = await startMessaging();
    const ada = talk(m, await m.integrate(m.publish(patient)));
    await ada.say('hi');
    const [timer] = await m.db.query<{ org: string; part: number; lane: number; data: unknown }>(
      'select org, part, lane, data from lane_timer',
    );
    await ada.say('yes');
    expect(await rows('lane_timer')).toEqual([]);
    // It had become work before it could be taken away.
    if (!timer) throw new Error('no timer');
    const { org, part, lane, data } = timer;
    m.lanes.committed(
      await enqueueWork(m.db, [
        { org, part, lane, queue: 'input', payload: { timer: 'flow', data } },
      ]),
    );
    await m.settle();
    expect(ada.heard()).toEqual(['Thanks']);
    await ada.say('ok');
    expect(ada.heard()).toEqual(['Thanks', 'Bye']);
  });

  it('calls out, and goes on with what the answer brings', async () => {
    const { calls, made } = fakeCalls(() => response({ name: 'Grace' }));
    m = await startMessaging({ calls });
    const ada = talk(m, await m.integrate(m.publish(lookupOrSorry)));
    await ada.say('hi');
    expect(ada.heard()).toEqual(['Found Grace (200)']);
    expect(made).toHaveLength(1);
    expect(made[0]?.effect).toMatchObject({
      kind: 'httpRequest',
      request: { method: 'GET', target: { kind: 'url', url: 'https://api.example/users' } },
    });
    expect(await rows('lane_work')).toEqual([]);
  });

  it('leaves by the error exit when the call fails', async () => {
    const { calls } = fakeCalls(() => ({
      kind: 'failed',
      code: 'http.unreachable',
      message: 'Nobody there.',
    }));
    m = await startMessaging({ calls });
    const ada = talk(m, await m.integrate(m.publish(lookupOrSorry)));
    await ada.say('hi');
    expect(ada.heard()).toEqual(['Sorry: http.unreachable']);
  });

  it('fails, not hangs, when an answer means nothing to the action', async () => {
    const { calls } = fakeCalls(() => ({ kind: 'result', outlet: 'next' }));
    m = await startMessaging({ calls });
    const ada = talk(m, await m.integrate(m.publish(lookupOrSorry)));
    await ada.say('hi');
    expect(ada.heard()).toEqual(['Sorry: effect.answer']);
  });

  it('keeps what the customer says during a call, in order, for when it asks', async () => {
    const answer = later<FlowInput>();
    const { calls } = fakeCalls(() => answer.promise);
    m = await startMessaging({ calls });
    const flow = flowOf(
      [
        request('http'),
        asks('one'),
        say('first', '1 {{ answer }}'),
        asks('two'),
        say('second', '2 {{ answer }}'),
        asks('three'),
        say('third', '3 {{ answer }}'),
      ],
      { variables },
    );
    const ada = talk(m, await m.integrate(m.publish(flow)));
    await ada.send('hi');
    await ada.send('a');
    await ada.send('b');
    await m.messaging.flush();
    await expect.poll(async () => (await states())[0]?.flow?.pending.length).toBe(2);
    expect(ada.heard()).toEqual([]);
    answer.resolve(response({}));
    await m.settle();
    expect(ada.heard()).toEqual(['1 a', '2 b']);
    await ada.say('c');
    expect(ada.heard()).toEqual(['1 a', '2 b', '3 c']);
    const inbound = await m.db.query(
      "select body ->> 'text' as text from message where direction = 'inbound' order by seq",
    );
    expect(inbound.map(({ text }) => text)).toEqual(['hi', 'a', 'b', 'c']);
  });

  it('keeps no more than it can, and the rest stays in the conversation', async () => {
    const answer = later<FlowInput>();
    const { calls } = fakeCalls(() => answer.promise);
    m = await startMessaging({ calls });
    const flow = flowOf([request('http'), asks('one'), say('first', '{{ answer }}')], {
      variables,
    });
    const ada = talk(m, await m.integrate(m.publish(flow)));
    for (let n = 0; n <= mostPending + 3; n += 1) await ada.send(String(n));
    await m.messaging.flush();
    await expect.poll(async () => (await states())[0]?.flow?.pending.length).toBe(mostPending);
    answer.resolve(response({}));
    await m.settle();
    expect(ada.heard()).toEqual(['1']);
    const [count] = await m.db.query(
      "select count(*)::int as n from message where direction = 'inbound'",
    );
    expect(count?.['n']).toBe(mostPending + 4);
  });

  it('takes the answer of a call once, whoever repeats it, and none of another run', async () => {
    const { calls } = fakeCalls(() => response({ name: 'Grace' }));
    m = await startMessaging({ calls });
    const integration = await m.integrate(m.publish(lookupOrSorry));
    const ada = talk(m, integration);
    const { conversationId } = await ada.say('hi');
    const [thread] = await m.db.query<{ id: number; part: number; org: string; state: never }>(
      'select id, part, org, state from thread',
    );
    if (!thread) throw new Error('no thread');
    const run = (thread.state as { flow: { run: string } }).flow.run;
    const repeat = (of: { run: string; effect: string }) => ({
      org: thread.org,
      part: thread.part,
      lane: thread.id,
      queue: 'input',
      payload: {
        kind: 'flow',
        conversation: conversationId,
        integration,
        ...of,
        at: m.clock.now().toISOString(),
        correlationId: null,
        answer: { input: response({ name: 'Eve' }) },
      },
    });
    m.lanes.committed(
      await enqueueWork(m.db, [
        repeat({ run, effect: `${run}.1` }),
        repeat({ run: conversationId, effect: `${run}.3` }),
      ]),
    );
    await m.settle();
    expect(ada.heard()).toEqual(['Found Grace (200)']);
    await ada.say('still here');
    expect(ada.heard()).toEqual(['Found Grace (200)', 'Said still here']);
  });

  it('does not call for a run that went another way', async () => {
    const answer = later<FlowInput>();
    const { calls, made } = fakeCalls(() => answer.promise);
    m = await startMessaging({ calls });
    const ada = talk(m, await m.integrate(m.publish(lookupOrSorry)));
    await ada.send('hi');
    await m.messaging.flush();
    await expect.poll(() => made.length).toBe(1);
    await m.db.query("update thread set state = jsonb_set(state::jsonb, '{flow}', 'null')::json");
    answer.resolve(response({ name: 'Grace' }));
    await m.settle();
    expect(ada.heard()).toEqual([]);
  });

  it('goes on in the version it began, whatever is published since', async () => {
    m = await startMessaging();
    const id = m.publish(conversation);
    const integration = await m.integrate(id);
    const ada = talk(m, integration);
    await ada.say('hi');
    m.publish(flowOf([say('new', 'New')]), { id });
    await m.snapshots.change(async () => {});
    await ada.say('Ada');
    expect(ada.heard()).toEqual(['Your name?', 'Hello Ada']);
    await ada.say('again');
    expect(ada.heard()).toEqual(['Your name?', 'Hello Ada', 'New']);
  });

  it('calls a subflow, and stays in the version of it that it entered', async () => {
    m = await startMessaging();
    const child = flowOf([asks('ask'), say('echo', 'v1 {{ answer }}')], { variables });
    const id = m.publish(child, { name: 'Ask' });
    const parent = flowOf([
      action('call', 'subflow', { flow: 'ask' }),
      say('after', 'Back'),
      action('to', 'transferToAcd', { queue: support.name }),
    ]);
    const ada = talk(m, await m.integrate(m.publish(parent)));
    await ada.say('hi');
    m.publish(flowOf([say('only', 'v2')]), { id, name: 'Ask' });
    await m.snapshots.change(async () => {});
    await ada.say('Ada');
    expect(ada.heard()).toEqual(['v1 Ada', 'Back']);
    const bob = talk(m, await m.integrate(m.publish(parent)), 'bob');
    await bob.say('hi');
    expect(bob.heard()).toEqual(['v2', 'Back']);
  });

  it('calls out of a subflow with the variables of whoever called it', async () => {
    const { calls, made } = fakeCalls(() => response({ ok: true }));
    m = await startMessaging({ calls });
    m.publish(flowOf([request('http')]), { name: 'Look up' });
    const parent = flowOf([action('call', 'subflow', { flow: 'look up' }), say('after', 'Back')], {
      variables: [{ name: 'clientKey', type: 'String', initial: 'of the caller' }],
    });
    const ada = talk(m, await m.integrate(m.publish(parent)));
    await ada.say('hi');
    expect(ada.heard()).toEqual(['Back']);
    expect(made[0]?.origin.variables).toMatchObject({ clientKey: 'of the caller' });
  });

  it('ends with its conversation: timer and call are nobody’s any more', async () => {
    m = await startMessaging();
    const flow = flowOf(
      [
        action('set', 'setScreenPop', {
          script: 'script-1',
          inputs: [{ name: 'userId', value: '{{ customer.id }}' }],
        }),
        asks('ask', { timeout: 60 }),
        action('to', 'transferToAcd', { queue: support.name }),
      ],
      { variables },
    );
    const ada = talk(m, await m.integrate(m.publish(flow)));
    const { conversationId } = await ada.say('hi');
    expect(await rows('lane_timer')).toHaveLength(1);
    await ada.say('go on');
    expect(await rows('lane_timer')).toEqual([]);
    const acd = (await m.participants(conversationId)).find(({ purpose }) => purpose === 'acd');
    expect(acd).toMatchObject({
      screenPop: { script: 'script-1', inputs: { userId: 'ada' } },
      attributes: { userId: 'ada' },
    });
  });
});
