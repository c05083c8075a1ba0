import type { Database, Transaction } from '@tandem/kit';

/** How a node of a test lives: it dies in a transaction, before it commits or just after. */
export type Life = {
  dead: boolean;
  dieAt?: number;
  dieAfter?: number;
  transactions: number;
  /** Where it stands, every statement is noted. */
  statements?: string[];
};

export const newLife = (): Life => ({ dead: false, transactions: 0 });

const noted = (tx: Transaction, { statements }: Life): Transaction =>
  statements
    ? {
        ...tx,
        query: (text, values) => {
          statements.push(text);
          return tx.query(text, values);
        },
        call: (name, text, values) => {
          statements.push(text);
          return tx.call(name, text, values);
        },
      }
    : tx;

/** A database connection that ends with its process. */
export const mortal = (db: Database, life: Life): Database => {
  const gone = () => Object.assign(new Error('Connection terminated'), { code: '08006' });
  const check = () => {
    if (life.dead) throw gone();
  };
  return {
    ...db,
    async query(text, values) {
      check();
      life.statements?.push(text);
      return db.query(text, values);
    },
    async call(name, text, values) {
      check();
      life.statements?.push(text);
      return db.call(name, text, values);
    },
    async transaction(run, options) {
      check();
      let own = 0;
      const committed = await db.transaction(async (tx) => {
        const result = await run(noted(tx, life));
        life.transactions += 1;
        // Others may end before this one does.
        own = life.transactions;
        if (life.transactions === life.dieAt) life.dead = true;
        check();
        return result;
      }, options);
      if (own === life.dieAfter) life.dead = true;
      check();
      return committed;
    },
  };
};

/**
 * Waits for what a node does, or for its death: nothing of a dead node has to end, as its pauses are timers of a clock
 * that stands still. @throws what the work throws while the node lives
 */
export const endedOrDead = async (work: Promise<void>, isDead: () => boolean): Promise<void> => {
  let isEnded = false;
  const end = () => {
    isEnded = true;
  };
  const ending = work.finally(end);
  // Who goes on because of the death does not hear how it ended.
  ending.catch(() => {});
  while (!isEnded && !isDead()) await new Promise<void>((resolve) => setImmediate(resolve));
  if (!isDead()) await ending;
};
