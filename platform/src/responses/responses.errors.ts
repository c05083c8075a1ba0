import { defineErrors } from '@tandem/kit';

export const responsesErrors = defineErrors('responses', {
  notFound: { status: 404, code: 'not.found', text: 'The requested resource was not found.' },
  nameTaken: {
    status: 409,
    code: 'name.not.unique',
    text: 'A response library named "{name}" exists already.',
  },
  nameMissing: { status: 400, code: 'bad.request', text: 'A response library needs a name.' },
  versionConflict: {
    status: 409,
    code: 'version.conflict',
    text: 'Somebody changed it meanwhile: its version is {actual}, not {given}. Read it again.',
  },
  noLibrary: {
    status: 400,
    code: 'bad.request',
    text: 'libraries: a response stands in at least one library.',
  },
  unknownLibrary: {
    status: 400,
    code: 'bad.request',
    text: 'There is no response library with the id {id}.',
  },
  noText: {
    status: 400,
    code: 'bad.request',
    text: 'texts: a response needs at least one text that is not empty.',
  },
  tooLong: {
    status: 400,
    code: 'bad.request',
    text: '{field}: must not be longer than {most} characters.',
  },
  badSubstitution: {
    status: 400,
    code: 'bad.request',
    text: 'substitutions: "{id}" may hold letters, digits, dots, dashes and underscores only, and stands there once.',
  },
  notOffered: { status: 400, code: 'bad.request', text: '{field}: not offered here. {reason}' },
  badTemplate: { status: 400, code: 'bad.request', text: 'messagingTemplate: {problem}.' },
  noTemplate: {
    status: 400,
    code: 'bad.request',
    text: 'messagingTemplate: the response "{name}" is no messaging template.',
  },
  placeUnfilled: {
    status: 400,
    code: 'bad.request',
    text: 'messagingTemplate: no parameter fills in the place "{name}".',
  },
  valueTooLong: {
    status: 400,
    code: 'bad.request',
    text: 'messagingTemplate: the value for the place "{name}" has more than {most} characters.',
  },
  filledTooLong: {
    status: 400,
    code: 'bad.request',
    text: 'messagingTemplate: filled in, the {part} has more than {most} characters.',
  },
  badFilter: { status: 400, code: 'invalid.value', text: '{field}: {reason}' },
});
