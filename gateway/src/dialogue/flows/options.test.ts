import { directLineEvents } from '@tandem/contract';
import { describe, expect, it, vi } from 'vitest';
import { soon, stateOf } from '../../testing/index.ts';
import { act, ask, botFlow, say, startFlowWorld } from './flows.fixture.ts';

const queue = { id: '11111111-1111-4111-8111-111111111111', name: 'Support' };
const other = { id: '22222222-2222-4222-8222-222222222222', name: 'Night' };

/** A flow that asks, hands over with these settings, and says how it went. */
const ready = async (settings: Parameters<typeof act>[2] = {}) => {
  const world = await startFlowWorld();
  world.fake.state.queues.push(queue, other);
  world.addIntegration('Tandem');
  const flow = await world.publish(
    'Options',
    botFlow(
      [
        ask('Topic', 'What is it about?', { variable: 'name' }),
        act('People', 'handOverToAgent', { queue: 'Support', ...settings }),
        say(
          'Over',
          '{{ People.result.status }} by {{ People.result.reason }}, {{ People.result.agent }}',
        ),
        ask('Rest', 'Anything else?', { variable: 'rest' }),
        say(
          'Late',
          'Score {{ conversation.handover.survey.score }}: {{ conversation.handover.survey.comment }}',
        ),
        say('Alone', 'Alone: {{ People.result.status }} {{ People.result.reason }}'),
        say('Changed', 'Changed: {{ People.result.reason }}'),
      ],
      {
        variables: ['name', 'rest'],
        edges:
          'Topic.next>People People.next>Over Over.next>Rest Rest.next>Late People.failure>Alone People.cancelled>Changed Changed.next>Rest',
      },
    ),
  );
  const chat = await world.chat(flow);
  const begin = async (text = 'broken lamp') => {
    await chat.tell(text);
    await vi.waitFor(
      () => expect(world.fake.textsOf(chat.conversationId).length).toBeGreaterThan(0),
      soon,
    );
    await world.settle();
    return world.fake.conversationOf(chat.conversationId);
  };
  const round = async () => {
    await world.main.gateway.watchRound();
    await world.settle();
  };
  return { world, chat, begin, round };
};

const untilEnded = async ({ world, chat, round }: Awaited<ReturnType<typeof ready>>) =>
  vi.waitFor(async () => {
    // A word that was lost is made good by a look when it is due.
    await world.later(31);
    await round();
    expect((await stateOf(world, chat))?.end_reason).not.toBeNull();
  }, soon);

