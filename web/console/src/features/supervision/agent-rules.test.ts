import { expect, it } from 'vitest';
import { statusOf } from './agent-rules.ts';

const agent = { id: 'a', name: 'Ada', since: '', capacity: 4, queueIds: [] };

it('who owes codes and talks to nobody is at after-call work', () => {
  const at = (active: number, afterCallWork: number) =>
    statusOf({ ...agent, status: 'INTERACTING', active, afterCallWork });
  expect([at(1, 0), at(2, 1), at(1, 1), at(2, 2)]).toEqual([
    'INTERACTING',
    'INTERACTING',
    'AFTER_CALL_WORK',
    'AFTER_CALL_WORK',
  ]);
  expect(statusOf({ ...agent, status: 'IDLE', active: 0, afterCallWork: 0 })).toBe('IDLE');
});
