import type { FlowValue } from '../flow.model.ts';
import type { ActionDefinition, ActionRow } from './action.types.ts';
import { rows, template, variable } from './fields.ts';

const required = { required: true } as const;

/** Rows of names and values as a map. */
export const toMap = (list: readonly ActionRow[]): Record<string, string> =>
  Object.fromEntries(list.map((row) => [row.text('name'), row.text('value')]));

export const getParticipantData: ActionDefinition = {
  type: 'getParticipantData',
  kinds: ['inboundMessage'],
  group: 'message',
  label: 'Get Participant Data',
  fields: [
    rows('attributes', 'Attributes', {
      required: true,
      columns: [template('name', 'Name'), variable('variable', 'Variable', required)],
    }),
  ],
  outlets: ['next'],
  run: ({ rows: list, hidesData, surroundings: { participantData } }) => ({
    masked: list('attributes')
      .filter((row) => hidesData(row.text('name')))
      .map((row) => String(row.raw('variable'))),
    mapped: Object.fromEntries(
      list('attributes').map((row): [string, FlowValue] => {
        const name = row.text('name');
        return [
          String(row.raw('variable')),
          Object.hasOwn(participantData, name) ? (participantData[name] ?? '') : '',
        ];
      }),
    ),
    goTo: { outlet: 'next' },
  }),
};

export const setParticipantData: ActionDefinition = {
  type: 'setParticipantData',
  kinds: ['inboundMessage'],
  group: 'message',
  label: 'Set Participant Data',
  fields: [
    rows('attributes', 'Attributes', {
      required: true,
      columns: [template('name', 'Name'), template('value', 'Value')],
    }),
  ],
  outlets: ['next'],
  run: ({ rows: list }) => ({
    maskedData: list('attributes')
      .filter((row) => row.hidden('value'))
      .map((row) => row.text('name')),
    effects: [{ kind: 'setParticipantData', attributes: toMap(list('attributes')) }],
    goTo: { outlet: 'next' },
  }),
};
