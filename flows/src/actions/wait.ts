import type { ActionDefinition } from './action.types.ts';
import { choice, integer } from './fields.ts';

const unitMs = { seconds: 1000, minutes: 60_000, hours: 3_600_000 } as const;

/** Milliseconds of a time given as number and unit. */
export const toMs = (amount: number | null, unit: unknown): number =>
  (amount ?? 0) * unitMs[unit as keyof typeof unitMs];

export const unitField = choice('unit', 'Unit', {
  required: true,
  choices: Object.keys(unitMs),
  default: 'seconds',
});

export const wait: ActionDefinition = {
  type: 'wait',
  // A copilot that waits would show what was true before.
  kinds: ['inboundMessage', 'bot', 'automation'],
  group: 'flow',
  label: 'Wait',
  fields: [integer('duration', 'Duration', { required: true, min: 1, max: 86_400 }), unitField],
  outlets: ['next'],
  progresses: true,
  run: ({ number, raw }) => ({
    effects: [{ kind: 'timer', ms: toMs(number('duration'), raw('unit')) }],
    goTo: 'wait',
  }),
  resume: (_, { kind }) =>
    kind === 'timer' || kind === 'result' ? { goTo: { outlet: 'next' } } : null,
};
