import { defineErrors } from '@tandem/kit';

export const busErrors = defineErrors('bus', {
  notFound: { status: 404, code: 'event.bus.not.found', text: 'There is no such thing here.' },
  sourceDeleted: {
    status: 409,
    code: 'partner.source.deleted',
    text: 'The partner event source is deleted. It comes back when its integration is activated again.',
  },
  sourceExpired: {
    status: 409,
    code: 'partner.source.expired',
    text: 'Nobody associated the partner event source within two weeks, so it is gone. Deactivate and activate its integration to make it anew.',
  },
  nameTaken: {
    status: 409,
    code: 'event.bus.name.taken',
    text: 'There is one named "{name}" already.',
  },
  patternInvalid: {
    status: 400,
    code: 'event.pattern.invalid',
    text: 'The event pattern is not valid at {place}: {problem}',
  },
  tooMany: {
    status: 400,
    code: 'event.bus.limit',
    text: 'The requested resource exceeds the maximum number allowed: there may be at most {limit} of these.',
  },
  tooManyWildcards: {
    status: 400,
    code: 'event.bus.limit',
    text: 'The requested resource exceeds the maximum number allowed: at most {limit} rules of a bus may have wildcards.',
  },
  busHasRules: {
    status: 409,
    code: 'event.bus.has.rules',
    text: 'The event bus has rules. Delete them first.',
  },
  destinationInUse: {
    status: 409,
    code: 'api.destination.in.use',
    text: 'Rules send to this API destination: {rules}.',
  },
  destinationUnknown: {
    status: 400,
    code: 'api.destination.unknown',
    text: 'There is no API destination {id}.',
  },
  targetTwice: {
    status: 400,
    code: 'event.target.duplicate',
    text: 'Two targets have the id {id}.',
  },
  badAddress: {
    status: 400,
    code: 'api.destination.url.invalid',
    text: '{field}: "{url}" is not an http or https address.',
  },
  addressHasUser: {
    status: 400,
    code: 'api.destination.url.user',
    text: '{field}: user name and password do not belong into an address. Choose how calls prove themselves below it.',
  },
  connectionIncomplete: {
    status: 400,
    code: 'api.destination.connection.incomplete',
    text: 'The connection needs {field}.',
  },
  headerReserved: {
    status: 400,
    code: 'api.destination.header.reserved',
    text: 'The header {name} is set by the event bus and cannot carry the key.',
  },
  changedMeanwhile: {
    status: 409,
    code: 'api.destination.changed',
    text: 'Somebody else changed it meanwhile. Load it again.',
  },
  archiveUnknown: {
    status: 400,
    code: 'event.archive.unknown',
    text: 'The bus has no archive {id}.',
  },
  ruleUnknown: { status: 400, code: 'event.rule.unknown', text: 'The bus has no rule {id}.' },
  replayTimes: {
    status: 400,
    code: 'event.replay.times.invalid',
    text: 'A replay ends after it begins.',
  },
  replayOver: { status: 409, code: 'event.replay.over', text: 'The replay has ended already.' },
  eventTooLarge: {
    status: 400,
    code: 'event.too.large',
    text: 'The event has {bytes} bytes; {limit} are allowed.',
  },
});
