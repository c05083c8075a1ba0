import { Value } from 'typebox/value';
import { describe, expect, it } from 'vitest';
import { WidgetSettings } from './widget-settings.ts';

describe('the look of a chat', () => {
  it.each([
    {},
    { color: '#0a7f5a', theme: 'dark', home: true, languages: ['de', 'en'] },
    { origins: ['https://shop.example', 'http://localhost:8080'] },
    { texts: { tr: { title: 'Yardım', menu: [{ label: 'Ara', url: 'tel:+90123' }] } } },
  ])('may be %j', (look) => {
    expect(Value.Check(WidgetSettings, look)).toBe(true);
  });

  it.each([
    { color: 'red' },
    { theme: 'pink' },
    { origins: ['https://shop.example/path'] },
    { origins: ['*'] },
    { languages: ['fr'] },
    { languages: [] },
    { texts: { en: { menu: [{ label: 'x', url: 'javascript:alert(1)' }] } } },
    { texts: { en: { starters: Array(7).fill('x') } } },
    { texts: { en: { title: '' } } },
  ])('is refused as %j', (look) => {
    expect(Value.Check(WidgetSettings, look)).toBe(false);
  });
});
