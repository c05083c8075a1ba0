import { type ActionDefinition, everyKind } from './action.types.ts';
import { holds, questionFields } from './comparison.ts';

export const condition: ActionDefinition = {
  type: 'condition',
  kinds: everyKind,
  group: 'flow',
  label: 'Condition',
  fields: questionFields,
  outlets: ['yes', 'no'],
  run: (context) => ({ goTo: { outlet: holds(context) ? 'yes' : 'no' } }),
};
