import { defineErrors } from '@tandem/kit';

export const monitorErrors = defineErrors('monitor', {
  notFound: { status: 404, code: 'not.found', text: 'The requested resource was not found.' },
  redriveWhat: {
    status: 400,
    code: 'bad.request',
    text: 'Give either deliveryIds or conversationId, and not both.',
  },
});
