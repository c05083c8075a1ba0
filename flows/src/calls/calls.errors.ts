import { defineErrors } from '@tandem/kit';

/** Why an effect that calls out could not be done: code and text become the `failed` input of the run. */
export const callErrors = defineErrors('calls', {
  unreachable: {
    status: 502,
    code: 'http.unreachable',
    text: '{host} cannot be reached: {reason}.',
  },
  tls: { status: 502, code: 'http.tls', text: 'No secure connection to {host}: {reason}.' },
  timeout: { status: 504, code: 'http.timeout', text: '{host} did not answer within {ms} ms.' },
  connectTimeout: {
    status: 504,
    code: 'http.timeout',
    text: '{host} took no connection within {ms} ms.',
  },
  url: { status: 400, code: 'http.url', text: '{problem}' },
  header: { status: 400, code: 'http.header', text: '{problem}' },
  body: { status: 400, code: 'http.body', text: '{problem}' },
  secret: { status: 400, code: 'http.secret', text: '{reason}' },
  guard: { status: 400, code: 'http.refused.by.guard', text: '{reason}' },
  tooLarge: {
    status: 502,
    code: 'http.response.too.large',
    text: 'The response of {host} is longer than {bytes} bytes.',
  },
  unreadable: {
    status: 502,
    code: 'http.response.unreadable',
    text: 'The response of {host} cannot be read: {reason}.',
  },
  chain: {
    status: 409,
    code: 'http.chain',
    text: 'Flows start each other over HTTP: after {most} of them the next one is not started.',
  },
  connector: { status: 409, code: 'http.connector', text: '{reason}' },
  session: { status: 409, code: 'http.session', text: '{reason}' },
  circuitOpen: {
    status: 503,
    code: 'http.circuit.open',
    text: '{host} failed several times in a row and is left alone for {seconds} s.',
  },
  sessionUrl: { status: 400, code: 'session.url', text: '{problem}' },
  sessionSecret: { status: 400, code: 'session.secret', text: '{reason}' },
  sessionRefused: {
    status: 401,
    code: 'session.refused',
    text: 'The session "{session}" is not signed in: {host} refuses the client ({reason}).',
  },
  sessionConnection: { status: 409, code: 'session.connection', text: '{reason}' },
});
