import { defineErrors } from '@tandem/kit';

export const flowErrors = defineErrors('message-flows', {
  notFound: { status: 404, code: 'not.found', text: 'The requested resource was not found.' },
  badRequest: { status: 400, code: 'bad.request', text: '{problem}' },
  divisionUnknown: {
    status: 400,
    code: 'bad.request',
    text: 'There is no division with the id {id}.',
  },
  typeUnsupported: {
    status: 400,
    code: 'flow.type.not.supported',
    text: 'Flows of type {type} do not exist here; the platform runs INBOUNDSHORTMESSAGE.',
  },
  nameTaken: {
    status: 409,
    code: 'flow.name.taken',
    text: 'A flow named "{name}" exists already.',
  },
  locked: {
    status: 409,
    code: 'flow.locked',
    text: 'Somebody else has checked the flow out. It can be unlocked with the permission architect:flow:unlock.',
  },
  nothingSaved: {
    status: 400,
    code: 'flow.nothing.saved',
    text: 'The flow has no saved version yet.',
  },
  invalid: {
    status: 400,
    code: 'flow.validation.failed',
    text: 'The flow cannot be published: {problems}',
  },
  inUse: {
    status: 409,
    code: 'flow.in.use',
    text: 'The flow cannot be deleted because {count} message addresses are routed to it.',
  },
});
