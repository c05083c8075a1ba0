import { describe, expect, it } from 'vitest';
import { isUnderWay, looksRefused } from './delivery-rules.ts';

describe('deliveries', () => {
  it('are followed until they arrived or were given up', () => {
    expect(['pending', 'retrying', 'delivered', 'dead', undefined].map(isUnderWay)).toEqual([
      true,
      true,
      false,
      false,
      false,
    ]);
  });

  it.each([
    ['dead', 403, true],
    ['dead', 401, true],
    ['dead', 404, false],
    ['dead', null, false],
    ['delivered', 403, false],
  ])('%s with %s is refused: %s', (state, lastStatus, refused) => {
    expect(looksRefused({ state, lastStatus })).toBe(refused);
  });
});
