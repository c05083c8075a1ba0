import type { Clock, Database } from '@tandem/kit';
import type { Sealer } from '../sealing/index.ts';
import type { NoteAudit } from '../vault.types.ts';
import { countOutdated, type RegisteredColumn, resealColumn } from './reseal-column.ts';
import {
  beginRotation,
  finishRotation,
  unfinishedKey,
  withRotationLock,
} from './rotation.store.ts';

export type RotationProgress = {
  readonly org: string;
  /** `table.column` */
  readonly column: string;
  readonly done: number;
  readonly total: number;
};

export type RotateKeys = {
  /** A pool on the schema of the core services. */
  readonly db: Database;
  readonly sealer: Sealer;
  readonly columns: readonly RegisteredColumn[];
  readonly organisations: readonly string[];
  readonly audit: NoteAudit;
  readonly clock: Clock;
  readonly onProgress: (step: RotationProgress) => void;
};

export type Rotated = {
  readonly org: string;
  /** Whether an earlier rotation, which was interrupted, went on. */
  readonly resumed: boolean;
  readonly resealed: number;
  /** Rows that cannot be opened at all, and are as they were. */
  readonly unreadable: number;
};

/** A writer may bring back what it read before its row was sealed anew; the next look finds it. */
const mostPasses = 5;

const keyFor = async ({ db, sealer, clock }: RotateKeys, org: string) => {
  const begun = await unfinishedKey(db, org);
  if (begun) return { key: begun, resumed: true };
  const key = await db.transaction(async (tx) => {
    const made = await sealer.rotate(tx, org);
    await beginRotation(tx, org, { key: made, at: clock.now() });
    return made;
  });
  return { key, resumed: false };
};

const onePass = async (input: RotateKeys, org: string, key: string) => {
  let [resealed, unreadable] = [0, 0];
  for (const column of input.columns) {
    const total = await countOutdated(column, org, key);
    if (total === 0) continue;
    let done = 0;
    const name = `${column.table}.${column.column}`;
    const result = await resealColumn({ column, sealer: input.sealer, org }, key, (rows) => {
      done += rows;
      input.onProgress({ org, column: name, done, total: Math.max(done, total) });
    });
    resealed += result.done;
    unreadable += result.unreadable;
  }
  return { resealed, unreadable };
};

const rotateOne = async (input: RotateKeys, org: string): Promise<Rotated> => {
  const { key, resumed } = await keyFor(input, org);
  let [resealed, unreadable] = [0, 0];
  for (let pass = 0; pass < mostPasses; pass += 1) {
    const result = await onePass(input, org, key);
    resealed += result.resealed;
    unreadable = result.unreadable;
    if (result.resealed === 0) break;
  }
  await input.db.transaction(async (tx) => {
    await finishRotation(tx, org, input.clock.now());
    await input.audit(tx, {
      org,
      actor: { kind: 'system', id: null },
      action: 'rotate',
      entity: { type: 'vaultKey', id: key },
      changes: { resealed: { to: resealed }, unreadable: { to: unreadable } },
    });
  });
  return { org, resumed, resealed, unreadable };
};

/**
 * Gives organisations a new data key each and seals everything anew, while everything goes on: what is not yet done
 * still opens with the old key. Started again after an interruption it goes on with the key that it had made.
 * @throws vaultErrors.rotationRunning
 */
export const rotateKeys = (input: RotateKeys): Promise<readonly Rotated[]> =>
  withRotationLock(input.db, async () => {
    const all: Rotated[] = [];
    for (const org of input.organisations) all.push(await rotateOne(input, org));
    return all;
  });
