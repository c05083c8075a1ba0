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

describe('next steps', () => {
  const now = new Date('2026-01-01T10:00:00.000Z');
  const line = (from: string, minute: number) => ({
    ...{ from, text: 'Words', files: [] },
    date: `2026-01-01T09:0${minute}:00.000Z`,
  });
  const steps = (
    state: string,
    {
      lines = [line('agent', 1), line('customer', 2)],
      left,
    }: { lines?: ReturnType<typeof line>[]; left?: 'message' | 'callback' } = {},
  ) => {
    const createdAt = new Date('2026-01-01T09:01:00.000Z');
    const handover = { state, createdAt, request: left ? { left } : {} };
    const seen = {
      ...{ session: { userTrusted: false }, handover, hits: [], now, lines },
    } as unknown as Seen;
    const [made] = filledByRules(
      { next: { type: 'nextAction', x: 1, y: 1, rows: 1, columns: 1 } },
      seen,
    );
    return made?.content;
  };

  it('are told while the talk goes on', () => {
    for (const state of ['queued', 'active'])
      expect(steps(state)).toMatchObject({ steps: [{ code: 'waiting' }, { code: 'verify' }] });
  });

  it.each(['ending', 'completed', 'cancelled', 'timedOut', 'failed'])(
    'are none when the talk is over: %s',
    (state) => {
      expect(steps(state)).toEqual({ type: 'nextAction', steps: [] });
    },
  );

  const unanswered = [line('agent', 0), line('customer', 1), line('customer', 2)];
  const greet = { steps: [{ code: 'greet' }, { code: 'verify' }] };

  it('are told as long as no agent has answered what the customer left for one who comes later', () => {
    for (const left of ['message', 'callback'] as const)
      expect(steps('completed', { lines: unanswered, left })).toMatchObject(greet);
    const answered = [...unanswered, line('agent', 3)];
    expect(steps('completed', { lines: answered, left: 'message' })).toMatchObject({ steps: [] });
  });

  it('are told where no agent came: the customer has had no answer', () => {
    expect(steps('failed', { lines: unanswered })).toMatchObject(greet);
  });

  it.each(['completed', 'cancelled', 'timedOut'])(
    'are none where a side has ended the talk before the first word: %s',
    (state) => {
      expect(steps(state, { lines: unanswered })).toMatchObject({ steps: [] });
    },
  );
});
