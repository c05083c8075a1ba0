import { directLineEvents } from '@tandem/contract';
import { describe, expect, it } from 'vitest';
import { startOptions, untilEnded } from './options.fixture.ts';

describe('the survey of a handover', () => {
  it('asks for a score once, keeps the first answer, and the flow reads it', async () => {
    const made = await startOptions({ survey: 'yes', surveyQuestion: 'How was it?' });
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
    const made = await startOptions({ survey: 'yes' });
    await using world = made.world;
    await made.begin();
    await made.chat.post({ type: 'event', name: 'handoff.cancel', from: { id: 'me' } });
    await world.settle();
    expect(await made.chat.events(directLineEvents.survey)).toEqual([]);
  });

  it('a channel asks with a text, and takes the bare number that follows', async () => {
    const made = await startOptions({ survey: 'yes' });
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
