import { defineErrors } from '@tandem/kit';

export const endpointErrors = defineErrors('gateway.endpoints', {
  notFound: { status: 404, code: 'not.found', text: 'The requested resource was not found.' },
  nameTaken: {
    status: 409,
    code: 'gateway.endpoint.name.taken',
    text: 'An endpoint named "{name}" exists already.',
  },
  unknownKind: {
    status: 400,
    code: 'gateway.endpoint.kind.unknown',
    text: 'There is no {part} of the kind "{kind}". Allowed values are: {allowed}',
  },
  settingMissing: {
    status: 400,
    code: 'gateway.endpoint.setting.missing',
    text: 'The setting {label} ({part}.{name}) is required.',
  },
  settingInvalid: {
    status: 400,
    code: 'gateway.endpoint.setting.invalid',
    text: 'The setting {label} ({part}.{name}) is not valid: {problem}.',
  },
  noHandover: {
    status: 400,
    code: 'gateway.endpoint.handover.none',
    text: 'The endpoint has no handover provider to test.',
  },
});
