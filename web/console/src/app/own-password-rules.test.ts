import { describe, expect, it } from 'vitest';
import { refuseOwnPassword } from './own-password-rules.ts';

describe('a new password of one’s own', () => {
  it.each([
    [
      { current: '', next: '', again: '' },
      { current: 'required', next: 'required' },
    ],
    [{ current: 'old', next: 'short', again: 'short' }, { next: 'tooShort' }],
    [{ current: 'long enough', next: 'long enough', again: 'long enough' }, { next: 'same' }],
    [{ current: 'old', next: 'long enough', again: 'long enuogh' }, { again: 'differs' }],
    [{ current: 'old', next: 'long enough', again: 'long enough' }, {}],
  ])('%j', (values, refusals) => {
    expect(refuseOwnPassword(values)).toEqual(refusals);
  });
});
