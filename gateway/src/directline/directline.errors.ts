import { defineErrors } from '@tandem/kit';

/** Codes as Direct Line clients know them. */
export const directLineErrors = defineErrors('gateway.directline', {
  badArgument: { status: 400, code: 'BadArgument', text: '{problem}' },
  missingAuth: {
    status: 401,
    code: 'Unauthorized',
    text: 'A Direct Line secret or token is needed in the Authorization header.',
  },
  badToken: { status: 403, code: 'BadToken', text: 'The token is not valid here.' },
  tokenExpired: { status: 403, code: 'TokenExpired', text: 'Token has expired' },
  conversationNotFound: {
    status: 404,
    code: 'ConversationNotFound',
    text: 'The conversation is not known.',
  },
  endpointNotFound: {
    status: 404,
    code: 'EndpointNotFound',
    text: 'The endpoint is not known or not active.',
  },
  tooLarge: {
    status: 413,
    code: 'MessageSizeTooBig',
    text: 'The content is larger than {limit} bytes.',
  },
  tooMany: {
    status: 429,
    code: 'TooManyRequests',
    text: 'Too many requests. Try again in {seconds} seconds.',
  },
  /** By the code of a file that no other try makes good: chats know it. */
  infected: {
    status: 415,
    code: 'UnsupportedMediaType',
    text: 'The virus scanner has refused the file {name}.',
  },
  /** What is wrong with the scanner is for the operator alone. */
  notScanned: {
    status: 503,
    code: 'ServiceUnavailable',
    text: 'The file {name} could not be checked for viruses just now. Try again in a moment.',
  },
  typeNotAllowed: {
    status: 415,
    code: 'UnsupportedMediaType',
    text: 'Files of the type {type} are not accepted.',
  },
});
