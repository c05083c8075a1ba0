import { defineErrors } from '@tandem/kit';

/** In the words of Direct Line: its clients are the ones who read them. */
export const conversationErrors = defineErrors('gateway.conversations', {
  full: {
    status: 413,
    code: 'ConversationSizeTooBig',
    text: 'The conversation holds all that it may, {limit} bytes. Begin a new one.',
  },
  busy: {
    status: 503,
    code: 'ServiceUnavailable',
    text: 'More is asked for at once than can be done. Try again.',
  },
});

/** More is asked for at once than can be read or stored. */
export const tooBusy = () => conversationErrors.busy({}, { headers: { 'retry-after': '1' } });
