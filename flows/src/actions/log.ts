import type { InstantEffect } from '../effect.model.ts';
import { type ActionDefinition, everyKind } from './action.types.ts';
import { choice, template } from './fields.ts';

type Level = Extract<InstantEffect, { kind: 'log' }>['level'];

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
  run: ({ text, raw }) => ({
    effects: [{ kind: 'log', level: raw('level') as Level, message: text('message') }],
    goTo: { outlet: 'next' },
  }),
};
