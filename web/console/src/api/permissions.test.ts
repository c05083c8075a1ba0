import { describe, expect, it } from 'vitest';
import { covers, satisfies } from './permissions.ts';

describe('permissions', () => {
  it.each([
    ['routing:queue:view', 'routing:queue:view', true],
    ['routing:queue:*', 'routing:queue:view', true],
    ['routing:*:*', 'routing:queue:view', true],
    ['routing:*', 'routing:queue:view', true],
    ['*', 'routing:queue:view', true],
    ['routing:queue:edit', 'routing:queue:view', false],
    ['routing:*:edit', 'routing:queue:view', false],
    ['routing:queue', 'routing:queue:view', false],
    ['users:queue:*', 'routing:queue:view', false],
  ])('%s covers %s: %s', (granted, wanted, expected) => {
    expect(covers(granted, wanted)).toBe(expected);
  });

  it('needs all of all and one of any', () => {
    const need = { all: ['a:b:c'], any: ['d:e:f', 'g:h:i'] };
    expect(satisfies(['a:b:c', 'g:h:i'], need)).toBe(true);
    expect(satisfies(['a:b:c'], need)).toBe(false);
    expect(satisfies(['d:e:f'], need)).toBe(false);
    expect(satisfies([], undefined)).toBe(true);
  });
});
