import type { KeepSecret, StoredSecretSource } from '@tandem/contract';

export type { Acting } from '@tandem/contract';

/** What the vault does for the secrets of destinations, and of connections of event buses. */
export type EventSecrets = {
  readonly keep: KeepSecret;
  /** Opens what is stored. Throws a public error where it leads nowhere. */
  readonly open: (
    org: string,
    stored: { readonly source: StoredSecretSource; readonly context: string },
  ) => Promise<string>;
};
