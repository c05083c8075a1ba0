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
    });
  });

  it('without an endpoint are refused with the name of what is missing', () => {
    expect(() => settingsOf({ endpoint: '' }, page)).toThrow('data-endpoint');
  });
});
