import { expect, it } from 'vitest';
import { startBody } from './outgoing.rules.ts';

/** The request that the other side reads of a bot that repeats a card number. */
const requestWith = (options: object) => {
  const words = 'Card 4111 1111 1111 1111 was refused.';
  const request = { reason: words, summary: words, priority: 0, customAttributes: {}, options };
  const session = { locale: 'en', userId: 'u', userName: null, userTrusted: false };
  const transcript = { note: null, lines: [], more: false };
  const given = { session, handover: { request }, transcript, customAttributes: {} };
  return startBody(given as never).request;
};

it('card numbers in what a bot says of the customer are made unreadable, as in the transcript', () => {
  const { reason, summary } = requestWith({});
  expect([reason, summary].join()).not.toContain('1111 1111');
  expect(reason).toContain('was refused.');
  expect(summary).toBe(reason);
  expect(requestWith({ redact: 'nothing' }).summary).toContain('4111 1111 1111 1111');
});
