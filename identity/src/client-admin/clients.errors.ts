import { defineErrors } from '@tandem/kit';

export const clientErrors = defineErrors('client', {
  grantTypeRefused: {
    status: 400,
    code: 'bad.request',
    text: 'The grant type {grantType} is not offered. Use CODE (with PKCE for applications without a secret) or CLIENT-CREDENTIALS.',
  },
});
