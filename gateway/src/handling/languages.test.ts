import { describe, expect, it } from 'vitest';
import { startGatewayWorld } from '../testing/index.ts';
import type { HandlingOptions } from './handling.model.ts';
import { optionsFor } from './languages.rules.ts';

const endpoint: HandlingOptions = {
  ...{ acceptedText: 'One moment.', endedText: 'Bye.', waitSeconds: 60 },
  translations: {
    de: { acceptedText: 'Moment.', endedText: 'Tschüss.' },
    'de-at': { endedText: 'Servus.' },
    en: { queuedText: 'In line.' },
  },
};

describe('texts of a handover in the language of the customer', () => {
  it.each([
    ['de', { acceptedText: 'Moment.', endedText: 'Tschüss.', queuedText: 'In line.' }],
    ['de_AT', { acceptedText: 'Moment.', endedText: 'Servus.', queuedText: 'In line.' }],
    ['DE-CH', { acceptedText: 'Moment.', endedText: 'Tschüss.', queuedText: 'In line.' }],
    ['fr', { acceptedText: 'One moment.', endedText: 'Bye.', queuedText: 'In line.' }],
    ['constructor', { acceptedText: 'One moment.', endedText: 'Bye.', queuedText: 'In line.' }],
  ])('%s', (locale, texts) => {
    expect(optionsFor([{}, endpoint], { locale, fallback: 'en' })).toEqual({
      ...texts,
      waitSeconds: 60,
    });
  });

  it('what the flow says counts before what the endpoint has, in whatever language that is', () => {
    const flow: HandlingOptions = {
      ...{ acceptedText: 'I call somebody.', waitSeconds: 30 },
      translations: { tr: { endedText: 'Hoşça kalın.' } },
    };
    const to = (locale: string) => optionsFor([flow, endpoint], { locale, fallback: 'en' });
    expect(to('de')).toMatchObject({ acceptedText: 'I call somebody.', endedText: 'Tschüss.' });
    expect(to('tr')).toMatchObject({ acceptedText: 'I call somebody.', endedText: 'Hoşça kalın.' });
    expect(to('fr')).toMatchObject({ endedText: 'Bye.', waitSeconds: 30 });
  });

  it('are stored beside the others, noted by language, and checked', async () => {
    await using world = await startGatewayWorld();
    const { id } = await world.endpoint();
    const path = `/endpoints/${id}/handling`;
    const put = (translations: unknown) =>
      world.admin(path, {
        method: 'PUT',
        body: { options: { endedText: 'Bye.', translations } },
      });
    const saved = await put({
      de: { endedText: 'Tschüss.', cancelPhrases: ['halt'], failQueue: 'Night' },
      pt_BR: { endedText: '' },
    });
    expect(saved).toMatchObject({
      status: 200,
      body: {
        options: {
          endedText: 'Bye.',
          translations: { de: { endedText: 'Tschüss.', cancelPhrases: ['halt'] } },
        },
      },
    });
    expect(JSON.stringify(saved.body['options'])).not.toMatch(/Night|pt/);
    const bad = [
      [{ 'no language': { endedText: 'x' } }, 'gateway.handling.language'],
      [{ 'de-ch-zh': { endedText: 'x' } }, 'gateway.handling.language'],
      [{ 'de-12': { endedText: 'x' } }, 'gateway.handling.language'],
      [{ de: { endedText: 'x'.repeat(5_000) } }, 'gateway.handling.option.invalid'],
      [
        Object.fromEntries(
          Array.from({ length: 31 }, (_, at) => [`de-x${10 + at}`, { endedText: 'x' }]),
        ),
        'gateway.handling.languages.many',
      ],
    ] as const;
    for (const [translations, code] of bad)
      expect(await put(translations)).toMatchObject({ status: 400, body: { code } });
    expect((await world.admin(path)).body).toMatchObject({ options: { endedText: 'Bye.' } });
    await world.main.stop();
    expect(JSON.stringify(world.audited)).toContain('handling.de.endedText');
  });
});
