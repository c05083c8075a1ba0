import { type ActionDefinition, everyKind } from './action.types.ts';

/**
 * Runs the body `try`; an error in it that finds no exit of its own goes to the body `catch`, where `error.code`,
 * `error.message` and `error.action` can be read. Both bodies go on at `next`.
 */
export const tryCatch: ActionDefinition = {
  type: 'tryCatch',
  kinds: everyKind,
  group: 'flow',
  label: 'Try / Catch',
  fields: [],
  outlets: ['try', 'catch', 'next'],
  run: ({ id }) => ({ goTo: { outlet: 'try', enter: { kind: 'try', at: id } } }),
};
