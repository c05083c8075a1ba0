import { defineErrors } from '@tandem/kit';

export const channelErrors = defineErrors('gateway.channels', {
  notFound: { status: 404, code: 'not.found', text: 'The requested resource was not found.' },
  nameTaken: {
    status: 409,
    code: 'gateway.channel.name.taken',
    text: 'A channel named "{name}" exists already.',
  },
  noEndpoint: {
    status: 400,
    code: 'gateway.channel.endpoint.unknown',
    text: 'There is no such endpoint.',
  },
  kindFixed: {
    status: 400,
    code: 'gateway.channel.kind.fixed',
    text: 'The kind of a channel cannot be changed. Add another channel.',
  },
  changedMeanwhile: {
    status: 409,
    code: 'gateway.channel.changed',
    text: 'The channel was changed by somebody else at the same time. Try again.',
  },
  running: {
    status: 409,
    code: 'gateway.channel.running',
    text: 'Handovers that run with customers of the channel: {running}. Their agents could not reach them any more. Do it when they are over, or with running=end: then they end, and the contact centre is told.',
  },
  cannotConnect: {
    status: 400,
    code: 'gateway.channel.connect.none',
    text: 'Channels of this kind are connected at the vendor: enter the address there.',
  },
  inactive: {
    status: 403,
    code: 'gateway.channel.inactive',
    text: 'The channel or its endpoint is switched off.',
  },
  badSignature: {
    status: 401,
    code: 'gateway.channel.signature',
    text: 'The request is not signed by the secret of this channel, or its time is off by more than five minutes.',
  },
  badRequest: {
    status: 400,
    code: 'gateway.channel.request',
    text: 'The request cannot be read: {problem}.',
  },
  secretClosed: {
    status: 503,
    code: 'gateway.channel.secret.closed',
    text: 'A secret of the channel cannot be opened. Test its connection in the console to see why.',
  },
});
