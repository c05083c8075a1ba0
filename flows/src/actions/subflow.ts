import type { FlowValue } from '../flow.model.ts';
import { type ActionDefinition, everyKind } from './action.types.ts';
import { expression, resource, rows, text, variable } from './fields.ts';

const required = { required: true } as const;

/** Runs another flow of the same kind; its input variables are filled here and its output variables come back. */
export const subflow: ActionDefinition = {
  type: 'subflow',
  kinds: everyKind,
  group: 'flow',
  label: 'Subflow',
  fields: [
    resource('flow', 'Flow', { resource: 'flow', required: true }),
    rows('inputs', 'Inputs', {
      columns: [text('name', 'Input variable', required), expression('value', 'Value')],
    }),
    rows('outputs', 'Outputs', {
      columns: [
        text('name', 'Output variable', required),
        variable('variable', 'Variable', required),
      ],
    }),
  ],
  outlets: ['next'],
  run: ({ text: read, rows: list }) => ({
    goTo: {
      call: {
        flow: read('flow').trim(),
        inputs: Object.fromEntries(
          list('inputs').map((row): [string, FlowValue] => [
            String(row.raw('name')),
            row.value('value'),
          ]),
        ),
        masked: list('inputs')
          .filter((row) => row.hidden('value'))
          .map((row) => String(row.raw('name'))),
      },
    },
  }),
  returned: ({ rows: list }, { outputs, hides }) => ({
    masked: list('outputs')
      .filter((row) => hides(String(row.raw('name'))))
      .map((row) => String(row.raw('variable'))),
    variables: Object.fromEntries(
      list('outputs').map((row): [string, FlowValue] => [
        String(row.raw('variable')),
        outputs[String(row.raw('name'))] ?? null,
      ]),
    ),
    goTo: { outlet: 'next' },
  }),
};
