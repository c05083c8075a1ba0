import { defineErrors } from '@tandem/kit';

export const presenceErrors = defineErrors('presence', {
  notFound: { status: 404, code: 'not.found', text: 'The requested resource was not found.' },
  unknownDefinition: {
    status: 400,
    code: 'bad.request',
    text: 'There is no active presence definition with the id {id}.',
  },
  unknownSystemPresence: {
    status: 400,
    code: 'invalid.value',
    text: 'systemPresence must be one of {allowed}.',
  },
  systemDefinition: {
    status: 400,
    code: 'bad.request',
    text: 'Presence definitions of the system cannot be changed.',
  },
  statusNotAllowed: {
    status: 400,
    code: 'invalid.value',
    text: 'The routing status cannot go from {from} to {to} by request; allowed are OFF_QUEUE and IDLE.',
  },
  statusMissing: { status: 400, code: 'bad.request', text: 'The body needs a status.' },
  notYours: {
    status: 403,
    code: 'not.authorized',
    text: 'Changing another user needs the permission directory:user:edit.',
  },
});
