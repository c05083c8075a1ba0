import { defineErrors } from '@tandem/kit';

export const connectorErrors = defineErrors('connectors', {
  notFound: { status: 404, code: 'not.found', text: 'There is no connector "{connector}".' },
  nameTaken: {
    status: 409,
    code: 'connector.name.taken',
    text: 'A connector named "{name}" exists already.',
  },
  invalid: { status: 400, code: 'connector.invalid', text: '{problem}' },
  consentMissing: {
    status: 400,
    code: 'connector.consent.missing',
    text: 'The connector may do more, calls somebody else or signs in otherwise than was consented to. Tick the consent.',
  },
  consentOutdated: {
    status: 409,
    code: 'connector.consent.outdated',
    text: 'The text of the consent has changed. Load the page again, read it and tick it.',
  },
  consentByUser: {
    status: 403,
    code: 'connector.consent.user',
    text: 'A connector to this contact centre acts with the permissions of the person who consents; the token is that of a client.',
  },
  connectionUseMissing: {
    status: 403,
    code: 'connector.connection.use.missing',
    text: 'To have a connector use an OAuth connection takes the permission vault:connection:use.',
  },
  secretAgain: {
    status: 400,
    code: 'connector.secret.again',
    text: 'The connector leads to another server now. Enter the secret again, so that it is not sent there unasked.',
  },
  validationFailed: {
    status: 400,
    code: 'connector.validation.failed',
    text: 'The validation URL refuses the user name and password: {reason}.',
  },
  changedMeanwhile: {
    status: 409,
    code: 'connector.changed',
    text: 'Somebody else changed the connector meanwhile. Load it again.',
  },
  noTransition: {
    status: 409,
    code: 'connector.state',
    text: 'The connector "{name}" is {state} already.',
  },
  inUse: {
    status: 409,
    code: 'connector.in.use',
    text: 'Flows call through the connector: {flows}. Without it they fail.',
  },
  noPlatform: {
    status: 409,
    code: 'connector.platform.none',
    text: 'This server runs no contact centre that a connector could call.',
  },
  inactive: {
    status: 409,
    code: 'connector.inactive',
    text: 'The connector "{name}" is deactivated.',
  },
  consenterGone: {
    status: 409,
    code: 'connector.consent.gone',
    text: '{person}, who consented to the connector "{name}", is not active any more. Somebody else has to consent.',
  },
  headerBeyondAccess: {
    status: 403,
    code: 'connector.access.read',
    text: 'The connector "{name}" has read access: the header {header}, which asks for another method, is not sent.',
  },
  beyondAccess: {
    status: 403,
    code: 'connector.access.read',
    text: 'The connector "{name}" has read access: {method} is not sent. It sends GET, HEAD and OPTIONS.',
  },
  badCall: { status: 400, code: 'connector.call.invalid', text: '{problem}' },
  noAnswer: {
    status: 502,
    code: 'connector.no.answer',
    text: 'The other side of the connector "{name}" gave no usable answer: {reason}.',
  },
  timedOut: {
    status: 504,
    code: 'connector.timeout',
    text: 'The other side of the connector "{name}" did not answer in time.',
  },
});
