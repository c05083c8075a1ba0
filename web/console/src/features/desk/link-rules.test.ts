import { describe, expect, it } from 'vitest';
import { linkParts } from './link-rules.ts';

describe('addresses in a text', () => {
  it('can be opened, without what belongs to the sentence', () => {
    const text = 'See https://a.example/x?y=1. Or (http://b.example/) or https://c.example/f_(x)!';
    const parts = linkParts(text);
    expect(parts.map((part) => part.text).join('')).toBe(text);
    expect(parts.flatMap(({ href }) => href ?? [])).toEqual([
      'https://a.example/x?y=1',
      'http://b.example/',
      'https://c.example/f_(x)',
    ]);
  });

  it('are http and https only', () => {
    for (const text of ['javascript:alert(1)', 'file:///etc', 'www.example.com', 'https://', ''])
      expect(linkParts(text).every(({ href }) => href === undefined)).toBe(true);
  });
});
