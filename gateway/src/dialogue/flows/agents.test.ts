import { describe, expect, it, vi } from 'vitest';
import {
  completion,
  openAiKey,
  orgA,
  soon,
  startFakeOpenAi,
  stateOf,
} from '../../testing/index.ts';
import { act, ask, botFlow, say, startFlowWorld } from './flows.fixture.ts';

const queue = { id: '11111111-1111-4111-8111-111111111111', name: 'Support' };

const helper = botFlow(
  [
    ask('Topic', 'What is it about?', { variable: 'name' }),
    act('People', 'handOverToAgent', {
      queue: 'Support',
      attributes: [{ name: 'topic', value: '{{ name }}' }],
    }),
    ask('Rate', 'How was it?', { variable: 'rate' }),
    say('Thanks', 'Thanks for {{ rate }}.'),
    say('Alone', 'Nobody came: {{ People.result.reason }}'),
    say('Changed', 'You changed your mind.'),
  ],
  {
    variables: ['name', 'rate'],
    edges:
      'Topic.next>People People.next>Rate Rate.next>Thanks People.failure>Alone People.cancelled>Changed',
  },
);

const ready = async () => {
  const world = await startFlowWorld();
  world.fake.state.queues.push(queue);
  world.addIntegration('Tandem');
  const flow = await world.publish('Helper', helper);
  return { world, flow };
};

