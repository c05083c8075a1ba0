import { directLineEvents } from '@tandem/contract';
import { describe, expect, it, vi } from 'vitest';
import { openChat, startGatewayWorld } from '../testing/index.ts';

const soon = { timeout: 5000, interval: 20 };

describe('the story of a handover', () => {
  it('goes from the bot to an agent and back', async () => {
    await using world = await startGatewayWorld();
    const { fake } = world;
    fake.state.queues.push({ id: '11111111-1111-4111-8111-111111111111', name: 'Support' });
    world.addIntegration('Other');
    world.addIntegration('Tandem');
    const endpoint = await world.endpoint({
      settings: { language: 'en', skills: ['a', 'b'], priority: 5 },
    });
    const chat = await openChat(endpoint.base, { user: { id: 'dl_u1', name: 'Ada Lovelace' } });
    await vi.waitFor(async () => expect(await chat.texts()).toHaveLength(1), soon);
    await chat.say('4711');
    await vi.waitFor(async () => expect((await chat.texts()).at(-1)).toContain('Order 4711'), soon);
    await chat.say('agent');
    await vi.waitFor(() => expect(fake.state.inbound).toHaveLength(1), soon);
    const conversation = fake.conversationOf(chat.conversationId);
    expect(conversation.attributes).toMatchObject({
      queueId: '11111111-1111-4111-8111-111111111111',
      myLanguage: 'en',
      mySkills: 'a,b',
      priority: '5',
      userId: 'dl_u1',
    });
    expect(fake.state.inbound[0]?.text).toContain('Customer: agent');
    expect(fake.state.inbound[0]?.from).toEqual({ id: chat.conversationId, idType: 'Opaque' });
    await chat.say('hello?');
    await vi.waitFor(() => expect(fake.textsOf(chat.conversationId).at(-1)).toBe('hello?'), soon);

    fake.accept(conversation, 'Grace');
    await vi.waitFor(async () => {
      await world.main.gateway.watchRound();
      expect(await chat.events(directLineEvents.agent)).toMatchObject([
        { value: { state: 'joined', agent: { name: 'Grace' } } },
      ]);
    }, soon);
    expect(await fake.say(conversation, 'How can I help?')).toBe(200);
    const said = (await chat.activities()).at(-1);
    expect(said).toMatchObject({
      text: 'How can I help?',
      from: { name: 'Grace', role: 'bot' },
      channelData: { source: 'agent' },
    });
    fake.finish(conversation);
    await vi.waitFor(async () => {
      const states = (await chat.events(directLineEvents.handoffStatus)).map(({ value }) => value);
      expect(states).toMatchObject([
        { state: 'accepted' },
        { state: 'completed', reason: 'agent' },
      ]);
    }, soon);
    await vi.waitFor(async () => expect((await chat.texts()).at(-1)).toContain('back with'), soon);
    await chat.say('hours');
    await vi.waitFor(async () => expect((await chat.texts()).at(-1)).toContain('Monday'), soon);
    expect(fake.state.violations).toEqual([]);
  });
});
