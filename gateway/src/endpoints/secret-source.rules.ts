import { type SecretSourceRequest, variableName } from '@tandem/contract';

const isReference = (value: unknown): value is string =>
  typeof value === 'string' && value.length > 0 && value.length <= 256;

const isName = new RegExp(variableName, 'u');

/**
 * What a secret setting of a request stands for; a text is an insecure string. Null: it is none of the three ways. An
 * insecure string may be empty here: what is stored stays.
 */
export const readSecretSource = (value: unknown): SecretSourceRequest | null => {
  if (typeof value === 'string') return { kind: 'insecure', value };
  if (typeof value !== 'object' || value === null) return null;
  const { kind, credential, attribute, name, value: text } = value as Record<string, unknown>;
  if (kind === 'credential' && isReference(credential) && isReference(attribute))
    return { kind, credential, attribute };
  if (kind === 'variable' && typeof name === 'string' && isName.test(name)) return { kind, name };
  if (kind !== 'insecure') return null;
  if (text === undefined || text === null || text === '') return { kind };
  return typeof text === 'string' ? { kind, value: text } : null;
};
