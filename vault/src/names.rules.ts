import { isUuid } from '@tandem/kit';
import { vaultErrors } from './vault.errors.ts';

/** Names differ by more than white space and composition. */
const normalised = (name: string): string => name.normalize('NFC').trim().replaceAll(/\s+/g, ' ');

/**
 * A name as it is kept.
 * @throws vaultErrors.invalid when it is empty, or looks like an id: references may be either.
 */
export const nameOf = (text: string): string => {
  const name = normalised(text);
  if (name === '') throw vaultErrors.invalid({ problem: 'A name is empty.' });
  if (isUuid(name)) throw vaultErrors.invalid({ problem: 'A name cannot have the form of an id.' });
  return name;
};

/** Names of which the case does not matter are compared in this form. */
export const nameKey = (name: string): string => name.toLowerCase();
