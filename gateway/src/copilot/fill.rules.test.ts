import { describe, expect, it } from 'vitest';
import { filledByRules, type Seen } from './fill.rules.ts';

const tiles = {
  replies: { type: 'suggestedReplies', x: 1, y: 1, rows: 1, columns: 1 },
  known: { type: 'knowledge', x: 2, y: 1, rows: 1, columns: 1 },
} as const;

const hit = (title: string, excerpt: string) => ({ title, excerpt });

describe('replies from what is known', () => {
  it('are whole sentences only: what is cut out of an article is shown as knowledge and not offered', () => {
    const hits = [
      hit('Cut', '…labels and parcels and boxes…'),
      hit('Long', `${'a word and '.repeat(60)}no end`),
      hit('Whole', 'Print the label.'),
      hit('Sentences', `Bring the parcel to any post office. ${'There are many. '.repeat(40)}`),
    ];
    const seen = { query: 'parcel', hits } as unknown as Seen;
    const [replies, known] = filledByRules(tiles, seen).map(({ content }) => content);
    expect(replies).toMatchObject({
      replies: [
        { text: 'Print the label.', source: 'Whole' },
        { text: expect.stringMatching(/^Bring the parcel.*\.$/), source: 'Sentences' },
      ],
    });
    expect(known).toMatchObject({ hits });
  });
});