describe('options of a handover', () => {
  it('says what the flow wishes, when it begins, in the queue, with the agent and at the end', async () => {
    const made = await ready({
      ...{ acceptedText: 'One moment, {{ name }}.', repeatAccepted: 'yes', queuedText: 'In line.' },
      ...{ activeText: 'You talk with {agent}.', endedText: 'Bye.', cancelButton: 'Never mind' },
    });
    await using world = made.world;
    const { chat, begin } = made;
    const conversation = await begin();
    const waiting = (await chat.messages()).slice(1);
    expect(waiting.map(({ text }) => text)).toEqual(['One moment, broken lamp.', 'In line.']);
    expect(waiting.map(({ suggestedActions }) => suggestedActions?.actions[0]?.title)).toEqual([
      'Never mind',
      'Never mind',
    ]);
    expect(await chat.tell('hello?')).toEqual(['One moment, broken lamp.']);
    world.fake.accept(conversation, 'Grace');
    await world.fake.say(conversation, 'Hi.');
    await world.settle();
    expect((await chat.heard()).slice(-2)).toEqual(['You talk with Grace.', 'Hi.']);
    expect(await chat.tell('thanks')).toEqual([]);
    world.fake.finish(conversation);
    await untilEnded(made);
    await world.settle();
    expect((await chat.heard()).slice(-3)).toEqual([
      'Bye.',
      'completed by agent, Grace',
      'Anything else?',
    ]);
  });

  it.each(['never mind!', '  STOP ', '/END'])('is cancelled by a word: %s', async (word) => {
    const made = await ready({
      ...{ cancelButton: 'Never mind', cancelPhrases: 'stop\nno thanks', cancelledText: 'Fine.' },
    });
    await using world = made.world;
    const conversation = await made.begin();
    expect(await made.chat.tell(word)).toEqual(['Fine.', 'Changed: user', 'Anything else?']);
    await vi.waitFor(
      () => expect(conversation.participants[0]).toMatchObject({ state: 'disconnected' }),
      soon,
    );
    expect(world.fake.textsOf(made.chat.conversationId)).not.toContain(word);
  });

  it('words that cancel go to the agent who has answered, the end command ends', async () => {
    const made = await ready({ cancelPhrases: 'stop', endCommand: '#bye' });
    await using world = made.world;
    const conversation = await made.begin();
    world.fake.accept(conversation, 'Grace');
    await world.fake.say(conversation, 'Hi.');
    await made.chat.tell('stop');
    await made.chat.tell('/end');
    await vi.waitFor(
      () =>
        expect(world.fake.textsOf(made.chat.conversationId).slice(-2)).toEqual(['stop', '/end']),
      soon,
    );
    expect(await made.chat.tell('#bye')).toEqual(['Changed: user', 'Anything else?']);
  });

  it('routing goes with the first message, the transcript as it is wished for', async () => {
    const made = await ready({
      ...{
        language: 'de',
        skills: 'lamps, {{ name }}',
        priority: 7,
        connectText: 'Somebody came.',
      },
      ...{ transcriptFrom: 'customer', redact: 'cardsAndEmails' },
    });
    await using world = made.world;
    await made.begin('4111 1111 1111 1111 ada@example.com 4111 1111 1111 1112');
    const [first, second] = world.fake.state.inbound;
    expect(first).toMatchObject({
      text: 'Somebody came.',
      customAttributes: {
        myLanguage: 'de',
        mySkills: expect.stringMatching(/^lamps,/),
        priority: '7',
      },
    });
    expect(second?.text).toContain('Customer: ••••••••••••1111 •••@••• 4111 1111 1111 1112');
    expect(second?.text).not.toContain('What is it about?');
  });

  it('leaves out of the transcript what the flow keeps from the agents, and all of it', async () => {
    const made = await ready({ transcript: 'omit' });
    await using world = made.world;
    await made.begin();
    expect(world.fake.textsOf(made.chat.conversationId)).toEqual(['User joined the conversation']);
    const flow = await world.publish(
      'Kept',
      botFlow([
        say('Secret', 'Your code is 1234.', { keepFromAgents: true }),
        say('Open', 'I call somebody.'),
        act('People', 'handOverToAgent', {}),
      ]),
    );
    const chat = await world.chat(flow, { name: 'Kept' });
    await vi.waitFor(
      () => expect(world.fake.textsOf(chat.conversationId)[0]).toContain('I call somebody.'),
      soon,
    );
    expect(world.fake.textsOf(chat.conversationId)[0]).not.toContain('1234');
  });

  it('warns a silent customer and ends; a word begins the time anew, on any node', async () => {
    const made = await ready({
      ...{
        inactivityMinutes: 2,
        inactivityWarnings: 1,
        inactivityText: 'Hello?',
        endedText: 'Closed.',
      },
    });
    await using world = made.world;
    const { chat } = made;
    await made.begin();
    await world.later(60);
    await chat.tell('I wait');
    await world.later(90);
    expect((await chat.heard()).at(-1)).toBe('What is it about?');
    await world.node('second');
    await world.main.stop();
    // The first node is gone: what was said is read where it is stored.
    const stored = async () =>
      (
        await world.db.query<{ text: string }>(
          `select body->>'text' as text from activity where direction in ('bot', 'system') and type = 'message'
           order by seq`,
        )
      ).map(({ text }) => text);
    await vi.waitFor(async () => {
      await world.clock.advance(31_000);
      expect(await stored()).toContain('Hello?');
    }, soon);
    await vi.waitFor(async () => {
      await world.clock.advance(20_000);
      expect(await stateOf(world, chat)).toEqual({ state: 'timedOut', end_reason: 'timeout' });
    }, soon);
    expect((await stored()).filter((text) => text === 'Hello?')).toHaveLength(1);
    expect(await stored()).toContain('Closed.');
  });

  it('goes on with another queue when nobody comes in time', async () => {
    const made = await ready({
      ...{
        timeout: 60,
        onFail: 'queue',
        failQueue: 'Night',
        timedOutText: 'Trying the night shift.',
      },
    });
    await using world = made.world;
    const first = await made.begin();
    expect(first.attributes['queueId']).toBe(queue.id);
    await world.later(61);
    await vi.waitFor(
      () =>
        expect(world.fake.state.inbound.at(-1)?.customAttributes).toMatchObject({
          queueId: other.id,
        }),
      soon,
    );
    await world.settle();
    expect((await made.chat.heard()).at(-1)).toBe('Trying the night shift.');
    expect(await stateOf(world, made.chat)).toMatchObject({ state: 'queued' });
    const second = world.fake.conversationOf(made.chat.conversationId);
    world.fake.accept(second, 'Night owl');
    await world.fake.say(second, 'Here I am.');
    world.fake.finish(second);
    await untilEnded(made);
    await world.settle();
    expect(await made.chat.heard()).toContain('completed by agent, Night owl');
  });

  it('takes a message where nobody is there, which agents find later and answer', async () => {
    const made = await ready({
      timeout: 60,
      onFail: 'message',
      askEmail: 'yes',
      timedOutText: 'Sorry.',
    });
    await using world = made.world;
    const { chat } = made;
    await made.begin();
    await world.later(61);
    expect((await chat.heard()).slice(-2)).toEqual([
      'Sorry.',
      'You can leave a message. What is it about?',
    ]);
    expect(await chat.tell('The lamp blinks')).toEqual([expect.stringContaining('e-mail')]);
    expect(await chat.tell('nonsense')).toEqual([expect.stringContaining('does not look like')]);
    expect(await chat.tell('ada@example.com')).toEqual([
      'Thank you. An agent will get back to you.',
      'Alone: completed message',
    ]);
    await vi.waitFor(
      () =>
        expect(world.fake.state.inbound.at(-1)).toMatchObject({
          text: expect.stringContaining('The lamp blinks'),
          customAttributes: { handoverLeft: 'message', leftEmail: 'ada@example.com' },
        }),
      soon,
    );
    await world.settle();
    expect(await stateOf(world, chat)).toEqual({ state: 'completed', end_reason: 'message' });
    const conversation = world.fake.conversationOf(chat.conversationId);
    world.fake.accept(conversation, 'Grace');
    await world.fake.say(conversation, 'Good morning.');
    await world.settle();
    expect((await chat.heard()).at(-1)).toBe('Good morning.');
    expect(await stateOf(world, chat)).toMatchObject({ state: 'active' });
    await chat.tell('It still blinks');
    await vi.waitFor(
      () => expect(world.fake.textsOf(chat.conversationId).at(-1)).toBe('It still blinks'),
      soon,
    );
    expect(world.fake.state.violations).toEqual([]);
  });

  it('notes a callback, or gives it up at a word', async () => {
    const made = await ready({ timeout: 60, onFail: 'callback', cancelPhrases: 'stop' });
    await using world = made.world;
    const { chat } = made;
    await made.begin();
    await world.later(61);
    expect((await chat.heard()).at(-1)).toBe('Under which number may we call you back?');
    expect(await chat.tell('soon')).toEqual([expect.stringContaining('telephone number')]);
    expect(await chat.tell('+49 30 12345')).toEqual(['When does it suit you?']);
    expect(await chat.tell('tomorrow')).toHaveLength(2);
    await vi.waitFor(
      () =>
        expect(world.fake.state.inbound.at(-1)?.customAttributes).toMatchObject({
          callbackNumber: '+49 30 12345',
          callbackTime: 'tomorrow',
        }),
      soon,
    );
  });

  it('asks for a score once, keeps the first answer, and the flow reads it', async () => {
    const made = await ready({ survey: 'yes', surveyQuestion: 'How was it?' });
    await using world = made.world;
    const { chat } = made;
    const conversation = await made.begin();
    world.fake.accept(conversation, 'Grace');
    await world.fake.say(conversation, 'Hi.');
    world.fake.finish(conversation);
    await untilEnded(made);
    const surveys = await chat.events(directLineEvents.survey);
    expect(surveys.map(({ value }) => value)).toMatchObject([
      { question: 'How was it?', scale: 5, comment: true },
    ]);
    const id = (surveys[0]?.value as { id: string } | undefined)?.id;
    const answer = (value: object) =>
      chat.post({ type: 'event', name: directLineEvents.surveyAnswer, value, from: { id: 'me' } });
    await answer({ id, score: 9 });
    await answer({ id: 'another', score: 1 });
    await answer({ id, score: 4, comment: 'Quick.' });
    await answer({ id, score: 1, comment: 'Slow.' });
    expect(await chat.tell('no')).toEqual(['Score 4: Quick.']);
    const shown = await world.admin(`/conversations/${chat.conversationId}`);
    expect(shown.body).toMatchObject({ handovers: [{ survey: { score: 4, comment: 'Quick.' } }] });
  });

  it('asks nothing where no agent was there', async () => {
    const made = await ready({ survey: 'yes' });
    await using world = made.world;
    await made.begin();
    await made.chat.post({ type: 'event', name: 'handoff.cancel', from: { id: 'me' } });
    await world.settle();
    expect(await made.chat.events(directLineEvents.survey)).toEqual([]);
  });

  it('a node that is reached while a handover is open waits for that one, and says so', async () => {
    const world = await startFlowWorld();
    await using made = world;
    made.fake.state.queues.push(queue);
    made.addIntegration('Tandem');
    const flow = await made.publish(
      'Patient',
      botFlow(
        [
          act('First', 'handOverToAgent', { queue: 'Support', timeout: 60 }),
          say('Wait', 'Please wait a little longer.'),
          act('Again', 'handOverToAgent', { queue: 'Support' }),
          say('End', '{{ Again.result.status }} {{ Again.result.alreadyInProgress }}'),
        ],
        { edges: 'First.timeout>Wait Wait.next>Again Again.cancelled>End' },
      ),
    );
    const chat = await made.chat(flow);
    await vi.waitFor(() => expect(made.fake.state.inbound).toHaveLength(1), soon);
    await made.settle();
    await made.later(61);
    expect(await chat.heard()).toEqual(['Please wait a little longer.']);
    expect(await chat.tell('/end')).toEqual(['cancelled true']);
    expect(made.fake.state.inbound.length).toBeLessThan(3);
  });

  it('a channel asks with a text, and takes the bare number that follows', async () => {
    const made = await ready({ survey: 'yes' });
    await using world = made.world;
    const { chat } = made;
    const conversation = await made.begin();
    await world.db.query("update session set channel = gen_random_uuid(), channel_address = 'x'");
    world.fake.accept(conversation, 'Grace');
    await world.fake.say(conversation, 'Hi.');
    world.fake.finish(conversation);
    await untilEnded(made);
    expect(await chat.events(directLineEvents.survey)).toEqual([]);
    const asked = (await chat.messages()).find(({ text }) => text?.includes('1 (not at all)'));
    expect(asked?.suggestedActions?.actions.map(({ title }) => title)).toEqual([
      ...['1', '2', '3', '4', '5'],
    ]);
    expect(await chat.tell('4')).toEqual(['Thank you.']);
    expect(await chat.tell('5')).toEqual(['Score 4: ']);
  });
});
