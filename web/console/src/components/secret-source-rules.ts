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
