import { defineErrors } from '@tandem/kit';

export const botConnectorErrors = defineErrors('bot-connectors', {
  notFound: { status: 404, code: 'not.found', text: 'The requested resource was not found.' },
  withheld: {
    status: 403,
    code: 'feature.disabled',
    text: 'Genesys Bot Connector is not enabled for this organisation by the setting {flag} of the server.',
  },
  botTwice: {
    status: 400,
    code: 'invalid.value',
    text: 'The bot "{bot}" is in the list twice, or one of its versions is.',
  },
  credentialType: {
    status: 400,
    code: 'invalid.value',
    text: 'There is no credential type "{type}". Allowed values are: userDefined',
  },
  fieldsMissing: {
    status: 400,
    code: 'invalid.value',
    text: 'credentialFields must have 1 to 20 fields with names that a header may have.',
  },
  inUse: {
    status: 409,
    code: 'credential.in.use',
    text: 'The integration "{name}" uses these credentials. Choose others there first.',
  },
});
