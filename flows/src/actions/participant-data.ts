import type { ActionDefinition } from './action.types.ts';

export const getParticipantData: ActionDefinition = {
  type: 'getParticipantData',
  kinds: ['inboundMessage'],
  label: 'Get Participant Data',
  fields: [
    {
      name: 'attributes',
      label: 'Attributes',
      required: true,
      kind: 'rows',
      columns: [
        { name: 'name', kind: 'template' },
        { name: 'variable', kind: 'variable' },
      ],
    },
  ],
  outlets: ['next'],
  run: ({ rows, surroundings: { participantData } }) => ({
    variables: Object.fromEntries(
      rows('attributes').map(({ name = '', variable = '' }) => [
        variable,
        Object.hasOwn(participantData, name) ? (participantData[name] ?? '') : '',
      ]),
    ),
    goTo: { outlet: 'next' },
  }),
};

export const setParticipantData: ActionDefinition = {
  type: 'setParticipantData',
  kinds: ['inboundMessage'],
  label: 'Set Participant Data',
  fields: [
    {
      name: 'attributes',
      label: 'Attributes',
      required: true,
      kind: 'rows',
      columns: [
        { name: 'name', kind: 'template' },
        { name: 'value', kind: 'template' },
      ],
    },
  ],
  outlets: ['next'],
  run: ({ rows }) => ({
    effects: [
      {
        kind: 'setParticipantData',
        attributes: Object.fromEntries(
          rows('attributes').map(({ name = '', value = '' }) => [name, value]),
        ),
      },
    ],
    goTo: { outlet: 'next' },
  }),
};
