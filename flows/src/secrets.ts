import type { CredentialSource, SecretSource } from '@tandem/contract';
import type { FlowValue } from './flow.model.ts';

/** An insecure string as it is stored with a flow. */
export type SealedSecret = {
  readonly kind: 'insecure';
  readonly sealed: string;
  /** What it was sealed for: {@link flowSecretContext}. None: it is of the time when all flows shared one. */
  readonly context?: string;
};

/**
 * A secret as a flow names it (S3.3): an attribute of a credential, a variable of the flow, or an insecure string, typed
 * or sealed. The interpreter hands it on unopened; the executing side opens it at the moment it is used.
 */
export type SecretReference = SecretSource | StoredSecret;

/** A secret as it is stored with a flow. */
export type StoredSecret =
  | CredentialSource
  | { readonly kind: 'variable'; readonly name: string }
  | SealedSecret;

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

/**
 * What an insecure string of a flow is sealed for, along with its organisation: it opens in no other flow, and at no
 * other place of this one.
 */
export const flowSecretContext = (flow: string, place: string): string => `flow/${flow}/${place}`;

/** What all insecure strings of flows were sealed for once; those that are stored open until they are sealed anew. */
export const unboundSecretContext = 'flow/secret';

/** What a stored insecure string opens for. */
export const contextOfSecret = ({ context = unboundSecretContext }: SealedSecret): string =>
  context;
