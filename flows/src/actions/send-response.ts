import type { ActionDefinition } from './action.types.ts';

export const sendResponse: ActionDefinition = {
  type: 'sendResponse',
  kinds: ['inboundMessage'],
  label: 'Send Response',
  fields: [{ name: 'text', label: 'Message', required: true, kind: 'template' }],
  outlets: ['next'],
  run: ({ text }) => {
    const message = text('text');
    return {
      effects: message === '' ? [] : [{ kind: 'sendResponse', text: message }],
      goTo: { outlet: 'next' },
    };
  },
};