describe('a bot flow that hands over', () => {
  it('waits while agents talk and goes on when they end', async () => {
    const { world: made, flow } = await ready();
    await using world = made;
    const { fake } = world;
    const chat = await world.chat(flow);
    await chat.tell('broken lamp');
    await vi.waitFor(() => expect(fake.state.inbound.length).toBeGreaterThan(0), soon);
    const conversation = fake.conversationOf(chat.conversationId);
    expect(conversation.attributes).toMatchObject({ topic: 'broken lamp', queueId: queue.id });
    await world.settle();
    expect(await stateOf(world, chat)).toMatchObject({ state: 'queued' });
    await chat.say('hello?');
    await world.settle();
    expect(fake.textsOf(chat.conversationId).at(-1)).toBe('hello?');
    fake.accept(conversation, 'Grace');
    await fake.say(conversation, 'How can I help?');
    fake.finish(conversation);
    await world.main.gateway.watchRound();
    await world.settle();
    expect((await chat.heard()).at(-1)).toBe('How was it?');
    // By now it is known that no word came after the end.
    await world.later(2);
    expect(await chat.tell('five')).toEqual(['Thanks for five.']);
    expect(fake.state.violations).toEqual([]);
  });

  describe('and waits for an agent only so long', () => {
    const patient = async () => {
      const world = await startFlowWorld();
      world.fake.state.queues.push(queue);
      world.addIntegration('Tandem');
      const flow = await world.publish(
        'Patient',
        botFlow(
          [
            act('People', 'handOverToAgent', { queue: 'Support', timeout: 60 }),
            act('Close', 'closeHandover', { text: 'Nobody is free.' }),
            ask('Rate', 'How was it?', { variable: 'rate' }),
            say('Thanks', 'Thanks for {{ rate }}.'),
          ],
          {
            variables: ['rate'],
            edges: 'People.next>Rate People.timeout>Close Close.next>Rate Rate.next>Thanks',
          },
        ),
      );
      const chat = await world.chat(flow);
      await chat.tell('lamp');
      await vi.waitFor(() => expect(world.fake.state.inbound.length).toBeGreaterThan(0), soon);
      await world.settle();
      return { world, chat, conversation: world.fake.conversationOf(chat.conversationId) };
    };

    it('closes the open handover and goes on', async () => {
      const { world: made, chat, conversation } = await patient();
      await using world = made;
      await world.later(59);
      expect(await stateOf(world, chat)).toMatchObject({ state: 'queued' });
      await world.later(2);
      expect((await chat.heard()).slice(-2)).toEqual(['Nobody is free.', 'How was it?']);
      expect(await stateOf(world, chat)).toMatchObject({ end_reason: 'system' });
      await vi.waitFor(
        () =>
          expect(conversation.participants).toContainEqual(
            expect.objectContaining({ purpose: 'customer', state: 'disconnected' }),
          ),
        soon,
      );
      // What the contact centre tells of the end comes too late to matter.
      await world.main.gateway.watchRound();
      await world.settle();
      expect(await chat.tell('five')).toEqual(['Thanks for five.']);
      expect(world.fake.state.violations).toEqual([]);
    });

    it('leaves a customer alone whom an agent has passed on', async () => {
      const { world: made, chat, conversation } = await patient();
      await using world = made;
      const first = world.fake.accept(conversation, 'Grace');
      await world.fake.say(conversation, 'I ask a colleague');
      world.fake.transfer(conversation, first);
      await vi.waitFor(async () => {
        await world.db.query("update handover set next_check_at = '2000-01-01'");
        await world.main.gateway.watchRound();
        expect(await stateOf(world, chat)).toMatchObject({ state: 'queued' });
      }, soon);
      await world.later(61);
      expect((await chat.heard()).at(-1)).toBe('I ask a colleague');
      expect(await stateOf(world, chat)).toEqual({ state: 'queued', end_reason: null });
    });

    it('leaves an agent alone who came in time', async () => {
      const { world: made, chat, conversation } = await patient();
      await using world = made;
      world.fake.accept(conversation, 'Grace');
      await world.fake.say(conversation, 'How can I help?');
      await world.settle();
      await world.later(120);
      expect((await chat.heard()).at(-1)).toBe('How can I help?');
      world.fake.finish(conversation);
      // The word of the end may come after a round: the next one looks.
      await vi.waitFor(async () => {
        await world.later(31);
        await world.main.gateway.watchRound();
        await world.settle();
        expect((await chat.heard()).at(-1)).toBe('How was it?');
      }, soon);
    });
  });

  it('goes on when the customer cancels', async () => {
    const { world: made, flow } = await ready();
    await using world = made;
    const chat = await world.chat(flow);
    await chat.tell('lamp');
    await chat.post({ type: 'event', name: 'handoff.cancel', from: { id: 'me' } });
    await world.settle();
    expect((await chat.heard()).at(-1)).toBe('You changed your mind.');
  });

  it('goes on at once where the endpoint hands over to nobody', async () => {
    const { world: made, flow } = await ready();
    await using world = made;
    const chat = await world.chat(flow, { handover: false });
    expect(await chat.tell('lamp')).toEqual(['Nobody came: The endpoint hands over to nobody.']);
  });

  const asking = (provider: string, edges: string) =>
    botFlow(
      [
        ask('Topic', 'What is it about?', { variable: 'name' }),
        act('People', 'handOverToAgent', { provider }),
        say('Alone', 'Nobody came.'),
      ],
      { edges: `Topic.next>People ${edges}` },
    );

  it.each(['Genesys Cloud Open Messaging', 'genesys-cloud-open-messaging'])(
    'knows whom it hands over to by the name that the designer offers, and by the kind: %s',
    async (name) => {
      const { world: made } = await ready();
      await using world = made;
      const flow = await world.publish('Named', asking(name, 'People.failure>Alone'));
      const chat = await world.chat(flow);
      expect(await chat.tell('lamp')).toEqual([]);
      await world.settle();
      expect(await stateOf(world, chat)).toMatchObject({ state: 'queued' });
    },
  );

  it('is not published with somebody who is not there', async () => {
    const { world: made } = await ready();
    await using world = made;
    const flow = asking('Nobody Ltd', 'People.failure>Alone');
    await expect(world.publish('Nobody', flow)).rejects.toThrow('Nobody Ltd');
  });

  it('tells why it did not come about where nothing follows, in the run and in the conversation', async () => {
    const { world: made } = await ready();
    await using world = made;
    const flow = await world.publish('Open', asking('{{ name }}', ''));
    const chat = await world.chat(flow);
    expect(await chat.tell('Nobody Ltd')).toEqual([]);
    const [run] = await world.executions(flow);
    const error = {
      code: 'handover.failed',
      params: { reason: 'The endpoint does not hand over to whom the flow names.' },
    };
    expect(run).toMatchObject({ status: 'ended', error: { ...error, action: 'People' } });
    const { trace } = await world.execution(run as NonNullable<typeof run>);
    expect(trace.at(-1)).toMatchObject({ action: 'People', outlet: 'failure', error });
    expect(await stateOf(world, chat)).toBeUndefined();
  });

  it('says nothing more to a customer who has left', async () => {
    const { world: made, flow } = await ready();
    await using world = made;
    const chat = await world.chat(flow);
    await chat.tell('lamp');
    const before = await chat.heard();
    await chat.post({ type: 'endOfConversation', from: { id: 'me' } });
    await world.settle();
    expect(await chat.heard()).toEqual(before);
    expect(await world.executions(flow)).toMatchObject([{ status: 'ended' }]);
  });

  it('what was said while it waited goes to the agents, once, and not to its next question', async () => {
    const { world: made } = await ready();
    await using world = made;
    const { fake } = world;
    const flow = await world.publish(
      'Slow',
      botFlow([
        act('Rest', 'wait', { duration: 60 }),
        act('People', 'handOverToAgent', {}),
        ask('Rate', 'How was it?', { variable: 'name' }),
        say('Thanks', 'Thanks for {{ name }}.'),
      ]),
    );
    const chat = await world.chat(flow);
    await chat.tell('are you there?');
    await world.later(61);
    await vi.waitFor(() => expect(fake.state.inbound.length).toBeGreaterThan(0), soon);
    await world.settle();
    const told = fake.textsOf(chat.conversationId).join(' ');
    expect(told.split('are you there?')).toHaveLength(2);
    const conversation = fake.conversationOf(chat.conversationId);
    fake.accept(conversation, 'Grace');
    await fake.say(conversation, 'Yes.');
    fake.finish(conversation);
    await world.main.gateway.watchRound();
    await world.settle();
    expect((await chat.heard()).at(-1)).toBe('How was it?');
  });

  it('asks who is there, and another bot', async () => {
    const { world: made } = await ready();
    await using world = made;
    world.fake.state.onQueue['IDLE'] = 1;
    const flow = await world.publish(
      'Asker',
      botFlow(
        [
          act('There', 'checkAgentAvailability', { queue: 'Support' }),
          say('Yes', 'Somebody is there.'),
          act('Demo', 'callBotBackend', { bot: 'demo', text: '4711' }),
          act('Nobody', 'callBotBackend', { bot: 'no such bot', text: '4711' }),
          say('End', 'The bot answered; another: {{ error.code }}'),
        ],
        {
          edges:
            'There.available>Yes Yes.next>Demo Demo.next>Nobody Nobody.next>End Nobody.error>End',
        },
      ),
    );
    const chat = await world.chat(flow);
    const [first, second, third] = await chat.heard();
    expect(first).toBe('Somebody is there.');
    expect(second).toContain('Order 4711');
    expect(third).toBe('The bot answered; another: bot.unknown');
  });

  it('asks who is there with the skills and the language of the step', async () => {
    const { world: made } = await ready();
    await using world = made;
    const { state } = world.fake;
    state.onQueue['IDLE'] = 1;
    const user = { skills: [{ name: 'Lamps' }], languages: [{ name: 'German' }] };
    state.members.push({ routingStatus: { status: 'IDLE' }, user });
    const away = { skills: [{ name: 'Chairs' }], languages: [] };
    state.members.push({ routingStatus: { status: 'OFF_QUEUE' }, user: away });
    const flow = await world.publish(
      'Skilled',
      botFlow(
        [
          ask('Topic', 'What is it about?', { variable: 'name' }),
          act('There', 'checkAgentAvailability', {
            ...{ queue: 'Support', skills: '{{ name }}', language: 'German' },
          }),
          say('Yes', 'Somebody knows {{ name }}.'),
          say('No', 'Nobody knows {{ name }}.'),
        ],
        { edges: 'Topic.next>There There.available>Yes There.unavailable>No' },
      ),
    );
    const chat = await world.chat(flow);
    expect(await chat.tell('lamps')).toEqual(['Somebody knows lamps.']);
    expect(await chat.tell('another thing')).toEqual(['What is it about?']);
    expect(await chat.tell('chairs')).toEqual(['Nobody knows chairs.']);
  });

  it('asks the bot of another endpoint, which keeps what it needs of the conversation', async () => {
    const { world: made } = await ready();
    await using world = made;
    await using model = await startFakeOpenAi(() => completion({ content: 'So says the model.' }));
    const settings = { baseUrl: model.baseUrl, model: 'small', apiKey: openAiKey };
    const { id } = await world.endpoint({ name: 'Model', bot: { kind: 'openai', settings } });
    const flow = await world.publish(
      'Asker',
      botFlow([
        ask('Name', 'Who?', { variable: 'name' }),
        act('Model', 'callBotBackend', { bot: 'Model', text: 'Greet {{ name }}' }),
      ]),
    );
    const chat = await world.chat(flow);
    expect(await chat.tell('Ada')).toEqual(['So says the model.']);
    const sent = model.requests.map(({ body }) => (body as { messages: object[] }).messages);
    expect(sent[0]?.slice(1)).toEqual([
      { role: 'assistant', content: 'Who?' },
      { role: 'user', content: 'Greet Ada' },
    ]);
    expect(await world.db.query('select slot, org from bot_memory')).toEqual([
      { slot: `openai:${id}`, org: orgA },
    ]);
    expect(model.wrong).toEqual([]);
  });

  it('that fails brings an agent, or an apology, and tells why in the timeline', async () => {
    const { world: made } = await ready();
    await using world = made;
    const broken = botFlow([
      ask('Name', 'Who?', { variable: 'name' }),
      act('Bad', 'parse', { source: '{{ name }}', sourceType: 'JSON', extractions: [] }),
    ]);
    const failing = await world.publish('Failing', {
      ...broken,
      actions: [
        broken.actions[0] as (typeof broken.actions)[number],
        act('Bad', 'callBotBackend', { bot: 'nobody', text: 'x' }),
      ],
    });
    const chat = await world.chat(failing);
    await chat.tell('Ada');
    await vi.waitFor(() => expect(world.fake.state.inbound.length).toBeGreaterThan(0), soon);
    expect(world.fake.state.inbound[0]?.text).toContain('bot.unknown');
    const alone = await world.chat(failing, { handover: false, name: 'Alone' });
    expect(await alone.tell('Ada')).toEqual([expect.stringContaining('sorry')]);
    expect(await world.executions(failing)).toMatchObject([
      { status: 'failed', error: { code: 'bot.unknown', action: 'Bad' } },
      { status: 'failed' },
    ]);
    const hops = await world.db.query<{ summary: string }>(
      "select summary from hop where kind = 'bot' and not ok and detail->>'code' = 'bot.unknown'",
    );
    expect(hops.length).toBeGreaterThan(1);
  });
});
