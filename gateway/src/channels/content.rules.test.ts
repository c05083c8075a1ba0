import type { Activity } from '@tandem/contract';
import { describe, expect, it } from 'vitest';
import type { StoredActivity } from '../conversations/index.ts';
import type { ChannelCapabilities } from './channels.model.ts';
import { choiceId, numberedChoice, readChoiceId } from './choices.rules.ts';
import { partsOf } from './content.rules.ts';
import { shorten, splitText } from './text-split.rules.ts';

const capable = (changed: Partial<ChannelCapabilities> = {}): ChannelCapabilities => ({
  ...{ textLimit: 100, captionLimit: 20, buttons: 3, buttonTextLimit: 50 },
  ...{ links: true, receipts: false, whole: false },
  ...changed,
});
const message = (body: Partial<Activity>) => ({ seq: 7, body: { type: 'message', ...body } });
const quickReplies = (...titles: string[]) => ({
  actions: titles.map((title) => ({ type: 'imBack' as const, title, value: `v ${title}` })),
});
const picture = { contentType: 'image/png', contentUrl: 'https://a.example/p.png', name: 'p.png' };

describe('what a message becomes on a channel', () => {
  it('is a text with buttons, each named by the message and its place', () => {
    expect(
      partsOf(message({ text: 'Which?', suggestedActions: quickReplies('A', 'B') }), capable()),
    ).toEqual([
      {
        kind: 'text',
        text: 'Which?',
        options: [
          { kind: 'choice', id: 'c:7:0', title: 'A' },
          { kind: 'choice', id: 'c:7:1', title: 'B' },
        ],
      },
    ]);
  });

  it('numbers choices that are more than the buttons there are', () => {
    const [part, ...more] = partsOf(
      message({ text: 'Which?', suggestedActions: quickReplies('A', 'B', 'C', 'D') }),
      capable(),
    );
    expect(part).toEqual({ kind: 'text', text: 'Which?\n1. A\n2. B\n3. C\n4. D', options: [] });
    expect(more).toEqual([]);
  });

  it('writes links out where the channel has none for buttons, and those no button can open', () => {
    const attachments = [
      {
        contentType: 'application/vnd.microsoft.card.hero',
        content: {
          ...{ title: 'Shoes', text: 'Red', images: [{ url: 'https://a.example/s.png' }] },
          buttons: [
            { type: 'openUrl', title: 'Open', value: 'https://a.example/' },
            { type: 'call', title: 'Call', value: 'tel:123' },
          ],
        },
      },
    ];
    expect(partsOf(message({ attachments }), capable({ links: false }))).toMatchObject([
      { kind: 'media', media: { url: 'https://a.example/s.png' }, caption: null },
      { kind: 'text', text: 'Shoes\nRed\nOpen: https://a.example/\nCall: tel:123', options: [] },
    ]);
    expect(partsOf(message({ attachments }), capable())[1]).toMatchObject({
      text: 'Shoes\nRed\nCall: tel:123',
      options: [{ kind: 'link', url: 'https://a.example/', title: 'Open' }],
    });
  });

  it('is a file with its caption, as long as the caption is short enough', () => {
    expect(partsOf(message({ text: 'the form', attachments: [picture] }), capable())).toMatchObject(
      [{ kind: 'media', caption: 'the form' }],
    );
    const long = 'x'.repeat(21);
    expect(partsOf(message({ text: long, attachments: [picture] }), capable())).toMatchObject([
      { kind: 'media', caption: null },
      { kind: 'text', text: long },
    ]);
  });

  it('is nothing where there is nothing to show, and everything for who takes it whole', () => {
    const event = { type: 'event', name: 'tandem.queue', value: {} };
    expect(partsOf({ seq: 1, body: event }, capable())).toEqual([]);
    expect(partsOf(message({}), capable())).toEqual([]);
    expect(partsOf({ seq: 1, body: event }, capable({ whole: true }))).toEqual([
      { kind: 'whole', activity: event },
    ]);
  });
});

describe('a number as an answer', () => {
  const offered = (titles: string[], direction = 'bot') =>
    ({
      ...message({ suggestedActions: quickReplies(...titles) }),
      direction,
    }) as unknown as StoredActivity;
  const four = ['A', 'B', 'C', 'D'];

  it('stands for a choice of the newest message only, where its choices were numbered', () => {
    expect(numberedChoice(' 2. ', [offered(four)], capable())).toMatchObject({ value: 'v B' });
    expect(numberedChoice('5', [offered(four)], capable())).toBeNull();
    expect(numberedChoice('2', [offered(['A', 'B'])], capable())).toBeNull();
    expect(numberedChoice('2', [offered(four)], capable({ whole: true }))).toBeNull();
    expect(numberedChoice('2 pairs', [offered(four)], capable())).toBeNull();
    expect(numberedChoice('2', [offered(four), offered([])], capable())).toBeNull();
  });

  it('names a button so that nobody can make up another', () => {
    expect(readChoiceId(choiceId(12, 3))).toEqual({ seq: 12, index: 3 });
    for (const text of ['c:1', 'c:a:1', 'c:1:-1', 'x:1:1', 'c:1:1 '])
      expect(readChoiceId(text)).toBeNull();
  });
});

describe('long texts', () => {
  it('are cut at lines and words, and lose nothing but the white space there', () => {
    expect(splitText('one two three', 8)).toEqual(['one two', 'three']);
    expect(splitText('first line\nsecond', 12)).toEqual(['first line', 'second']);
    expect(splitText('abcdefghij', 4)).toEqual(['abcd', 'efgh', 'ij']);
    expect(splitText('   ', 4)).toEqual([]);
  });

  it('are never cut within a character', () => {
    const text = '👋'.repeat(9);
    const pieces = splitText(text, 5);
    expect(pieces.every((piece) => piece.isWellFormed() && piece.length <= 5)).toBe(true);
    expect(pieces.join('')).toBe(text);
    expect(shorten('👋👋👋', 4).isWellFormed()).toBe(true);
    expect(shorten('short', 5)).toBe('short');
  });
});
