import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  act,
  draft,
  refusal,
  type SimulationWorld,
  startSimulations,
  type User,
} from './simulation.fixture.ts';

type Effects = readonly Readonly<Record<string, unknown>>[];
const told = (effects: Effects) => effects.map(({ kind, text }) => [kind, text ?? null]);

const say = (id: string, text: string, more = {}) => act(id, 'sendResponse', { text, ...more });

describe('a customer in the simulator of message flows', () => {
  let world: SimulationWorld;
  let ada: User;
  beforeAll(async () => {
    world = await startSimulations('platform');
    ada = world.node().as('ada');
  });
  afterAll(() => world[Symbol.asyncDispose]());

  const asking = draft(
    'inboundMessage',
    [
      act('data', 'setParticipantData', {
        attributes: [{ name: 'topic', value: '{{ message.text }}' }],
      }),
      say('hi', 'Hello, what is it about?', {
        content: 'quickReplies',
        quickReplies: [{ text: 'Order', payload: 'order' }],
      }),
      act('wait', 'waitForInput', { variable: 'answer', timeout: 60 }),
      say('so', 'So: {{ answer }}'),
      act('acd', 'transferToAcd', { queue: 'Sales', priority: '5' }),
      say('none', 'Nobody is there'),
      say('late', 'Are you still there?'),
      act('bye', 'disconnect'),
    ],
    {
      variables: [{ name: 'answer', type: 'String' }],
      edges:
        'data.next>hi hi.next>wait wait.next>so wait.timeout>late so.next>acd acd.failure>none late.next>bye',
    },
  );

  it('talks, and is handed over to nobody in truth', async () => {
    const begun = await ada.start(asking, { message: 'My order' });
    expect(begun).toMatchObject({ status: 'waiting', awaits: 'message', skippable: true });
    expect(told(begun.effects)).toEqual([
      ['message', 'My order'],
      ['setParticipantData', null],
      ['sendResponse', 'Hello, what is it about?'],
      ['awaitMessage', null],
    ]);
    expect(begun.effects[1]).toMatchObject({ attributes: { topic: 'My order' } });
    expect(begun.effects[2]).toMatchObject({ content: { kind: 'quickReplies' } });
    const said = await ada.say(begun.id, 'Order', { payload: 'order' });
    expect(said).toMatchObject({ awaits: 'outcome', outcomes: ['transferred', 'failure'] });
    expect(said.effects.at(-1)).toMatchObject({
      ...{ kind: 'transferToAcd', request: { queue: 'Sales', priority: 5 } },
    });
    expect(await refusal(ada.say(begun.id, '', { outcome: 'elsewhere' }))).toMatchObject({
      ...{ status: 400, code: 'flow.simulation.outcome.unknown' },
    });
    const over = await ada.say(begun.id, '');
    expect(over).toMatchObject({ status: 'ended', awaits: null, outcomes: [] });
    expect(await refusal(ada.say(begun.id, 'more'))).toMatchObject({ status: 409 });
  });

  it('meets the exits of a transfer and of a time', async () => {
    const { id } = await ada.start(asking);
    await ada.say(id, 'x');
    const failed = await ada.say(id, '', { payload: 'failure' });
    expect(told(failed.effects).at(-1)).toEqual(['sendResponse', 'Nobody is there']);
    const silent = await ada.start(asking);
    const late = await ada.skip(silent.id);
    expect(late.status).toBe('ended');
    expect(told(late.effects).slice(-2)).toEqual([
      ['sendResponse', 'Are you still there?'],
      ['disconnect', null],
    ]);
  });

  it('reads the participant data it was given and has set', async () => {
    const reads = draft(
      'inboundMessage',
      [
        act('set', 'setParticipantData', { attributes: [{ name: 'b', value: 'two' }] }),
        act('rest', 'wait', { duration: 1 }),
        act('get', 'getParticipantData', {
          attributes: [
            { name: 'a', variable: 'x' },
            { name: 'b', variable: 'y' },
          ],
        }),
        say('so', '{{ x }} {{ y }}'),
      ],
      {
        variables: [
          { name: 'x', type: 'String' },
          { name: 'y', type: 'String' },
        ],
      },
    );
    const { id } = await ada.start(reads, { participantData: { a: 'one' } });
    const done = await ada.skip(id);
    expect(told(done.effects).at(-1)).toEqual(['sendResponse', 'one two']);
  });

  it('lets the author say what a bot answers', async () => {
    const asks = draft(
      'inboundMessage',
      [
        act('bot', 'callBot', {
          bot: 'https://bot.example.org',
          results: [{ path: '$.intent', variable: 'intent' }],
        }),
        say('so', 'You want {{ intent }}'),
        say('person', 'A person comes'),
      ],
      {
        variables: [{ name: 'intent', type: 'String' }],
        edges: 'bot.next>so bot.handover>person',
      },
    );
    const one = await ada.start(asks, { message: 'hi' });
    expect(one).toMatchObject({ outcomes: ['next', 'handover', 'failure'] });
    const answered = await ada.say(one.id, '{"intent":"refund"}');
    expect(told(answered.effects).at(-1)).toEqual(['sendResponse', 'You want refund']);
    const two = await ada.start(asks, { message: 'hi' });
    const handed = await ada.say(two.id, 'I get somebody', { outcome: 'handover' });
    expect(told(handed.effects).at(-1)).toEqual(['sendResponse', 'A person comes']);
  });
});

