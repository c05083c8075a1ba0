import { defineErrors } from '@tandem/kit';

export const messagingErrors = defineErrors('messaging', {
  notFound: { status: 404, code: 'not.found', text: 'The requested resource was not found.' },
  badRequest: { status: 400, code: 'bad.request', text: '{problem}' },
  invalidDate: {
    status: 400,
    code: 'invalid.date',
    text: 'The value of {field} is not a date and time in ISO-8601, such as 2026-01-31T12:00:00.000Z.',
  },
  secretTooShort: {
    status: 400,
    code: 'invalid.value',
    text: 'The webhook signature secret token must have more than 15 characters.',
  },
  webhookUrlInvalid: {
    status: 400,
    code: 'invalid.webhook.url',
    text: 'The outbound notification webhook URL must be an absolute URL without user name and password.',
  },
  webhookPortRule: {
    status: 400,
    code: 'invalid.webhook.url',
    text: 'The outbound notification webhook URL must use https on port 443. To allow others set TANDEM_WEBHOOK_PORT_RULE=any.',
  },
  webhookHeaderInvalid: {
    status: 400,
    code: 'invalid.webhook.header',
    text: 'The webhook header {name} cannot be sent: its name or its value is not allowed.',
  },
  referenceUnknown: {
    status: 400,
    code: 'bad.request',
    text: 'There is no {kind} with the id {id}.',
  },
  nameTaken: { status: 409, code: 'name.taken', text: 'The name "{name}" is taken already.' },
  builtIn: {
    status: 400,
    code: 'bad.request',
    text: 'The built-in profile can be edited but not deleted.',
  },
  inUse: {
    status: 409,
    code: 'in.use',
    text: 'It cannot be deleted because {count} open messaging integrations use it.',
  },
  notStorable: {
    status: 400,
    code: 'bad.request',
    text: 'The message holds values that cannot be stored.',
  },
  busy: {
    status: 503,
    code: 'service.unavailable',
    text: 'Too many messages are waiting to be stored. Try again in a moment.',
  },
});

export const retrySoon = { headers: { 'Retry-After': '1' } } as const;
