import { createTestClock } from '@tandem/kit';
import { describe, expect, it } from 'vitest';
import { createLinkTokens } from './link-tokens.ts';

const of = { org: 'o', endpointId: 'e', conversationId: 'c', userId: 'u' };
const minuteMs = 60_000;

const made = () => {
  const clock = createTestClock();
  const tokens = createLinkTokens({ key: Buffer.alloc(32, 1), clock });
  const until = new Date(clock.now().getTime() + minuteMs);
  return { clock, tokens, until, token: tokens.issue('link', of, until) };
};

describe('tokens of links', () => {
  it('are good until their end, and the same for the same input', async () => {
    const { clock, tokens, until, token } = made();
    expect(tokens.issue('link', of, until)).toBe(token);
    expect(tokens.check('link', of, token)).toBe('good');
    await clock.advance(minuteMs);
    expect(tokens.check('link', of, token)).toBe('expired');
  });

  it.each(['org', 'endpointId', 'conversationId', 'userId'] as const)(
    'of another %s are forged',
    (name) => {
      const { tokens, token } = made();
      expect(tokens.check('link', { ...of, [name]: 'x' }, token)).toBe('forged');
    },
  );

  it('are forged for another use, with another end and under another key', () => {
    const { clock, tokens, token } = made();
    expect(tokens.check('page', of, token)).toBe('forged');
    expect(tokens.check('link', of, token.replace(/^\w+/, 'zzzzzz'))).toBe('forged');
    expect(tokens.check('link', of, `${token}x`)).toBe('forged');
    const others = createLinkTokens({ key: Buffer.alloc(32, 2), clock });
    expect(others.check('link', of, token)).toBe('forged');
  });
});
