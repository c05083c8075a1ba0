import { type ActionDefinition, everyKind } from './action.types.ts';

/** Ends the flow; in a subflow, goes back to the flow that called. */
export const end: ActionDefinition = {
  type: 'end',
  kinds: everyKind,
  group: 'flow',
  label: 'End Flow',
  fields: [],
  outlets: [],
  run: () => ({ goTo: 'end' }),
};

export const disconnect: ActionDefinition = {
  type: 'disconnect',
  kinds: ['inboundMessage'],
  group: 'message',
  label: 'Disconnect',
  fields: [],
  outlets: [],
  run: () => ({ effects: [{ kind: 'disconnect' }], goTo: 'end' }),
};
