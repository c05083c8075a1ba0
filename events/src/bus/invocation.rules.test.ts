import { expect, it } from 'vitest';
import { verdictOfStatus } from './invocation.rules.ts';

it.each([
  [204, 'done', null],
  [429, 'retry', 'target.busy'],
  [503, 'retry', 'target.busy'],
  [500, 'retry', 'http.500'],
  [404, 'dead', 'target.refused'],
])('an answer of %d: %s, told as %s', (status, kind, code) => {
  expect(verdictOfStatus(status, undefined)).toMatchObject({ kind, code, status });
});
