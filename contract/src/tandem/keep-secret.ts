import type { Principal } from '../operation.ts';
import type { AuditNote } from './audit-catalogue.ts';
import type { SecretSourceRequest, StoredSecretSource } from './secret-source.ts';

/** Who acts, for rights to secrets and for the audit log; a handler's call is one. */
export type Acting = { readonly principal: Principal; readonly correlationId: string };

/**
 * What the vault does with what somebody gives for a secret: checks it and makes of it what may be stored. `context` is
 * what an insecure string is sealed for; the note belongs into the audit log with the change. Throws public errors for
 * the caller.
 */
export type KeepSecret = (
  by: Acting,
  input: {
    readonly asked: SecretSourceRequest;
    readonly stored: StoredSecretSource | null;
    readonly context: string;
    readonly entity: AuditNote['entity'];
    readonly field: string;
  },
) => Promise<{ readonly source: StoredSecretSource; readonly note: AuditNote | null }>;
