import { describe, expect, it } from 'vitest';
import { redactionOf } from './redaction.rules.ts';

const redact = redactionOf('cards');

describe('numbers of cards', () => {
  it.each([
    ['4111111111111111', 'nothing between'],
    ['4111 1111 1111 1111', 'spaces'],
    ['4111\u00a01111\u00a01111\u00a01111', 'spaces that do not break'],
    ['4111  1111  1111  1111', 'two spaces'],
    ['4111\t1111\n1111\r\n1111', 'tabs and line breaks'],
    ['4111-1111-1111-1111', 'hyphens'],
    ['4111\u20111111\u20111111\u20111111', 'hyphens that do not break'],
    ['4111 –1111– 1111 —1111', 'dashes and spaces'],
    ['4111.1111.1111.1111', 'dots'],
    ['4111\u200b1111\u00ad1111\u20601111', 'what is not seen'],
    ['٤١١١ ١١١١ ١١١١ ١١١١', 'Arabic digits'],
    ['４１１１１１１１１１１１１１１１', 'wide digits'],
    ['𝟒𝟏𝟏𝟏𝟏𝟏𝟏𝟏𝟏𝟏𝟏𝟏𝟏𝟏𝟏𝟏', 'mathematical digits'],
  ])('%s: %s', (number) => {
    expect(redact(`a ${number} b`)).toBe('a ••••••••••••1111 b');
  });

  it.each([
    ['3782 822463 10005', '•••••••••••0005'],
    ['order 12 4111 1111 1111 1111', 'order 12 ••••••••••••1111'],
    ['on 12.05.2026 4111 1111 1111 1111 123', 'on 12.05.2026 ••••••••••••1111 123'],
    ['4111 1111 1111 1111, 5500 0000 0000 0004', '••••••••••••1111, ••••••••••••0004'],
    ['4111 1111 1111 1111 5500 0000 0000 0004', '••••••••••••1111 ••••••••••••0004'],
  ])('are found beside other numbers: %s', (text, masked) => {
    expect(redact(text)).toBe(masked);
  });

  it.each([
    ['4111 1111 1111 1112', 'no check digit'],
    ['0000 0000 0000 0000', 'one digit only'],
    ['3.14159265358979323846', 'a fraction'],
    ['0.4111111111111111', 'a fraction with a check digit'],
    ['4111   1111   1111   1111', 'columns'],
    ['41111111111111111111111', 'too long'],
    ['call 0049 30 1234567 or 0049 30 7654321', 'two telephone numbers'],
    ['DE02 1203 0000 0000 2020 51', 'an account'],
  ])('are not %s: %s', (text) => {
    expect(redact(text)).toBe(text);
  });

  it('a long text of digits is read in time', () => {
    const text = '1 '.repeat(20_000);
    expect(redact(text)).toBe(text);
  });
});
