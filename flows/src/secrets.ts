import type { SecretSource, StoredSecretSource } from '@tandem/contract';
import type { FlowValue } from './flow.model.ts';

/**
 * A secret as a flow names it (S3.3): an attribute of a credential, a variable of the flow, or an insecure string, typed
 * or sealed. The interpreter hands it on unopened; the executing side opens it at the moment it is used.
 */
export type SecretReference = SecretSource | StoredSecretSource;

const isText = (value: unknown): value is string => typeof value === 'string' && value !== '';

/** Whether a setting is written as one of the three ways. */
export const isSecretReference = (value: unknown): value is SecretReference => {
  if (typeof value !== 'object' || value === null) return false;
  const {
    kind,
    credential,
    attribute,
    name,
    value: typed,
    sealed,
  } = value as Record<string, unknown>;
  if (kind === 'credential') return isText(credential) && isText(attribute);
  if (kind === 'variable') return isText(name);
  return kind === 'insecure' && (isText(typed) || isText(sealed));
};

/** The setting as a secret; null when it is not set. */
export const toSecretReference = (value: FlowValue | undefined): SecretReference | null =>
  isSecretReference(value) ? value : null;

/** What insecure strings of flows are sealed for, along with their organisation. */
export const flowSecretContext = 'flow/secret';
