import { describe, expect, it } from 'vitest';
import { whyMissing } from './missing-rules.ts';

const pages = ['/console/', '/desk/', '/console/users/$userId'];

describe('a page that is not shown', () => {
  it.each([
    ['/desk/', ['employee'], 'noRole'],
    ['/desk', [], 'noRole'],
    ['/desk/', ['employee', 'Agent'], 'forbidden'],
    ['/console/users/7', ['Agent'], 'forbidden'],
    ['/console/nothing', [], 'notFound'],
    ['/console/users/7/more', ['Agent'], 'notFound'],
  ] as const)('%s with the roles %j: %s', (path, roles, why) => {
    expect(whyMissing({ path, pages, roles })).toBe(why);
  });
});
