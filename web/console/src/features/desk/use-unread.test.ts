import { describe, expect, it } from 'vitest';
import type { Conversation } from './conversation-rules.ts';
import { seenAfter } from './use-unread.ts';

const conversation = (id: string, received: number) =>
  ({
    id,
    participants: [
      { purpose: 'customer', messages: Array.from({ length: received }, () => ({})) },
      { purpose: 'agent', messages: [{}, {}] },
    ],
  }) as unknown as Conversation;

describe('what was seen', () => {
  it('is everything at the first look, and then what was in view', () => {
    const first = seenAfter({}, [conversation('a', 2), conversation('b', 1)], 'a');
    expect(first).toEqual({ a: 2, b: 1 });
    const more = [conversation('a', 3), conversation('b', 4)];
    expect(seenAfter(first, more, 'a')).toEqual({ a: 3, b: 1 });
    expect(seenAfter(first, more, 'b')).toEqual({ a: 2, b: 4 });
  });

  it('stays the same object when nothing changed, and forgets what is gone', () => {
    const seen = { a: 2 };
    expect(seenAfter(seen, [conversation('a', 5)], null)).toBe(seen);
    expect(seenAfter(seen, [], null)).toEqual({});
  });
});
