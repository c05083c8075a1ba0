import type {
  AuditNote,
  Principal,
  SecretSourceRequest,
  StoredSecretSource,
} from '@tandem/contract';
import type { Clock, Database, Ids } from '@tandem/kit';
import type { RenderEvents } from './destination.model.ts';
import type { DestinationKinds } from './destination-kinds.ts';
import type { NoteAudit } from './log.ts';

/** Who acts, for rights to secrets and for the audit log. */
export type Acting = { readonly principal: Principal; readonly correlationId: string };

/** What the vault does for the secrets of destinations. */
export type DestinationSecrets = {
  /** Checks what somebody gives and makes of it what may be stored. Throws public errors. */
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

export type DestinationDeps = {
  readonly db: Database;
  readonly clock: Clock;
  readonly ids: Ids;
  readonly audit: NoteAudit;
  readonly render: RenderEvents;
  readonly secrets: DestinationSecrets;
  readonly kinds: DestinationKinds;
  /** A change was committed on this node. */
  readonly changed: () => void;
};
