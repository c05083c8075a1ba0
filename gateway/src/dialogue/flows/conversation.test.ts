import { describe, expect, it } from 'vitest';
import { startTarget } from '../../testing/index.ts';
import { act, ask, botFlow, say, startFlowWorld } from './flows.fixture.ts';

const greeting = botFlow([
  say('Hello', 'Hello!'),
  ask('Name', 'Who are you?', { variable: 'name' }),
  say('Nice', 'Nice to meet you, {{ name }}.'),
]);

describe('a conversation with a bot flow', () => {
  it('greets, asks, goes on with the answer, ends, and begins anew with the next message', async () => {
    await using world = await startFlowWorld();
    const flow = await world.publish('Greeter', greeting);
    const chat = await world.chat(flow, { handover: false });
    expect(await chat.heard()).toEqual(['Hello!', 'Who are you?']);
    expect(await chat.tell('Ada')).toEqual(['Nice to meet you, Ada.']);
    expect(await chat.tell('again')).toEqual(['Hello!', 'Who are you?']);
    expect(await chat.tell('Grace')).toEqual(['Nice to meet you, Grace.']);
    const runs = await world.executions(flow);
    expect(runs).toMatchObject([
      { status: 'ended', origin: 'conversation', conversationId: chat.conversationId },
      { status: 'ended', origin: 'conversation', conversationId: chat.conversationId },
    ]);
    const { trace } = await world.execution(runs[0] as (typeof runs)[number]);
    expect(trace.map(({ step, action }) => [step, action])).toEqual([
      [1, 'Hello'],
      [2, 'Name'],
      [3, 'Nice'],
    ]);
    expect(runs[0]?.steps).toBe(3);
  });

  it('chooses by what is said, and shows and hears buttons', async () => {
    await using world = await startFlowWorld();
    const replies = [
      { text: 'Hours', payload: 'go:hours' },
      { text: 'Bye', payload: '' },
    ];
    const flow = await world.publish(
      'Menu',
      botFlow(
        [
          ask('Menu', 'What can I do?', {
            variable: 'choice',
            content: 'quickReplies',
            quickReplies: replies,
            payload: 'payload',
          }),
          act('Which', 'match', {
            text: '{{ payload }}{{ choice }}',
            intents: [{ name: 'hours', how: 'contains', phrases: 'go:hours' }],
          }),
          say('Open', 'Always open.'),
          say('Else', 'You said {{ choice }}.'),
        ],
        {
          variables: ['choice', 'payload'],
          edges: 'Menu.next>Which Which.hours>Open Which.noMatch>Else',
        },
      ),
    );
    const chat = await world.chat(flow, { handover: false });
    const [menu] = await chat.messages();
    expect(menu?.suggestedActions?.actions).toEqual([
      {
        type: 'messageBack',
        title: 'Hours',
        text: 'Hours',
        displayText: 'Hours',
        value: 'go:hours',
      },
      { type: 'imBack', title: 'Bye', value: 'Bye' },
    ]);
    expect(await chat.tell('Hours', { value: 'go:hours' })).toEqual(['Always open.']);
    await chat.tell('menu');
    expect(await chat.tell('Bye')).toEqual(['You said Bye.']);
  });

  it('calls another system while messages wait in their order', async () => {
    await using world = await startFlowWorld();
    const release = Promise.withResolvers<void>();
    await using target = await startTarget(async () => {
      await release.promise;
      return { name: 'Lovelace' };
    });
    const flow = await world.publish(
      'Lookup',
      botFlow(
        [
          ask('First', 'Number?', { variable: 'number' }),
          act('Look', 'httpRequest', {
            ...{ requestUrl: `${target.origin}/people/{{ number }}`, method: 'GET' },
            ...{ useAuthenticatedEndpoint: false, idempotencyKey: true },
          }),
          ask('Second', '{{ Look.httpStatusCode }}: and?', { variable: 'second' }),
          ask('Third', 'and?', { variable: 'third' }),
          say('All', '{{ number }} {{ second }} {{ third }}'),
        ],
        { variables: ['number', 'second', 'third'] },
      ),
    );
    const chat = await world.chat(flow, { handover: false });
    await chat.say('1');
    await chat.say('2');
    await chat.say('3');
    release.resolve();
    await world.settle();
    expect((await chat.heard()).at(-1)).toBe('1 2 3');
    expect(target.seen.map(({ path }) => path)).toEqual(['/people/1']);
  });

  it('that goes round in circles says only so much, and a log holds no secret', async () => {
    await using world = await startFlowWorld();
    const flow = await world.publish(
      'Circle',
      botFlow(
        [
          ask('A', 'PIN?', { variable: 'pin' }),
          act('Copy', 'setVariable', { assignments: [{ variable: 'copy', value: '{{ pin }}' }] }),
          act('Log', 'log', { message: 'it is {{ copy }}' }),
          act('Loop', 'while', { left: '1', operator: 'equals', right: '1', maxTurns: 1000 }),
          say('Again', 'again'),
        ],
        {
          variables: [
            { name: 'pin', type: 'String', secure: true },
            { name: 'copy', type: 'String' },
          ],
          edges: 'A.next>Copy Copy.next>Log Log.next>Loop Loop.body>Again',
        },
      ),
    );
    const chat = await world.chat(flow, { handover: false });
    const said = await chat.tell('secret-4711');
    expect(said.length).toBeLessThan(60);
    expect(said.at(-1)).toContain('sorry');
    const [run] = await world.executions(flow);
    const { trace } = await world.execution(run as NonNullable<typeof run>);
    const flags = trace.find(({ action }) => action === 'Log')?.flags;
    expect(flags).toEqual(['log:A log of the flow held a secret and was left out.']);
  });
});
