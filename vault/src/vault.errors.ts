import { defineErrors } from '@tandem/kit';

export const vaultErrors = defineErrors('vault', {
  cannotOpen: {
    status: 500,
    code: 'vault.cannot.open',
    text: 'A stored secret cannot be opened: it was changed, or it belongs to another organisation or place.',
  },
});

/** A root key that cannot be used; the message is one line for the operator. */
export class RootKeyError extends Error {}
