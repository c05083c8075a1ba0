import { type FlowSettings, flowLimits } from '../flow.model.ts';
import { type ActionDefinition, everyKind } from './action.types.ts';
import { expression, rows, variable } from './fields.ts';

/** Documents of the first days have one assignment, written in the settings themselves. */
const upgrade = (settings: FlowSettings): FlowSettings => {
  const { variable: name, value, ...rest } = settings;
  if (name === undefined || settings['assignments'] !== undefined) return settings;
  return { ...rest, assignments: [{ variable: name, value: value ?? '' }] };
};

export const setVariable: ActionDefinition = {
  type: 'setVariable',
  kinds: everyKind,
  group: 'data',
  label: 'Set Variable',
  fields: [
    rows('assignments', 'Assignments', {
      required: true,
      max: flowLimits.assignments,
      columns: [variable('variable', 'Variable', { required: true }), expression('value', 'Value')],
    }),
  ],
  outlets: ['next'],
  upgrade,
  run: ({ rows: read, typeOf, set }) => {
    for (const row of read('assignments')) {
      const name = String(row.raw('variable'));
      // A variable without a type is a text, as in the first documents.
      set(name, typeOf(name) === undefined ? row.text('value') : row.value('value'));
    }
    return { goTo: { outlet: 'next' } };
  },
};
