import type { OperationSpec, PermissionRule } from '../operation.ts';

/** What is known of an operation of the reference: enough to answer 501 and to list it. */
export type CatalogueEntry = {
  /** Name in the vendor's JavaScript SDK. */
  readonly id: string;
  readonly method: OperationSpec['method'];
  readonly path: string;
  /** Null when any valid token will do. */
  readonly permission: PermissionRule | null;
  readonly success: number;
};
