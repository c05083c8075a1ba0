import { defineErrors } from '@tandem/kit';

export const triggerErrors = defineErrors('triggers', {
  notFound: { status: 404, code: 'not.found', text: 'The requested resource was not found.' },
  invalid: { status: 400, code: 'invalid.value', text: 'The field {field} {problem}.' },
  topicUnknown: {
    status: 400,
    code: 'invalid.topic',
    text: 'The topic "{topic}" cannot start workflows. GET /api/v2/processautomation/triggers/topics names those that can.',
  },
  targetUnknown: {
    status: 400,
    code: 'invalid.value',
    text: 'There is no automation flow with the id "{id}".',
  },
  notServed: {
    status: 501,
    code: 'not.implemented',
    text: 'Triggers start automation flows, which the gateway keeps, and this contact centre runs without it (TANDEM_HALVES). Run both in one process, or let an event destination call the gateway.',
  },
  limitReached: {
    status: 400,
    code: 'limit.reached',
    text: 'An organisation has at most {limit} triggers.',
  },
  versionConflict: {
    status: 409,
    code: 'version.conflict',
    text: 'The version {given} does not match the current version {current}.',
  },
});
