import { flowLimits } from '../flow.model.ts';
import { type ActionDefinition, everyKind } from './action.types.ts';
import { rows, template, text } from './fields.ts';

/** Names of outlets are typed by authors; they stand in edges. */
export const outletName = text('name', 'Outlet', {
  required: true,
  pattern: '^[A-Za-z0-9_][A-Za-z0-9_ -]{0,63}$',
});

export const caseAction: ActionDefinition = {
  type: 'case',
  kinds: everyKind,
  group: 'flow',
  label: 'Case',
  fields: [
    template('value', 'Value', { required: true }),
    rows('cases', 'Cases', {
      required: true,
      max: flowLimits.cases,
      unique: 'name',
      columns: [outletName, template('is', 'Equals', { required: true })],
    }),
  ],
  outlets: ['default'],
  moreOutlets: { rows: 'cases', column: 'name' },
  run: ({ text: read, rows: list }) => {
    const value = read('value');
    const found = list('cases').find((row) => row.text('is') === value);
    return { goTo: { outlet: found ? String(found.raw('name')) : 'default' } };
  },
};
