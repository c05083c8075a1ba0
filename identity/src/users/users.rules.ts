import { identityErrors } from '../identity.errors.ts';
import type { UserProfile, UserState } from './users.store.ts';

/** Fields of a user that are stored and shown as they are. */
const profileFields = [
  'acdAutoAnswer',
  'addresses',
  'biography',
  'certifications',
  'department',
  'employerInfo',
  'languagePreference',
  'locations',
  'manager',
  'preferredName',
  'primaryContactInfo',
  'profileSkills',
  'title',
] as const;

/** The profile with what the request names changed; `null` takes a field away. */
export const mergeProfile = (
  profile: UserProfile,
  request: Readonly<Record<string, unknown>>,
): UserProfile => {
  const named = profileFields.filter((field) => request[field] !== undefined);
  const merged = {
    ...profile,
    ...Object.fromEntries(named.map((field) => [field, request[field]])),
  };
  return Object.fromEntries(Object.entries(merged).filter(([, value]) => value !== null));
};

const email = /^[^\s@"<>]+@[^\s@"<>]+$/;
const maxEmailLength = 320;

/** @throws identityErrors.invalid */
export const checkedEmail = (text: string): string => {
  const trimmed = text.trim();
  if (!email.test(trimmed) || trimmed.length > maxEmailLength)
    throw identityErrors.invalid({ problem: 'email must be an e-mail address.' });
  return trimmed;
};

/** @throws identityErrors.invalid */
export const checkedUserName = (text: string): string => {
  const trimmed = text.trim();
  if (!trimmed || trimmed.length > 256)
    throw identityErrors.invalid({ problem: 'name must have 1 to 256 characters.' });
  return trimmed;
};

const minPasswordLength = 8;
const maxPasswordLength = 1_024;

/** @throws identityErrors.invalid, never repeating the password */
export const checkedPassword = (text: string): string => {
  if (text.length < minPasswordLength || text.length > maxPasswordLength)
    throw identityErrors.invalid({
      problem: `The password must have ${minPasswordLength} to ${maxPasswordLength} characters.`,
    });
  return text;
};

const states: readonly UserState[] = ['active', 'inactive', 'deleted'];

/** States that a listing's `state` lets through. @throws identityErrors.invalid */
export const wantedStates = (text: string | undefined): readonly UserState[] => {
  if (!text) return ['active'];
  if (text === 'any') return states;
  const known = states.filter((state) => state === text);
  if (known.length === 0)
    throw identityErrors.invalid({ problem: 'state must be active, inactive, deleted or any.' });
  return known;
};
