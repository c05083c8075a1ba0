import { defineErrors } from '@tandem/kit';

export const destinationErrors = defineErrors('destinations', {
  notFound: { status: 404, code: 'not.found', text: 'There is no such event destination.' },
  nameTaken: {
    status: 409,
    code: 'destination.name.taken',
    text: 'An event destination named "{name}" exists already.',
  },
  unknownKind: {
    status: 400,
    code: 'destination.kind.unknown',
    text: 'There is no kind of event destination "{kind}". Allowed: {allowed}.',
  },
  notByHand: {
    status: 400,
    code: 'destination.kind.managed',
    text: 'An event destination of the kind "{kind}" is made by an integration.',
  },
  settingMissing: {
    status: 400,
    code: 'destination.setting.missing',
    text: 'The setting "{label}" ({name}) is missing.',
  },
  settingInvalid: {
    status: 400,
    code: 'destination.setting.invalid',
    text: 'The setting "{label}" ({name}) cannot be used: {problem}.',
  },
  secretsAgain: {
    status: 400,
    code: 'destination.secrets.again',
    text: 'Events go to another address now ({target}). Enter {secrets} again, so that they are not sent there unasked.',
  },
  unknownTopic: {
    status: 400,
    code: 'destination.topic.unknown',
    text: 'There is no topic "{topic}" that events are sent for.',
  },
  envelopeNotOffered: {
    status: 400,
    code: 'destination.envelope.unknown',
    text: 'A destination of the kind "{kind}" takes the envelopes {allowed}.',
  },
  managed: {
    status: 409,
    code: 'destination.managed',
    text: 'This event destination belongs to an integration and is changed there.',
  },
  changedMeanwhile: {
    status: 409,
    code: 'destination.changed',
    text: 'Somebody else changed the event destination meanwhile. Load it again.',
  },
  badPosition: {
    status: 400,
    code: 'destination.position.invalid',
    text: 'The position "{position}" is none. It is made of two numbers, such as 48213-977.',
  },
  positionAhead: {
    status: 400,
    code: 'destination.position.ahead',
    text: 'The position "{position}" lies ahead of everything in the log, which ends at {end}: nothing would be sent.',
  },
  badRange: {
    status: 400,
    code: 'destination.replay.range',
    text: 'There is nothing to send again: the end of the replay does not lie behind its beginning.',
  },
  replayRunning: {
    status: 409,
    code: 'destination.replay.running',
    text: 'A replay of this event destination is still under way.',
  },
});
