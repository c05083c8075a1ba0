import type { Activity } from '@tandem/contract';
import { expect, it } from 'vitest';
import { reduce } from './reduce.ts';
import { initialState } from './state.ts';

const at = Date.parse('2026-01-05T10:00:00Z');
const status = (id: string, value: object): Activity => ({
  ...{ type: 'event', id, name: 'handoff.status', value },
  from: { id: 'tandem', role: 'channel' },
});
const chatWith = (...activities: Activity[]) =>
  reduce(initialState, { type: 'activities', activities, at });

it.each([
  [{}, ['handoffAccepted', 'handoffFailed']],
  [{ next: 'message' }, ['handoffAccepted']],
  [{ next: 'queue' }, ['handoffAccepted']],
])(
  'a handover to which nobody came says that the assistant goes on where it does, %j',
  (more, lines) => {
    const failed = status('2', { state: 'failed', status: 'failed', ...more });
    const state = chatWith(status('1', { state: 'accepted' }), failed);
    expect(state.handover).toEqual({ phase: 'none' });
    expect(state.items.map((item) => (item.kind === 'system' ? item.what : item.text))).toEqual(
      lines,
    );
  },
);
