import { defineErrors } from '@tandem/kit';

export const routingErrors = defineErrors('routing', {
  notFound: { status: 404, code: 'not.found', text: 'The requested resource was not found.' },
  nameTaken: {
    status: 409,
    code: 'name.not.unique',
    text: 'A {kind} named "{name}" exists already.',
  },
  nameMissing: { status: 400, code: 'bad.request', text: 'A {kind} needs a name.' },
  unknownReference: {
    status: 400,
    code: 'bad.request',
    text: 'There is no {kind} with the id {id}.',
  },
  queueInUse: {
    status: 409,
    code: 'queue.in.use',
    text: 'The queue has {waiting} waiting conversations; delete it with forceDelete=true.',
  },
  badSetting: { status: 400, code: 'invalid.value', text: '{field}: {reason}' },
  ownMembershipOnly: {
    status: 403,
    code: 'not.authorized',
    text: 'Joining queues for another user needs the permission routing:queueMember:manage.',
  },
});
