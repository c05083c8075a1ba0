import { defineErrors } from '@tandem/kit';

export const notificationErrors = defineErrors('notifications', {
  notFound: { status: 404, code: 'not.found', text: 'The requested channel was not found.' },
  tooManyTopics: {
    status: 400,
    code: 'notifications.topics.limit',
    text: 'A channel holds at most {limit} topics.',
  },
  malformedTopic: {
    status: 400,
    code: 'notifications.topic.malformed',
    text: 'A topic has a name of at most {limit} characters, without control characters; one begins with {topic}',
  },
  unknownTopic: {
    status: 400,
    code: 'notifications.topic.unknown',
    text: 'There is no topic {topic}.',
  },
  missingPermissions: {
    status: 403,
    code: 'missing.permissions',
    text: 'Unable to subscribe. You are missing the following permission(s): {permissions}',
  },
});
