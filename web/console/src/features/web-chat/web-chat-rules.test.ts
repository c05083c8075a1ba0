import { describe, expect, it } from 'vitest';
import {
  contrastOf,
  formToLook,
  isFaint,
  lookToForm,
  readMenuEntry,
  writeMenuEntry,
} from './web-chat-rules.ts';

const look = {
  ...{ theme: 'dark', color: '#0a7f5a', position: 'left', survey: 'faces' },
  ...{ home: true, uploads: false, consent: true, privacyUrl: 'https://shop.example/p' },
  ...{ languages: ['de', 'tr'], origins: ['https://shop.example'] },
  texts: {
    de: {
      title: 'Hilfe',
      starters: ['Wo ist mein Paket?'],
      menu: [{ label: 'Agent' }, { label: 'Zeiten', say: 'Wann?' }],
    },
    tr: { greeting: 'Merhaba' },
  },
} as const;

describe('the form of the web chat', () => {
  it('brings back what was stored, whole', () => {
    const form = lookToForm({ widget: look as never, locale: 'de' });
    expect(form['textsIn']).toBe('de');
    expect(formToLook(form)).toEqual(look);
  });

  it('leaves out what is empty', () => {
    expect(formToLook(lookToForm({ widget: {}, locale: 'fr' }))).toEqual({
      ...{ theme: 'auto', position: 'right', survey: 'stars' },
      ...{ home: false, uploads: true, consent: false },
    });
  });

  it.each([
    ['Agent', { label: 'Agent' }],
    ['Times | When are you open?', { label: 'Times', say: 'When are you open?' }],
    ['Shop | https://shop.example/', { label: 'Shop', url: 'https://shop.example/' }],
    ['Call | tel:+49123', { label: 'Call', url: 'tel:+49123' }],
  ])('reads the menu entry %s and writes it again', (text, entry) => {
    expect(readMenuEntry(text)).toEqual(entry);
    expect(writeMenuEntry(entry)).toBe(text);
  });

  it('refuses entries without a label', () => {
    expect(readMenuEntry(' | x')).toBeNull();
    expect(readMenuEntry('x'.repeat(61))).toBeNull();
    // What no link may be is said, not opened.
    expect(readMenuEntry('Bad | javascript:alert(1)')).toEqual({
      label: 'Bad',
      say: 'javascript:alert(1)',
    });
  });

  it('warns of colours that vanish in the window', () => {
    expect(contrastOf('#000000', '#ffffff')).toBeCloseTo(21);
    const form = (color: string, theme: string) => ({ color, theme });
    expect(isFaint(form('#fefefe', 'light'))).toBe(true);
    expect(isFaint(form('#fefefe', 'dark'))).toBe(false);
    expect(isFaint(form('#fefefe', 'auto'))).toBe(true);
    expect(isFaint(form('#4338ca', 'auto'))).toBe(false);
    expect(isFaint(form('blue', 'auto'))).toBe(false);
  });
});
