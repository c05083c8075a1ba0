import { describe, expect, it } from 'vitest';
import { optionsOfScript, settingsOf } from './options.ts';

const page = { base: 'https://shop.example/page', languages: ['fr-FR', 'tr-TR'] };

describe('options', () => {
  it('come from the script tag', () => {
    expect(
      optionsOfScript({ endpoint: '/e/v3/directline/', theme: 'dark', open: '', maxUploadMb: '5' }),
    ).toEqual({
      endpoint: '/e/v3/directline/',
      theme: 'dark',
      open: true,
      maxUploadMb: 5,
    });
    expect(optionsOfScript({})).toBeUndefined();
  });

  it('are filled in: address made absolute, language of the page, theme of the system', () => {
    expect(settingsOf({ endpoint: '/e/v3/directline/' }, page)).toEqual({
      endpoint: 'https://shop.example/e/v3/directline',
      inline: false,
      locale: 'tr',
      theme: 'auto',
      position: 'right',
      open: false,
      maxUploadBytes: 10_485_760,
      uploads: true,
      home: false,
      starters: [],
      menu: [],
      survey: 'stars',
      preview: false,
    });
  });

  it('come from the console, and what the page says wins', () => {
    const widget = {
      ...{ color: '#112233', position: 'left' as const, theme: 'dark' as const, home: true },
      ...{ consent: true, uploads: false, privacyUrl: 'https://shop.example/privacy' },
      texts: {
        de: { title: 'Hilfe', starters: ['Hallo'], menu: [{ label: 'Agent' }], privacy: 'Wir …' },
      },
    };
    const settings = settingsOf({ endpoint: '/e', title: 'Mine', position: 'right' }, page, {
      ...{ widget, locale: 'de' },
      upload: { maxBytes: 5000, types: ['image/*'] },
    });
    expect(settings).toMatchObject({
      ...{ title: 'Mine', position: 'right', color: '#112233', theme: 'dark', locale: 'tr' },
      ...{ starters: ['Hallo'], menu: [{ label: 'Agent' }], uploads: false, maxUploadBytes: 5000 },
      uploadTypes: ['image/*'],
      privacy: { consent: true, text: 'Wir …', url: 'https://shop.example/privacy' },
    });
  });

  it('offer only the languages of the console, the first where the visitor speaks none', () => {
    const offered = (languages: ('en' | 'de' | 'tr')[], locale?: string) =>
      settingsOf({ endpoint: '/e', ...(locale ? { locale } : {}) }, page, { widget: { languages } })
        .locale;
    expect(offered(['de', 'en'])).toBe('en');
    expect(offered(['de'])).toBe('de');
    expect(offered(['en', 'tr'])).toBe('tr');
    expect(offered(['de', 'tr'], 'de-AT')).toBe('de');
  });

  it('without an endpoint are refused with the name of what is missing', () => {
    expect(() => settingsOf({ endpoint: '' }, page)).toThrow('data-endpoint');
  });
});
