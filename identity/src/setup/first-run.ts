import type { Database, Transaction } from '@tandem/kit';
import { checkedPassword, findUser, setPasswordHash } from '../users/index.ts';
import { generatedPasswordBytes, type SetupDeps } from './create-organisation.ts';
import {
  type FirstRunRecord,
  findUnfinished,
  lockUnfinished,
  markDemo,
  markFinished,
} from './first-run.store.ts';

export type FirstRunDeps = SetupDeps & { readonly db: Database };

/** What the first start still owes: every start asks, and whichever gets through finishes it. */
export type FirstRuns = {
  readonly unfinished: () => Promise<FirstRunRecord | null>;
  /**
   * Loads the demo content once. Nodes that start at the same moment wait for each other; a kill in the middle lets the
   * next start load it again, so `load` completes what it finds.
   */
  readonly loadDemo: (org: string, load: () => Promise<void>) => Promise<void>;
  /**
   * Stores the administrator's password, tells it and marks the first run as finished, in this order: one that was
   * stored and not told is followed by another one at the next start. `tell` gets no password when the operator gave
   * it or the administrator has signed in already. Does nothing when another node was first.
   * @returns whether `tell` was called
   */
  readonly finish: (
    org: string,
    given: string | undefined,
    tell: (password: string | undefined) => void | Promise<void>,
  ) => Promise<boolean>;
};

/** Longer than any demo takes; the usual limits are for requests. */
const patience = '120s';
const beRatherPatient = (tx: Transaction) =>
  tx.query(
    `select set_config('idle_in_transaction_session_timeout', $1, true),
            set_config('lock_timeout', $1, true), set_config('statement_timeout', $1, true)`,
    [patience],
  );

/** The password to tell, after it was stored; undefined when there is none to tell. */
const newPassword = async (
  tx: Transaction,
  deps: FirstRunDeps,
  { org, adminId, given }: { org: string; adminId: string; given: string | undefined },
): Promise<string | undefined> => {
  const admin = await findUser(tx, org, adminId);
  if (!admin || admin.lastSignInAt) return undefined;
  const password = checkedPassword(given ?? deps.ids.token(generatedPasswordBytes));
  await setPasswordHash(tx, { org, id: adminId }, await deps.passwords.hash(password));
  return given === undefined ? password : undefined;
};

export const createFirstRuns = (deps: FirstRunDeps): FirstRuns => {
  const { db, clock, changes } = deps;
  return {
    unfinished: () => findUnfinished(db),
    loadDemo: (org, load) =>
      db.transaction(async (tx) => {
        await beRatherPatient(tx);
        const owed = await lockUnfinished(tx, org);
        if (!owed || owed.demoAt) return;
        await load();
        await markDemo(tx, org, clock.now());
      }),
    finish: (org, given, tell) =>
      changes.apply(org, async (tx) => {
        const owed = await lockUnfinished(tx, org);
        if (!owed) return false;
        // A transaction of its own: who is told signs in at once. A kill before the mark repeats both.
        const password = await db.transaction((own) =>
          newPassword(own, deps, { org, adminId: owed.adminId, given }),
        );
        await tell(password);
        await markFinished(tx, org, clock.now());
        return true;
      }),
  };
};
