import type { Queryable, Transaction } from '@tandem/kit';

export type PartnerSourceState = 'PENDING' | 'ACTIVE' | 'DELETED';

/**
 * The registry of partner event sources, as AWS keeps one beside its buses. A source belongs to one organisation; its
 * name is `aws.partner/genesys.com/cloud/{organizationId}/{suffix}`.
 */
export type PartnerSources = {
  /**
   * Makes a source, PENDING until an operator associates it with a bus. One that was deleted and still has its bus is
   * PENDING too, and its rules revive when it is associated again. One that stands stays as it is, with account and
   * region noted.
   */
  readonly create: (
    source: {
      readonly org: string;
      readonly name: string;
      /** AWS account, 12 digits as text: leading zeros count. */
      readonly account: string;
      readonly region: string;
    },
    tx: Transaction,
  ) => Promise<void>;
  /** Deletes a source: its bus and rules stay in a deleted state. Nothing happens to one that is not there. */
  readonly remove: (
    source: { readonly org: string; readonly name: string },
    tx: Transaction,
  ) => Promise<void>;
  /** Null: there is no such source, or it expired while pending. */
  readonly state: (
    source: { readonly org: string; readonly name: string },
    db?: Queryable,
  ) => Promise<PartnerSourceState | null>;
};
