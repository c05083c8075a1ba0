import { defineErrors } from '@tandem/kit';

export const integrationErrors = defineErrors('integrations', {
  notFound: { status: 404, code: 'not.found', text: 'The requested resource was not found.' },
  typeUnknown: {
    status: 400,
    code: 'invalid.value',
    text: 'There is no integration type "{type}".',
  },
  nameInvalid: {
    status: 400,
    code: 'invalid.value',
    text: 'The name must have 1 to 256 characters.',
  },
  notesInvalid: {
    status: 400,
    code: 'invalid.value',
    text: 'The notes must have at most 4000 characters, none of them a control character.',
  },
  propertyInvalid: {
    status: 400,
    code: 'invalid.value',
    text: 'The property {property} {problem}.',
  },
  topicUnknown: {
    status: 400,
    code: 'invalid.topic',
    text: 'The topic "{topic}" cannot be sent to Amazon EventBridge. GET /api/v2/notifications/availabletopics names those that can.',
  },
  credentialsUnknown: {
    status: 400,
    code: 'invalid.value',
    text: 'This integration takes no credentials, but "{name}" was given.',
  },
  deliveryInvalid: {
    status: 400,
    code: 'invalid.value',
    text: 'The setting {setting} of the delivery {problem}.',
  },
  secretsAgain: {
    status: 400,
    code: 'secrets.again',
    text: 'Events go to another address now ({settings}). Enter {secrets} again, so that they are not used there unasked.',
  },
  credentialUnknown: {
    status: 400,
    code: 'invalid.value',
    text: 'There are no credentials "{id}". Create them with POST /api/v2/integrations/credentials.',
  },
  withheld: {
    status: 403,
    code: 'feature.disabled',
    text: '{type} is not enabled for this organisation by the setting {flag} of the server.',
  },
  versionConflict: {
    status: 409,
    code: 'version.mismatch',
    text: 'The version {version} does not match the current version {current}.',
  },
  limitReached: {
    status: 400,
    code: 'integration.limit.exceeded',
    text: 'An organisation may have at most {limit} integrations of the type "{type}".',
  },
  intendedStateInvalid: {
    status: 400,
    code: 'invalid.value',
    text: 'Value [{value}] is not valid for field type [intendedState]. Allowable values are: ENABLED, DISABLED',
  },
  reportedStateInvalid: {
    status: 400,
    code: 'invalid.value',
    text: 'Value [{value}] is not valid for field type [reportedState]. Allowable values are: {allowed}',
  },
  tooManyIds: { status: 400, code: 'invalid.value', text: 'At most {limit} ids may be given.' },
});
