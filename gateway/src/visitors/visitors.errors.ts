import { defineErrors } from '@tandem/kit';

/** In the spelling of Direct Line, since its clients read them. */
export const visitorErrors = defineErrors('gateway.visitors', {
  identityInvalid: {
    status: 403,
    code: 'IdentityInvalid',
    text: 'The signed identity is not accepted: {problem}.',
  },
  identityExpired: {
    status: 403,
    code: 'IdentityExpired',
    text: 'The signed identity has expired.',
  },
  identityRequired: {
    status: 403,
    code: 'IdentityRequired',
    text: 'Visitors of this chat have to be signed in by the page.',
  },
  identityOfAnother: {
    status: 409,
    code: 'IdentityOfAnother',
    text: 'The conversation is that of somebody else.',
  },
  identityUnchecked: {
    status: 503,
    code: 'IdentityUnchecked',
    text: 'Signed identities cannot be checked right now: {problem}.',
  },
  originNotAllowed: {
    status: 403,
    code: 'OriginNotAllowed',
    text: 'The page {origin} may not start this chat.',
  },
});
