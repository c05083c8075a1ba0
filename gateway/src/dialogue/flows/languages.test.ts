import { describe, expect, it } from 'vitest';
import { startOptions, untilEnded } from './options.fixture.ts';

describe('texts of a handover in several languages', () => {
  it('are said in that of the customer: those of the flow, then those of the endpoint', async () => {
    const made = await startOptions({
      acceptedText: 'One moment, {{ name }}.',
      translations: [
        { language: 'tr', acceptedText: 'Bir dakika.' },
        {
          ...{ language: 'de', acceptedText: 'Moment, {{ name }}.', cancelButton: 'Doch nicht' },
          cancelPhrases: 'halt\nstopp',
        },
      ],
    });
    await using world = made.world;
    const { chat, begin } = made;
    const [endpoint] = await world.db.query<{ id: string }>('select id from endpoint');
    const options = {
      ...{ acceptedText: 'Of the endpoint.', endedText: 'Bye.', cancelledText: 'Fine.' },
      translations: { de: { acceptedText: 'Vom Endpunkt.', endedText: 'Tschüss.' } },
    };
    const path = `/endpoints/${endpoint?.id}/handling`;
    await world.admin(path, { method: 'PUT', body: { options } });
    await world.db.query("update session set locale = 'de-AT'");
    const conversation = await begin('Lampe');
    const [said] = (await chat.messages()).slice(-1);
    expect(said).toMatchObject({
      text: 'Moment, Lampe.',
      suggestedActions: { actions: [{ title: 'Doch nicht' }] },
    });
    world.fake.accept(conversation, 'Grace');
    await world.fake.say(conversation, 'Hallo.');
    world.fake.finish(conversation);
    await untilEnded(made);
    await world.settle();
    expect(await chat.heard()).toContain('Tschüss.');
  });

  it('words that cancel are those of the language', async () => {
    const made = await startOptions({
      ...{ cancelPhrases: 'stop', cancelledText: 'Fine.' },
      translations: [{ language: 'de', cancelPhrases: 'halt\nstopp', cancelledText: 'Gut.' }],
    });
    await using world = made.world;
    await world.db.query("update session set locale = 'de'");
    await made.begin();
    expect(await made.chat.tell('Stopp!')).toEqual(['Gut.', 'Changed: user', 'Anything else?']);
  });
});
