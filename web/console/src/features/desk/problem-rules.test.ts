import { describe, expect, it } from 'vitest';
import { problemOf } from './problem-rules.ts';

describe('why the channel did not deliver a message', () => {
  it.each([
    ['HTTP 404', 'gone'],
    ['HTTP 410', 'gone'],
    ['HTTP 400', 'refused'],
    ['HTTP 403', 'refused'],
    ['HTTP 429', 'down'],
    ['HTTP 502', 'down'],
    ['timeout', 'down'],
    ['connect', 'down'],
    ['The recipient opted out', 'other'],
  ])('%s is told as %s', (text, kind) => {
    expect(problemOf(text)).toEqual({ kind, text });
  });
});
