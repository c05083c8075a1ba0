import type { Transaction } from '@tandem/kit';

export type StorageKind = 'postgres' | 's3';

/** Whose bytes. */
export type MediaKey = { readonly org: string; readonly id: string };

/**
 * Where bytes of media are kept. Writing comes in two parts, since no network is waited for in a transaction: what is
 * done before, and what is done in the transaction that makes the media valid.
 */
export type MediaStorage = {
  readonly kind: StorageKind;
  readonly write: (
    key: MediaKey,
    bytes: Buffer,
    mime: string,
  ) => Promise<(tx: Transaction) => Promise<void>>;
  /** @throws storageErrors.unavailable (503) */
  readonly read: (key: MediaKey) => Promise<Buffer>;
};

/** New media goes to one storage; what another holds is still read from there. */
export type MediaStorages = {
  readonly current: MediaStorage;
  readonly of: (kind: StorageKind) => MediaStorage;
};
