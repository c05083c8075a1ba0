import { describe, expect, it } from 'vitest';
import { fateBody, isDecided } from './removal-rules.ts';

describe('what becomes of those who wait', () => {
  it('is decided by a queue, or by an end with or without a word', () => {
    const open = { kind: 'move', moveTo: null, farewell: 'left over' } as const;
    expect(isDecided(open)).toBe(false);
    expect(isDecided({ ...open, moveTo: 'q' })).toBe(true);
    expect(fateBody({ ...open, moveTo: 'q' })).toEqual({ moveTo: 'q' });
    expect(isDecided({ ...open, kind: 'end' })).toBe(true);
    expect(fateBody({ kind: 'end', moveTo: 'q', farewell: ' Bye ' })).toEqual({ farewell: 'Bye' });
    expect(fateBody({ kind: 'end', moveTo: null, farewell: ' ' })).toEqual({});
  });
});
