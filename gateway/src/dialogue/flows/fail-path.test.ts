import { describe, expect, it, vi } from 'vitest';
import { soon, stateOf } from '../../testing/index.ts';
import { other, queue, startOptions, untilEnded } from './options.fixture.ts';

describe('a handover to which no agent comes', () => {
  it('goes on with another queue when nobody comes in time', async () => {
    const made = await startOptions({
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
    const made = await startOptions({
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

  it('waits on for an agent who has the customer after all, and asks for nothing any more', async () => {
    const made = await startOptions({ timeout: 60, onFail: 'message' });
    await using world = made.world;
    const { chat } = made;
    const conversation = await made.begin();
    await world.later(61);
    expect((await chat.heard()).at(-1)).toBe('You can leave a message. What is it about?');
    // The agent has the customer back there.
    const customer = { id: 'customer again', purpose: 'customer', state: 'connected' } as const;
    conversation.participants.push(customer);
    world.fake.accept(conversation, 'Grace');
    await world.fake.say(conversation, 'Here I am.');
    await chat.tell('My lamp blinks');
    await vi.waitFor(
      () => expect(world.fake.textsOf(chat.conversationId).at(-1)).toBe('My lamp blinks'),
      soon,
    );
    world.fake.finish(conversation);
    await untilEnded(made);
    await world.settle();
    expect((await chat.heard()).slice(-3)).toEqual([
      'Here I am.',
      'completed by agent, Grace',
      'Anything else?',
    ]);
  });

  it('notes a callback, or gives it up at a word', async () => {
    const made = await startOptions({ timeout: 60, onFail: 'callback', cancelPhrases: 'stop' });
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
});
