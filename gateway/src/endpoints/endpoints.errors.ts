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
  secretsAgain: {
    status: 400,
    code: 'gateway.endpoint.secret.again',
    text: '{target} changed. Secrets stay with the address they were given for: enter {secrets} again, or send null for one that is no longer needed. Nothing was changed.',
  },
  secretClosed: {
    status: 503,
    code: 'gateway.endpoint.secret.closed',
    text: 'A secret of the endpoint cannot be opened. Test its connection in the console to see why.',
  },
  uploadTooLarge: {
    status: 400,
    code: 'gateway.endpoint.upload.bytes',
    text: 'This server takes files of at most {limit} bytes.',
  },
  changedMeanwhile: {
    status: 409,
    code: 'gateway.endpoint.changed',
    text: 'The endpoint was changed by somebody else at the same time. Try again.',
  },
  running: {
    status: 409,
    code: 'gateway.endpoint.running',
    text: 'Handovers that run at the endpoint: {running}. It can be deleted when they are over, or end with it: delete it with running=end.',
  },
  runningThere: {
    status: 409,
    code: 'gateway.endpoint.running.there',
    text: 'Handovers that run by the settings of the endpoint: {running}. They would be lost with another value of {settings}. Change it when they are over, or with running=end: then they end, and their customers are with the bot again.',
  },
  runningOff: {
    status: 409,
    code: 'gateway.endpoint.running.off',
    text: 'Handovers that run at the endpoint: {running}. Nobody could go on with them once it is switched off. Switch it off when they are over, or with running=end: then they end, and the contact centre is told.',
  },
  noHandover: {
    status: 400,
    code: 'gateway.endpoint.handover.none',
    text: 'The endpoint has no handover provider to test.',
  },
  flowBot: {
    status: 400,
    code: 'gateway.endpoint.bot.flow',
    text: 'The bot of the endpoint is a flow: it is tried in its editor.',
  },
});
