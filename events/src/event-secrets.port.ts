import type {
  AuditNote,
  Principal,
  SecretSourceRequest,
  StoredSecretSource,
} from '@tandem/contract';

/** Who acts, for rights to secrets and for the audit log; a handler's call is one. */
export type Acting = { readonly principal: Principal; readonly correlationId: string };

/** What the vault does for the secrets of destinations, and of connections of event buses. */
export type EventSecrets = {
  /** Checks what somebody gives for a secret and makes of it what may be stored. Throws public errors. */
  readonly keep: (
    by: Acting,
    input: {
      readonly asked: SecretSourceRequest;
      readonly stored: StoredSecretSource | null;
      readonly context: string;
      readonly entity: AuditNote['entity'];
      readonly field: string;
    },
  ) => Promise<{ readonly source: StoredSecretSource; readonly note: AuditNote | null }>;
  /** Opens what is stored. Throws a public error where it leads nowhere. */
  readonly open: (
    org: string,
    stored: { readonly source: StoredSecretSource; readonly context: string },
  ) => Promise<string>;
};
