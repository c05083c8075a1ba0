import { describe, expect, it } from 'vitest';
import { questionFor } from './question-rules.ts';

const [ada, ben] = [
  { id: 'ada', name: 'Ada Agent' },
  { id: 'ben', name: 'Berk Demir' },
];
const note = (text: string, author: typeof ada, asked?: typeof ada) => ({
  ...{ id: text, conversationId: 'c', text, author, dateCreated: '2026-01-01T00:00:00.000Z' },
  ...(asked ? { asked } : {}),
});

describe('a question to a colleague', () => {
  it('waits until the one who is asked has written a note', () => {
    const asks = note('May I?', ada, ben);
    expect(questionFor([note('Has called twice', ada), asks], 'ben')).toBe(asks);
    expect(questionFor([asks, note('Quickly, please', ada)], 'ben')).toBe(asks);
    expect(questionFor([asks, note('Yes, do', ben)], 'ben')).toBeNull();
    const again = note('And this?', ada, ben);
    expect(questionFor([asks, note('Yes, do', ben), again], 'ben')).toBe(again);
  });

  it('is nobody else’s, and looking in is none', () => {
    expect(questionFor([note('May I?', ada, ben)], 'ada')).toBeNull();
    expect(questionFor([], 'ben')).toBeNull();
  });
});
