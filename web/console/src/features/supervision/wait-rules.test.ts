import { describe, expect, it } from 'vitest';
import { clockOf } from '#src/components/clock.ts';
import { waitState } from './wait-rules.ts';

describe('waits', () => {
  it('stand against their target', () => {
    expect([0, 7499, 7500, 9999, 10_000].map((ms) => waitState(ms, 10_000))).toEqual([
      'fine',
      'fine',
      'soon',
      'soon',
      'late',
    ]);
    expect([waitState(null, 1), waitState(9e9, undefined)]).toEqual(['fine', 'fine']);
  });

  it('are told in minutes and seconds, and hours', () => {
    expect([clockOf(-5), clockOf(61_000), clockOf(3_661_000)]).toEqual([
      '00:00',
      '01:01',
      '1:01:01',
    ]);
  });
});
