import { describe, expect, it } from 'vitest';
import { changeOf, withChange } from './label-rules.ts';

describe('labels', () => {
  it('are changed by what came and what went, whatever the spelling', () => {
    const before = ['Refund', 'VIP'];
    expect(changeOf({ before, after: ['vip ', 'Late  delivery', ' '] })).toEqual({
      ...{ add: ['Late  delivery'], remove: ['Refund'] },
    });
    expect(changeOf({ before, after: ['REFUND', 'vip'] })).toEqual({ add: [], remove: [] });
  });

  it('keep what a colleague changed meanwhile', () => {
    const change = changeOf({ before: ['Refund'], after: ['apple'] });
    expect(withChange(['Refund', 'Colleague’s'], change)).toEqual(['apple', 'Colleague’s']);
    expect(withChange(['Apple'], change)).toEqual(['apple']);
  });
});
