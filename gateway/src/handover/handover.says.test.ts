import { describe, expect, it } from 'vitest';
import { withAgent } from './handover.says.ts';

describe('the name of the agent in a text', () => {
  it.each([
    ['You talk with {agent}.', 'You talk with Grace.', 'You talk with.'],
    ['We look for {agent} somebody.', 'We look for Grace somebody.', 'We look for somebody.'],
    ['{agent} is here.', 'Grace is here.', 'is here.'],
    [
      'Hello {agent}, hello.\n{agent} helps.',
      'Hello Grace, hello.\nGrace helps.',
      'Hello, hello.\nhelps.',
    ],
  ])('%s', (text, named, unnamed) => {
    expect(withAgent(text, 'Grace')).toBe(named);
    expect(withAgent(text, undefined)).toBe(unnamed);
  });

  it('is put in as it is', () => {
    expect(withAgent('With {agent}.', '$& {agent}')).toBe('With $& {agent}.');
  });
});
