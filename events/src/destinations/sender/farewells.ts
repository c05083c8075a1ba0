import { PublicError } from '@tandem/kit';
import type { Preparation } from '../destination.model.ts';
import type { DestinationRecord } from '../destination.types.ts';
import { claimFarewell, type Farewell, finishFarewell, putOffFarewell } from '../store/index.ts';
import { type Backoff, lifeMs, waitMs } from './backoff.rules.ts';
import type { SenderDeps } from './sender.types.ts';

/** Longer than a driver may take. */
const claimMs = 60_000;
const backoff: Backoff = { firstMs: 1_000, mostMs: 600_000 };

const asDestination = ({ destination, ...farewell }: Farewell): DestinationRecord => ({
  ...{ ...farewell, id: destination, topics: [], topicsFrom: {}, envelope: 'native' },
  ...{ managed: true, state: 'paused', version: 0, cursor: { xid: '0', id: 0 } },
  report: { state: 'INACTIVE', code: null, reason: null, since: farewell.createdAt },
  ...{ lastDeliveredAt: null, delivered: 0, failed: 0, expired: 0 },
  modifiedAt: farewell.createdAt,
});

const take = async ({ open }: SenderDeps, farewell: Farewell): Promise<Preparation> => {
  try {
    const driver = await open(asDestination(farewell));
    try {
      return (await driver.remove?.()) ?? { kind: 'done' };
    } finally {
      await driver[Symbol.asyncDispose]();
    }
  } catch (error) {
    const reason = error instanceof PublicError ? error.message : 'It could not be asked.';
    return { kind: 'denied', code: 'destination.closed', reason };
  }
};

const noteGivenUp = ({ db, audit }: SenderDeps, farewell: Farewell, reason: string) =>
  db.transaction(async (tx) => {
    await finishFarewell(tx, farewell.id);
    await audit(tx, {
      org: farewell.org,
      actor: { kind: 'system', id: null },
      action: 'state',
      entity: { type: 'destination', id: farewell.destination, name: farewell.name },
      changes: { leftBehind: { to: farewell.source.name }, reason: { to: reason } },
    });
  });

/** Removes one thing that a destination has left behind. @returns false: there is none whose time has come */
const sayOne = async (deps: SenderDeps): Promise<boolean> => {
  const { db, clock, ids, log } = deps;
  const now = clock.now();
  const until = new Date(now.getTime() + claimMs);
  const farewell = await claimFarewell(db, { now, until });
  if (!farewell) return false;
  const { id, attempts, createdAt } = farewell;
  const result = await take(deps, farewell);
  if (result.kind === 'done') {
    await finishFarewell(db, id);
    return true;
  }
  const { reason } = result;
  log.warn({ destination: farewell.destination, reason }, 'a source was left at the other side');
  if (now.getTime() - createdAt.getTime() >= lifeMs) {
    await noteGivenUp(deps, farewell, reason);
    return true;
  }
  const wait = waitMs(backoff, { failures: attempts, chance: ids.random() });
  await putOffFarewell(db, { id, reason, nextAt: new Date(clock.now().getTime() + wait) });
  return true;
};

/** Removes what destinations that are gone have left at the other side, one after the other, on any node. */
export const createFarewells = (deps: SenderDeps) => {
  let under: Promise<void> | null = null;
  let stopped = false;
  const sayAll = async () => {
    while (!stopped && (await sayOne(deps)));
  };
  return {
    look() {
      if (under || stopped) return;
      under = sayAll()
        .catch((error) => deps.log.warn({ err: error }, 'what was left could not be looked for'))
        .finally(() => {
          under = null;
        });
    },
    async stop() {
      stopped = true;
      await under;
    },
  };
};
