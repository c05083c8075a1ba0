import { defineErrors } from '@tandem/kit';

export const flowErrors = defineErrors('flows', {
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
  kindUnsupported: {
    status: 400,
    code: 'flow.kind.not.supported',
    text: 'Flows of the kind {kind} are not kept here, but: {kinds}.',
  },
  kindDiffers: {
    status: 400,
    code: 'flow.kind.differs',
    text: 'The document is of the kind {other}, and the flow is of the kind {kind}.',
  },
  templateUnknown: {
    status: 400,
    code: 'flow.template.unknown',
    text: 'There is no template "{template}" for flows of the kind {kind}.',
  },
  importUnknown: {
    status: 400,
    code: 'flow.import.unknown',
    text: 'This is no flow that can be imported: {problem}',
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
  unlockForbidden: {
    status: 403,
    code: 'missing.permissions',
    text: 'Somebody else has locked the flow; taking the lock away needs the permission architect:flow:unlock.',
  },
  resourceForbidden: {
    status: 403,
    code: 'missing.permissions',
    text: 'The flow works with the {noun} "{name}". Who publishes it or tries it out needs the permission {permission}.',
  },
  savedMeanwhile: {
    status: 409,
    code: 'flow.saved.meanwhile',
    text: 'The flow has been saved meanwhile: the last version is {version}.',
  },
  nothingSaved: {
    status: 400,
    code: 'flow.nothing.saved',
    text: 'The flow has no saved version yet.',
  },
  notPublished: {
    status: 400,
    code: 'flow.version.not.published',
    text: 'Version {version} was never published; a label points at published versions only.',
  },
  invalid: {
    status: 400,
    code: 'flow.validation.failed',
    text: 'The flow cannot be published: {problems}',
  },
  unrunnable: {
    status: 400,
    code: 'flow.validation.failed',
    text: 'The draft cannot run: {problems}',
  },
  malformed: {
    status: 400,
    code: 'flow.malformed',
    text: 'The flow cannot be saved: {problems}',
  },
  inUse: {
    status: 409,
    code: 'flow.in.use',
    text: 'The flow cannot be deleted because it is used by {names}.',
  },
});
