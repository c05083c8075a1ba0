import { expect, it } from 'vitest';
import { retentionLine } from './retention-finding.ts';

const at = (hour: number) => new Date(Date.UTC(2026, 10, 22, hour));
const run = (name: string, hour: number, more = {}) => ({
  ...{ name, started: at(hour), finished: at(hour), removed: 0 },
  ...more,
});

it('says when a half last finished and how much that was, in one line of words', () => {
  expect(
    retentionLine('bot side', [run('chats', 3, { removed: 7 }), run('laneDeadLetters', 2)]),
  ).toBe('bot side: last done at 2026-11-22 02:00 UTC, 7 removed');
});

it('names in words what is begun and not done', () => {
  const begun = run('laneDeadLetters', 4, { finished: null, removed: 2 });
  expect(retentionLine('contact centre', [run('events', 3), begun])).toBe(
    'contact centre: last done at 2026-11-22 03:00 UTC, 2 removed; begun and not done: undelivered messages',
  );
  expect(retentionLine('contact centre', [begun])).toBe(
    'contact centre: 2 removed; begun and not done: undelivered messages',
  );
  expect(retentionLine('contact centre', [])).toBe('contact centre: not run yet');
});