describe('bots and automation flows in the simulator', () => {
  let world: SimulationWorld;
  let ada: User;
  beforeAll(async () => {
    world = await startSimulations('gateway');
    ada = world.node().as('ada');
  });
  afterAll(() => world[Symbol.asyncDispose]());

  it('asks again, and hands over as the author chooses', async () => {
    const bot = draft(
      'bot',
      [
        act('ask', 'ask', {
          ...{
            text: 'Number?',
            variable: 'number',
            pattern: '[0-9]+',
            retryText: 'Digits, please.',
          },
        }),
        act('there', 'checkAgentAvailability', {}),
        act('over', 'handOverToAgent', { queue: 'Sales' }),
        act('back', 'say', { text: 'Welcome back' }),
        act('no', 'say', { text: 'Nobody is there' }),
      ],
      {
        variables: [{ name: 'number', type: 'String' }],
        edges: 'ask.next>there there.available>over there.unavailable>no over.next>back',
      },
    );
    const { id } = await ada.start(bot);
    const again = await ada.say(id, 'x');
    expect(told(again.effects).slice(-2)).toEqual([
      ['sendResponse', 'Digits, please.'],
      ['awaitMessage', null],
    ]);
    expect(await ada.say(id, '12')).toMatchObject({ outcomes: ['available', 'unavailable'] });
    expect(await ada.say(id, '')).toMatchObject({ outcomes: ['next', 'cancelled', 'failure'] });
    const back = await ada.say(id, '', { outcome: 'next' });
    expect(told(back.effects).at(-1)).toEqual(['sendResponse', 'Welcome back']);
    expect(back.status).toBe('ended');
  });

  it('tells of a handover that is open where the flow does something about it, and waits on', async () => {
    const bot = draft(
      'bot',
      [
        act('over', 'handOverToAgent', { timeout: 60 }),
        act('joined', 'say', { text: '{{ over.result.agent }} is here' }),
        act('back', 'say', { text: 'Welcome back' }),
      ],
      { edges: 'over.active>joined over.next>back' },
    );
    const { id, outcomes } = await ada.start(bot);
    expect(outcomes).toEqual(['next', 'cancelled', 'failure', 'active']);
    const joined = await ada.say(id, '', { outcome: 'active' });
    expect(told(joined.effects).slice(-2)).toEqual([
      ['sendResponse', 'Ada is here'],
      ['awaitHandover', null],
    ]);
    expect(joined).toMatchObject({ outcomes, skippable: false });
    const back = await ada.say(id, '', { outcome: 'next' });
    expect(told(back.effects).at(-1)).toEqual(['sendResponse', 'Welcome back']);
  });

  it('hands over to nobody who is not there', async () => {
    const handoverProvider = async () => [{ id: 'desk', name: 'The Desk' }];
    const user = world.node({ choices: { handoverProvider } }).as('ada');
    const bot = (provider: string) =>
      draft(
        'bot',
        [
          act('ask', 'ask', { text: 'Who?', variable: 'who' }),
          act('over', 'handOverToAgent', { provider }),
          act('no', 'say', { text: 'Nobody is there' }),
        ],
        {
          variables: [{ name: 'who', type: 'String' }],
          edges: 'ask.next>over over.failure>no',
        },
      );
    expect(await refusal(user.start(bot('Nobody Ltd')))).toMatchObject({
      message: expect.stringContaining('Nobody Ltd'),
    });
    const { id } = await user.start(bot('{{ who }}'));
    const answered = await user.say(id, 'Nobody Ltd');
    expect(told(answered.effects).at(-1)).toEqual(['sendResponse', 'Nobody is there']);
    expect(answered.trace.find(({ error }) => error)).toMatchObject({
      ...{ action: 'over', outlet: 'failure', error: { code: 'handover.failed' } },
    });
    const named = await user.start(bot('the desk'));
    expect(await user.say(named.id, 'x')).toMatchObject({ awaits: 'outcome' });
  });

  it('gives inputs to an automation flow and shows what it puts out', async () => {
    const sum = draft(
      'automation',
      [act('set', 'setVariable', { assignments: [{ variable: 'out', value: '{{ n + 1 }}' }] })],
      {
        variables: [
          { name: 'n', type: 'Integer', input: true },
          { name: 'out', type: 'Integer', output: true },
          { name: 'pin', type: 'String', secure: true, output: true, initial: 'pl4nted' },
        ],
      },
    );
    expect(await ada.start(sum, { inputs: { n: 41 } })).toMatchObject({
      ...{ status: 'ended', outputs: { out: 42, pin: '•••' } },
    });
    expect(await refusal(ada.start(sum, { inputs: { m: 1 } }))).toMatchObject({
      code: 'flow.simulation.input.unknown',
    });
    expect(await refusal(ada.start(sum, { inputs: { n: 'many' } }))).toMatchObject({
      code: 'flow.simulation.input.invalid',
    });
  });
});
