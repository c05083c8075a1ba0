import { defineErrors } from '@tandem/kit';

export const identityErrors = defineErrors('identity', {
  notFound: { status: 404, code: 'not.found', text: 'The requested resource was not found.' },
  invalid: { status: 400, code: 'bad.request', text: '{problem}' },
  emailTaken: {
    status: 409,
    code: 'general.conflict',
    text: 'A user with the e-mail {email} exists already.',
  },
  nameTaken: {
    status: 409,
    code: 'general.conflict',
    text: 'A {entity} named "{name}" exists already.',
  },
  shortNameTaken: {
    status: 409,
    code: 'general.conflict',
    text: 'An organisation with the short name "{name}" exists already.',
  },
  versionConflict: {
    status: 409,
    code: 'general.conflict',
    text: 'The resource was changed since version {given}; its version is {current}. Read it again and repeat the change.',
  },
  divisionNotEmpty: {
    status: 409,
    code: 'division.not.empty',
    text: 'The division still holds objects. Move them, or delete it with force=true, which moves them to the home division.',
  },
  homeDivision: {
    status: 400,
    code: 'bad.request',
    text: 'The home division cannot be deleted.',
  },
  moreThanYours: {
    status: 403,
    code: 'not.authorized',
    text: 'Nobody can give, take over or take away more than he may do himself. You are missing the following permission(s): {permissions}',
  },
  signedOutMeanwhile: { status: 401, code: 'bad.credentials', text: 'Invalid login credentials.' },
  permissionsLost: {
    status: 403,
    code: 'missing.permissions',
    text: 'Your permissions were changed while the request waited. You no longer have the following permission(s): {permissions}',
  },
  defaultRole: {
    status: 400,
    code: 'bad.request',
    text: 'The role {name} is built in and cannot be deleted or renamed.',
  },
  lastAdmin: {
    status: 409,
    code: 'last.administrator',
    text: 'Nobody would be left who holds the role Master Admin. Give it to somebody else first.',
  },
  noUser: {
    status: 400,
    code: 'bad.request',
    text: 'This operation needs a user. A client-credentials token stands for none.',
  },
  wrongPassword: {
    status: 400,
    code: 'invalid.password',
    text: 'The current password is not right.',
  },
  tooManyAttempts: {
    status: 429,
    code: 'too.many.requests.retry.after',
    text: 'Too many failed attempts. Retry the request in [{seconds}] seconds',
  },
  busy: {
    status: 503,
    code: 'service.unavailable',
    text: 'Too many people sign in at once. Try again in a moment.',
  },
  notOffered: {
    status: 501,
    code: 'not.implemented',
    text: 'Tandem does not implement {what}.',
  },
});
