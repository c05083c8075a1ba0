import { defineErrors } from '@tandem/kit';

export const conversationErrors = defineErrors('conversations', {
  notFound: { status: 404, code: 'not.found', text: 'The requested resource was not found.' },
  notReady: {
    status: 503,
    code: 'service.unavailable',
    text: 'The conversation is being set up; try again in a moment.',
  },
  ended: {
    status: 409,
    code: 'conversation.ended',
    text: 'The conversation has ended.',
  },
  wrongState: {
    status: 409,
    code: 'invalid.participant.state',
    text: 'The participant is {state} and cannot become {wanted}.',
  },
  notAgent: {
    status: 400,
    code: 'bad.request',
    text: 'Only an agent of the conversation can do this; the participant is {purpose}.',
  },
  notYours: {
    status: 403,
    code: 'not.authorized',
    text: 'Only the agent of this participant can do this.',
  },
  monitorSelf: {
    status: 400,
    code: 'bad.request',
    text: 'Nobody reads along with himself, or with somebody who only reads along.',
  },
  notConnected: {
    status: 409,
    code: 'communication.not.connected',
    text: 'The communication is {state}, so nothing can be sent on it.',
  },
  userContextRequired: {
    status: 403,
    code: 'not.authorized',
    text: 'This operation needs the token of a user; client credentials have none.',
  },
  wrapupCodeUnknown: {
    status: 400,
    code: 'wrapup.code.not.found',
    text: 'The wrap-up code {code} is not offered by the queue of the conversation.',
  },
  wrapupStillRequired: {
    status: 400,
    code: 'wrapup.required',
    text: 'The queue requires a wrap-up code, so it cannot be skipped.',
  },
  transferTarget: {
    status: 400,
    code: 'bad.request',
    text: 'Exactly one of queueId, userId and address must say where the conversation goes.',
  },
  transferToSelf: {
    status: 400,
    code: 'bad.request',
    text: 'The agent has the conversation already.',
  },
  transferUnknown: {
    status: 400,
    code: 'bad.request',
    text: 'There is no {kind} with the id {id}.',
  },
  unsupported: { status: 400, code: 'bad.request', text: '{what} is not supported here.' },
  emptyNote: { status: 400, code: 'bad.request', text: 'A note or question needs a text.' },
  emptyLabel: { status: 400, code: 'bad.request', text: 'A label needs a name.' },
  tooManyLabels: {
    status: 400,
    code: 'desk.labels.many',
    text: 'A conversation has at most {most} labels. Nothing was changed.',
  },
  noCapacity: {
    status: 409,
    code: 'agent.not.available',
    text: 'The agent has no room for another conversation.',
  },
});
