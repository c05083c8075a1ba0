import type { Principal } from '@tandem/contract';
import type { Clock, Database, Log, Queryable, Transaction } from '@tandem/kit';

/** Notifications between nodes, as kit's listener offers them. Hints only: nodes also re-check by themselves. */
export type Signals = {
  readonly listen: (channel: string, hear: (payload: string) => void) => Promise<void>;
  readonly notify: (channel: string, payload: string) => Promise<void>;
};

export const accessChannel = 'access';

export type Changes = {
  /**
   * One transaction that may change who may do what in the organisation: one after the other, it counts the access
   * version up and, after the commit, tells every node to look again.
   */
  readonly apply: <T>(org: string, run: (tx: Transaction) => Promise<T>) => Promise<T>;
  /**
   * The same for an act of somebody: `run` gets the principal as he is once it is his turn, since a change that he
   * waited for may have been about him. @throws identityErrors.signedOutMeanwhile, permissionsLost
   */
  readonly applyAs: <T>(
    principal: Principal,
    run: (tx: Transaction, principal: Principal) => Promise<T>,
  ) => Promise<T>;
  /** Tells nodes to look again at the organisation's tokens, after a change that was committed already. */
  readonly announce: (org: string) => Promise<void>;
};

export type ChangesDeps = {
  readonly db: Database;
  readonly signals: Signals | undefined;
  /** Called on this node at once, before other nodes hear of it. */
  readonly onChange: (org: string) => void;
  /** The principal as the transaction sees him; throws when he may no longer do what he was admitted for. */
  readonly current: (tx: Queryable, principal: Principal) => Promise<Principal>;
};

/** Starts or counts up the access version of an organisation. */
export const countAccessVersion = async (tx: Queryable, org: string): Promise<void> => {
  await tx.query(
    `insert into access_version (org) values ($1)
     on conflict (org) do update set version = access_version.version + 1`,
    [org],
  );
};

/**
 * Lets changes of access wait until what is made in this transaction is there for them to take away, and this
 * transaction until theirs are done: a token made at the same moment does not outlive its revocation. Before anything
 * is read that must still hold; never in a transaction of `apply`.
 */
export const holdAccess = async (tx: Queryable, org: string): Promise<void> => {
  await tx.query('select from access_version where org = $1 for key share', [org]);
};

export const createChanges = ({ db, signals, onChange, current }: ChangesDeps): Changes => {
  const announce = async (org: string) => {
    onChange(org);
    await signals?.notify(accessChannel, org);
  };
  const apply: Changes['apply'] = async (org, run) => {
    const result = await db.transaction(async (tx) => {
      // First, so that changes of one organisation wait for each other instead of deadlocking.
      await tx.query('select from access_version where org = $1 for update', [org]);
      const made = await run(tx);
      await countAccessVersion(tx, org);
      return made;
    });
    await announce(org);
    return result;
  };
  return {
    announce,
    apply,
    applyAs: (principal, run) =>
      apply(principal.org, async (tx) => run(tx, await current(tx, principal))),
  };
};

/** What every slice of identity is built from. */
export type Base = {
  readonly db: Database;
  readonly clock: Clock;
  readonly log: Log;
  readonly changes: Changes;
};
