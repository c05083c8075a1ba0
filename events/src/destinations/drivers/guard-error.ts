import { type EgressGuard, PublicError } from '@tandem/kit';

export type { EgressGuard };

/** What the guard says, for a library that hands errors on: it is found again by its name. */
export const guardError = (error: unknown): Error => {
  const known = error instanceof PublicError ? error : null;
  const told = new Error(known?.message ?? 'The address could not be checked.', { cause: error });
  told.name = 'EgressBlocked';
  return told;
};

/** Why the guard let nobody go there, from what a library made of it; null: something else. */
export const blockedReason = (error: unknown): string | null => {
  for (let at = error, depth = 0; at instanceof Error && depth < 5; at = at.cause, depth += 1)
    if (at.name === 'EgressBlocked' || at instanceof PublicError) return at.message;
  return null;
};
