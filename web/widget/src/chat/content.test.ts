import { describe, expect, it } from 'vitest';
import { actionEffect } from './card-actions.ts';
import { readCard } from './cards.ts';
import { readableOn } from './contrast.ts';
import { place } from './groups.ts';
import { textParts } from './rich-text.ts';
import { linkUrl, mediaUrl } from './safe-url.ts';
import type { MessageItem } from './state.ts';

const endpoint = 'https://chat.example.com/endpoints/t/v3/directline';

describe('text', () => {
  it('gets its bold, italic, code and links', () => {
    expect(textParts('**a** *b* `c` [d](https://e.example/x) f', true)).toEqual([
      { kind: 'bold', text: 'a' },
      { kind: 'text', text: ' ' },
      { kind: 'italic', text: 'b' },
      { kind: 'text', text: ' ' },
      { kind: 'code', text: 'c' },
      { kind: 'text', text: ' ' },
      { kind: 'link', text: 'd', href: 'https://e.example/x' },
      { kind: 'text', text: ' f' },
    ]);
  });

  it('keeps the stars of plain text and the full stop after a link', () => {
    expect(textParts('2*3*4 **x** see https://e.example/a.', false)).toEqual([
      { kind: 'text', text: '2*3*4 **x** see ' },
      { kind: 'link', text: 'https://e.example/a', href: 'https://e.example/a' },
      { kind: 'text', text: '.' },
    ]);
  });

  it('never links to a script', () => {
    expect(textParts('[x](javascript:alert(1))', true).some(({ kind }) => kind === 'link')).toBe(
      false,
    );
  });

  it('is split quickly, however it is made', () => {
    const started = performance.now();
    textParts(`${'['.repeat(5000)}${'*a'.repeat(5000)}${'_'.repeat(5000)}`, true);
    expect(performance.now() - started).toBeLessThan(1000);
  });
});

describe('addresses', () => {
  it.each(['javascript:alert(1)', 'data:text/html,x', 'file:///etc/passwd', 'http://[bad'])(
    '%s is refused',
    (url) => {
      expect(linkUrl(url, endpoint)).toBeUndefined();
      expect(mediaUrl(url, endpoint)).toBeUndefined();
    },
  );

  it('are made absolute against the endpoint', () => {
    expect(mediaUrl('/files/1', endpoint)).toBe('https://chat.example.com/files/1');
    expect(linkUrl('tel:+49', endpoint)).toBe('tel:+49');
    expect(mediaUrl('data:image/png;base64,AA', endpoint)).toBe('data:image/png;base64,AA');
    expect(mediaUrl('data:image/svg+xml,<svg/>', endpoint)).toBeUndefined();
  });
});

describe('cards', () => {
  const contentType = 'application/vnd.microsoft.card.hero';
  it('are read as far as they make sense', () => {
    const content = {
      title: 'T',
      text: 5,
      images: [{ url: '/i.png', alt: 'I' }],
      buttons: [{ type: 'imBack', value: 'v' }, 'x'],
    };
    expect(readCard({ contentType, content })).toEqual({
      title: 'T',
      image: { url: '/i.png', alt: 'I' },
      buttons: [{ type: 'imBack', value: 'v' }],
    });
  });

  it('of a kind that is not drawn, or broken ones, are told apart', () => {
    expect(
      readCard({ contentType: 'application/vnd.microsoft.card.adaptive', content: {} }),
    ).toBeUndefined();
    expect(readCard({ contentType, content: 'oops' })).toBeUndefined();
  });

  it('have buttons that speak, open, or do nothing', () => {
    expect(actionEffect({ type: 'imBack', title: 'Yes', value: 'y' }, endpoint)).toEqual({
      kind: 'say',
      draft: { text: 'y' },
    });
    expect(actionEffect({ type: 'postBack', title: 'Go', value: { a: 1 } }, endpoint)).toEqual({
      kind: 'say',
      draft: { text: 'Go', value: { a: 1 } },
    });
    expect(actionEffect({ type: 'openUrl', value: 'https://e.example/' }, endpoint)).toEqual({
      kind: 'open',
      href: 'https://e.example/',
    });
    expect(actionEffect({ type: 'openUrl', value: 'javascript:1' }, endpoint)).toEqual({
      kind: 'none',
    });
    expect(actionEffect({ type: 'call', value: '+49 1' }, endpoint)).toMatchObject({
      kind: 'open',
      href: 'tel:+49 1',
    });
  });
});

describe('looks', () => {
  it('put readable signs on any colour', () => {
    expect(readableOn('#ffd400')).toBe('#000000');
    expect(readableOn('#4338ca')).toBe('#ffffff');
    expect(readableOn('#fff')).toBe('#000000');
    expect(readableOn('red;background:url(x)')).toBeUndefined();
  });

  it('group what one sender says in one breath', () => {
    const item = (key: string, sender: 'bot' | 'user', minute: number): MessageItem => ({
      kind: 'message',
      key,
      sender,
      at: Date.parse(`2026-01-05T10:${minute}:00Z`),
      text: key,
      markdown: false,
      attachments: [],
      carousel: false,
      suggestions: [],
      files: [],
    });
    const placed = place([
      item('a', 'bot', 10),
      item('b', 'bot', 11),
      item('c', 'user', 11),
      item('d', 'user', 30),
    ]);
    expect(placed.map(({ first, last }) => [first, last])).toEqual([
      [true, false],
      [false, true],
      [true, true],
      [true, true],
    ]);
    expect(placed.map(({ newDay }) => newDay)).toEqual([true, false, false, false]);
  });
});
