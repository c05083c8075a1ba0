import { describe, expect, it } from 'vitest';
import type { Work } from './conversation-rules.ts';
import { nextAfter } from './selection-rules.ts';

const work = (conversation: string, part: string): Work => ({
  key: `${conversation} ${part}`,
  conversation: { id: conversation, participants: [] },
  mine: { id: part },
  stage: 'afterCallWork',
});

describe('what is in view', () => {
  const all = [work('a', '1'), work('b', '2'), work('b', '3')];

  it('stays as long as it is there', () => {
    expect(nextAfter(all, 'b 3')?.key).toBe('b 3');
  });

  it('gives way to the rest of its conversation, then to the first of the list', () => {
    expect(nextAfter(all, 'b 9')?.key).toBe('b 2');
    expect(nextAfter(all, 'c 1')?.key).toBe('a 1');
    expect(nextAfter([], 'a 1')).toBeNull();
  });
});
