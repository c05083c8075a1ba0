import { describe, expect, it, vi } from 'vitest';
import { soon, stateOf } from '../../testing/index.ts';
import { act, ask, botFlow, say, startFlowWorld } from './flows.fixture.ts';
import { queue, startOptions, untilEnded } from './options.fixture.ts';

describe('options of a handover', () => {
  it('says what the flow wishes, when it begins, in the queue, with the agent and at the end', async () => {
    const made = await startOptions({
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
    const made = await startOptions({
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
    const made = await startOptions({ cancelPhrases: 'stop', endCommand: '#bye' });
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
    const made = await startOptions({
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

  it('agents read why the customer comes and what was done so far', async () => {
    const made = await startOptions({
      ...{ reason: 'About a {{ name }}', summary: 'The bulb was changed twice.' },
    });
    await using world = made.world;
    await made.begin();
    expect(world.fake.textsOf(made.chat.conversationId)).toEqual([
      '— Transcript —\nReason: About a broken lamp\nSummary: The bulb was changed twice.\nBot: What is it about?\nCustomer: broken lamp',
    ]);
  });

  it('leaves out of the transcript what the flow keeps from the agents, and all of it', async () => {
    const made = await startOptions({ transcript: 'omit' });
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

  it('hands what was said over message by message, the last ones, each once', async () => {
    const made = await startOptions({ transcript: 'each', transcriptMessages: 2 });
    await using world = made.world;
    await made.begin();
    expect(world.fake.textsOf(made.chat.conversationId)).toEqual([
      'Bot: What is it about?',
      'Customer: broken lamp',
    ]);
    expect(world.fake.state.violations).toEqual([]);
  });

  it('warns a silent customer and ends; a word begins the time anew, on any node', async () => {
    const made = await startOptions({
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

  it('out of hours nobody is available, and the flow reads when that changes', async () => {
    await using world = await startFlowWorld();
    world.fake.state.queues.push(queue);
    world.addIntegration('Tandem');
    world.fake.state.onQueue['IDLE'] = 1;
    const flow = await world.publish(
      'Hours',
      botFlow(
        [
          ask('Start', 'Ready?', { variable: 'name' }),
          act('There', 'checkAgentAvailability', { queue: 'Support' }),
          say('Yes', 'Somebody is there.'),
          say('No', 'Closed until {{ There.details.opensAt }}'),
        ],
        { edges: 'Start.next>There There.available>Yes There.unavailable>No' },
      ),
    );
    const chat = await world.chat(flow);
    const [endpoint] = await world.db.query<{ id: string }>('select id from endpoint');
    const opens = new Date(world.clock.now().getTime() + 2 * 86_400_000);
    const day = opens.toLocaleDateString('en-GB', { weekday: 'long', timeZone: 'UTC' });
    const hours = { timeZone: 'UTC', holidays: [], blocks: [{ day, from: '09:00', to: '10:00' }] };
    const path = `/endpoints/${endpoint?.id}/handling`;
    await world.admin(path, { method: 'PUT', body: { options: {}, hours } });
    const date = opens.toISOString().slice(0, 10);
    expect(await chat.tell('yes')).toEqual([`Closed until ${date}T09:00:00.000Z`]);
  });
});
