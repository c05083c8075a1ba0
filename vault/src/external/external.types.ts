/** A store of secrets outside of Tandem, such as HashiCorp Vault or OpenBao. */
export type ExternalStore = {
  /** For messages, such as `KV store https://bao.example`. Holds no secret. */
  readonly name: string;
  /**
   * The values at a path, or null when there is nothing.
   * @throws vaultErrors.externalFailed
   */
  readonly read: (path: string) => Promise<Readonly<Record<string, string>> | null>;
};

/** Where a root key may come from beside the setting and the file. */
export type RootKeySource = {
  readonly name: string;
  /** The key as text; null when the source has none. */
  readonly read: () => Promise<string | null>;
};

/** Values of an organisation are below a path of its own: no other organisation can name it. */
export const pathOf = (prefix: string, org: string, path: string): string =>
  [prefix, org, path].filter(Boolean).join('/');
