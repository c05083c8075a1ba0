import { defineErrors } from '@tandem/kit';

export const connectionErrors = defineErrors('connections', {
  notFound: {
    status: 404,
    code: 'not.found',
    text: 'There is no OAuth connection "{connection}".',
  },
  nameTaken: {
    status: 409,
    code: 'connection.name.taken',
    text: 'An OAuth connection named "{name}" exists already.',
  },
  invalid: { status: 400, code: 'connection.invalid', text: '{problem}' },
  secretAgain: {
    status: 400,
    code: 'connection.secret.again',
    text: 'The addresses of the connection lead to another server now. Enter the client secret again, so that it is not sent there unasked.',
  },
  notHttps: {
    status: 400,
    code: 'connection.url.http',
    text: '{url} must begin with https://. http:// is for private addresses that TANDEM_EGRESS_ALLOW names.',
  },
  discoveryFailed: {
    status: 400,
    code: 'connection.discovery.failed',
    text: 'The addresses of {issuer} could not be looked up: {reason}.',
  },
  inactive: {
    status: 409,
    code: 'connection.inactive',
    text: 'The OAuth connection "{name}" is deactivated.',
  },
  needsAuthorization: {
    status: 409,
    code: 'connection.needs.authorization',
    text: 'Somebody has to sign in to the OAuth connection "{name}" again: {reason}',
  },
  userNeeded: {
    status: 409,
    code: 'connection.user.needed',
    text: 'The OAuth connection "{name}" has a token for each user; this was asked for by no user. A flow can use it only in runs that a person starts.',
  },
  inUse: {
    status: 409,
    code: 'connection.in.use',
    text: '{names} use the OAuth connection "{name}" and fail without it.',
  },
  noSignIn: {
    status: 409,
    code: 'connection.sign.in.none',
    text: 'The OAuth connection "{name}" uses client credentials: nobody signs in to it.',
  },
  otherAddress: {
    status: 409,
    code: 'connection.address.other',
    text: 'The provider sends people back to {callbackUrl}. Open the console at {origin} and sign in from there.',
  },
  changedMeanwhile: {
    status: 409,
    code: 'connection.changed',
    text: 'Somebody else changed the OAuth connection meanwhile. Load it again.',
  },
  editNeeded: {
    status: 403,
    code: 'connection.edit.missing',
    text: "The token of this connection is everybody's. It takes the permission vault:connection:edit.",
  },
  refreshFailed: {
    status: 503,
    code: 'connection.refresh.failed',
    text: 'The OAuth connection "{name}" got no token: {reason}',
  },
});
