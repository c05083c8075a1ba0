import { defineErrors } from '@tandem/kit';

export const automationErrors = defineErrors('gateway.automation', {
  notFound: { status: 404, code: 'not.found', text: 'The requested resource was not found.' },
  notAutomation: {
    status: 400,
    code: 'flow.execution.kind',
    text: 'Only automation flows are started by themselves; "{name}" is of the kind {kind}.',
  },
  inactive: {
    status: 409,
    code: 'flow.execution.inactive',
    text: 'The flow "{name}" is not active.',
  },
  notPublished: {
    status: 409,
    code: 'flow.execution.not.published',
    text: 'The flow "{name}" has no published version {label}.',
  },
  versionGone: {
    status: 409,
    code: 'flow.execution.version.gone',
    text: 'Version {version} of the flow is not there any more.',
  },
  inputUnknown: {
    status: 400,
    code: 'flow.execution.input.unknown',
    text: 'The flow has no input variable "{name}". Input variables: {known}.',
  },
  inputInvalid: {
    status: 400,
    code: 'flow.execution.input.invalid',
    text: 'The value does not fit the input variable "{name}" ({type}).',
  },
  keyReused: {
    status: 409,
    code: 'flow.execution.key.reused',
    text: 'The Idempotency-Key was used for another start of this flow.',
  },
  keyInvalid: {
    status: 400,
    code: 'flow.execution.key.invalid',
    text: 'An Idempotency-Key has 1 to 200 printable characters.',
  },
  busy: {
    status: 429,
    code: 'flow.execution.too.many',
    text: 'The flow has {limit} executions that have not ended. Try again when some have.',
  },
  chainTooLong: {
    status: 409,
    code: 'flow.chain.too.long',
    text: 'Flows start each other over HTTP: after {most} of them the next one is not started.',
  },
  statusUnknown: {
    status: 400,
    code: 'flow.execution.status.unknown',
    text: 'There is no status "{status}". Allowed values are: {allowed}',
  },
  decryptForbidden: {
    status: 403,
    code: 'missing.permissions',
    text: 'Values of secure variables need the permission architect:flowTrace:decrypt.',
  },
  cronInvalid: {
    status: 400,
    code: 'flow.trigger.cron.invalid',
    text: 'The schedule is not valid: {problem}.',
  },
  zoneInvalid: {
    status: 400,
    code: 'flow.trigger.zone.invalid',
    text: 'There is no time zone "{zone}". Use a name such as Europe/Berlin.',
  },
  eventMissing: {
    status: 400,
    code: 'flow.trigger.event.missing',
    text: 'A trigger by events needs the type of event.',
  },
  eventUnknown: {
    status: 400,
    code: 'flow.trigger.event.unknown',
    text: 'There are no events of the type "{event}". A flow is started by: {known}.',
  },
  patternInvalid: {
    status: 400,
    code: 'flow.trigger.pattern.invalid',
    text: 'The pattern is not valid: {problem}.',
  },
  tooManyTriggers: {
    status: 400,
    code: 'flow.trigger.too.many',
    text: 'A flow has at most {limit} triggers.',
  },
  changedMeanwhile: {
    status: 409,
    code: 'flow.trigger.changed',
    text: 'The trigger was changed by somebody else at the same time. Try again.',
  },
});
