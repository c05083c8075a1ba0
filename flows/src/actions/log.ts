import type { InstantEffect } from '../effect.model.ts';
import { type ActionDefinition, everyKind } from './action.types.ts';
import { choice, template } from './fields.ts';

type Level = Extract<InstantEffect, { kind: 'log' }>['level'];

/** Logs are read by people who may not see the values of a flow. */
const leftOut = 'A log of the flow held a secret and was left out.';

export const log: ActionDefinition = {
  type: 'log',
  kinds: everyKind,
  group: 'data',
  label: 'Log',
  fields: [
    choice('level', 'Level', { choices: ['info', 'warning', 'error'], default: 'info' }),
    template('message', 'Message', { required: true, multiline: true }),
  ],
  outlets: ['next'],
  run: ({ text, raw, hidden }) => ({
    effects: [
      hidden('message')
        ? { kind: 'log', level: 'warning', message: leftOut }
        : { kind: 'log', level: raw('level') as Level, message: text('message') },
    ],
    goTo: { outlet: 'next' },
  }),
};
