import pg from 'pg';

/**
 * What PostgreSQL says where a migration changed the columns of a statement that was prepared before it, and where a
 * pooler or an operator has taken prepared statements away.
 */
export const isStalePlan = (error: unknown): boolean =>
  error instanceof pg.DatabaseError &&
  ((error.code === '0A000' && error.routine === 'RevalidateCachedQuery') || error.code === '26000');

/**
 * A transaction was rolled back because a statement of it was planned before a migration: nothing is wrong with what it
 * was to do, and on another connection it goes well. What runs in a transaction may have told the outside of it, so it
 * is the caller who runs it again. Carries the SQLSTATE of transactions that are to be run again.
 */
export class StaleTransaction extends Error {
  readonly code = '40001';

  constructor(cause: Error) {
    super(`The transaction is to be run again: ${cause.message}`, { cause });
    this.name = 'StaleTransaction';
  }
}

/** Which connections have kept no plan from before the last that was found stale. */
export type KeptPlans = {
  readonly add: (client: pg.ClientBase) => void;
  readonly areOf: (client: pg.ClientBase) => boolean;
  /** One was found stale: so may be those of every connection that there is. */
  readonly expire: () => void;
};

export const createKeptPlans = (): KeptPlans => {
  let current = new WeakSet<pg.ClientBase>();
  return {
    add: (client) => void current.add(client),
    areOf: (client) => current.has(client),
    expire() {
      current = new WeakSet();
    },
  };
};
