import { defineErrors } from '@tandem/kit';

export const startErrors = defineErrors('gateway.conversations', {
  notFound: { status: 404, code: 'not.found', text: 'The requested resource was not found.' },
  noProvider: {
    status: 409,
    code: 'gateway.conversation.handover.none',
    text: 'The endpoint of the conversation has nobody to hand over to.',
  },
  alreadyOpen: {
    status: 409,
    code: 'gateway.conversation.handover.open',
    text: 'The conversation is with the agents already, or waits for them.',
  },
  closed: {
    status: 409,
    code: 'gateway.conversation.closed',
    text: 'Agents are called in opening hours only.',
  },
  left: {
    status: 409,
    code: 'gateway.conversation.left',
    text: 'The customer has left the conversation.',
  },
});
