/**
 * A column that holds sealed secrets, as the package that owns it declares it, so that they can be sealed anew. Its
 * table has a column `org`.
 */
export type SealedColumn = {
  readonly table: string;
  readonly column: string;
  /** Columns that name a row, in the order of an index; none of them is null. */
  readonly key: readonly string[];
  /** Further columns that the context is made of. */
  readonly with?: readonly string[];
  /**
   * `bytes`: a bytea. `text`: base64. `texts`: a JSON object of base64 texts by name. `source`: JSON of a stored secret
   * field, sealed where it is an insecure string.
   */
  readonly format: 'bytes' | 'text' | 'texts' | 'source';
  /** What the secret was sealed for; the same words as where it is sealed. `name` only with `texts`. */
  readonly context: (row: Readonly<Record<string, string>>, name: string) => string;
  /**
   * What secrets were sealed for in rows whose boolean column `until` is false. Sealed anew, they are sealed for
   * `context` and the column is true.
   */
  readonly before?: {
    readonly until: string;
    readonly context: (row: Readonly<Record<string, string>>, name: string) => string;
  };
};
