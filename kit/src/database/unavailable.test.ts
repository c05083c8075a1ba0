import { describe, expect, it } from 'vitest';
import { DatabaseUnavailable, isDatabaseTrouble } from './unavailable.ts';

const withCode = (code: string) => Object.assign(new Error('refused'), { code });

describe('a trouble of the database', () => {
  it.each([
    '57014',
    '40P01',
    '40001',
    '55P03',
    '53100',
    '53200',
    '53300',
    '58030',
    '42703',
    '42P01',
    'XX000',
    '25006',
  ])('is what it says with %s: nothing about the work', (code) => {
    expect(isDatabaseTrouble(withCode(code))).toBe(true);
    expect(isDatabaseTrouble(new Error('reading failed', { cause: withCode(code) }))).toBe(true);
  });

  it('is that it is away', () => {
    expect(isDatabaseTrouble(new DatabaseUnavailable(new Error('no')))).toBe(true);
  });

  it.each(['22P02', '22021', '23505', '23514', '54000', '54001'])('is not the data: %s', (code) => {
    expect(isDatabaseTrouble(withCode(code))).toBe(false);
  });

  it.each(['EPERM', 'EBUSY', 'ENOENT', 'not.found', ''])('is not another error: %s', (code) => {
    expect(isDatabaseTrouble(withCode(code))).toBe(false);
  });

  it('is nothing that is no error', () => {
    for (const thrown of [null, undefined, '57014', { code: '57014' }, new TypeError('x')])
      expect(isDatabaseTrouble(thrown)).toBe(false);
  });
});
