import type { SecretSourceRequest, SecretSourceView } from '@tandem/contract';

export const secretWays = ['credential', 'variable', 'insecure'] as const;
export type SecretWay = (typeof secretWays)[number];

const empty: Readonly<Record<SecretWay, SecretSourceRequest>> = {
  credential: { kind: 'credential', credential: '', attribute: '' },
  variable: { kind: 'variable', name: '' },
  insecure: { kind: 'insecure' },
};

/** What the field holds after another way was chosen: what is stored in that way, else nothing yet. */
export const switchWay = (way: SecretWay, stored: SecretSourceView | null): SecretSourceRequest =>
  stored?.kind === way ? stored : empty[way];

/** Whether the field can be saved; an insecure string that is stored may be left out. */
export const isComplete = (
  value: SecretSourceRequest,
  stored: SecretSourceView | null,
): boolean => {
  if (value.kind === 'credential') return value.credential !== '' && value.attribute !== '';
  if (value.kind === 'variable') return value.name.trim() !== '';
  return value.value !== undefined || stored?.kind === 'insecure';
};

/** What a field of a form holds of a secret; null for nothing. A text is one that was typed. */
export const asSource = (value: unknown): SecretSourceRequest | null => {
  if (typeof value === 'string') return value === '' ? null : { kind: 'insecure', value };
  const isOne = typeof value === 'object' && value !== null && 'kind' in value;
  return isOne ? (value as SecretSourceRequest) : null;
};

/** Whether nothing else than what is stored is asked for. */
export const isSameSource = (value: SecretSourceRequest, stored: SecretSourceView): boolean => {
  if (value.kind === 'credential' && stored.kind === 'credential')
    return value.credential === stored.credential && value.attribute === stored.attribute;
  if (value.kind === 'variable' && stored.kind === 'variable') return value.name === stored.name;
  return value.kind === 'insecure' && stored.kind === 'insecure' && value.value === undefined;
};

/** The secret as it is sent; undefined where what is stored stays. */
export const sentSource = (value: unknown): SecretSourceRequest | undefined => {
  const source = asSource(value);
  if (!source || (source.kind === 'insecure' && !source.value?.trim())) return undefined;
  if (source.kind === 'variable') return { ...source, name: source.name.trim() };
  if (source.kind === 'credential') return source;
  // Pasted values carry white space around them.
  return { kind: 'insecure', value: source.value?.trim() ?? '' };
};
