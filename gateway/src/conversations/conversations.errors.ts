import { defineErrors } from '@tandem/kit';

/** In the words of Direct Line: its clients are the ones who read them. */
export const conversationErrors = defineErrors('gateway.conversations', {
  full: {
    status: 413,
    code: 'ConversationSizeTooBig',
    text: 'The conversation holds all that it may, {limit} bytes. Begin a new one.',
  },
});
