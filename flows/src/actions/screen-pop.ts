import type { ActionDefinition } from './action.types.ts';
import { pairs, resource } from './fields.ts';
import { toMap } from './participant-data.ts';

export const setScreenPop: ActionDefinition = {
  type: 'setScreenPop',
  kinds: ['inboundMessage'],
  group: 'message',
  label: 'Set Screen Pop',
  fields: [
    resource('script', 'Script', { resource: 'script', required: true }),
    pairs('inputs', 'Inputs'),
  ],
  outlets: ['next'],
  run: ({ text, rows }) => ({
    effects: [
      { kind: 'setScreenPop', script: text('script').trim(), inputs: toMap(rows('inputs')) },
    ],
    goTo: { outlet: 'next' },
  }),
};
