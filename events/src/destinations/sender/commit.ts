import type { Transaction } from '@tandem/kit';
import type { DestinationReport } from '../destination.port.ts';
import { type DestinationRecord, liveStream, type Replay } from '../destination.types.ts';
import type { EventPosition } from '../log.ts';
import {
  buryEvents,
  commitCursor,
  noteAttempts,
  noteCalls,
  parkEvents,
  unpark,
} from '../store/index.ts';
import type { Batch } from './pending.ts';
import type { Hand, SenderDeps } from './sender.types.ts';

const noteReport = async (
  { audit }: Pick<SenderDeps, 'audit'>,
  tx: Transaction,
  { destination, report }: { destination: DestinationRecord; report: DestinationReport },
) => {
  const { id, org, name } = destination;
  await audit(tx, {
    org,
    actor: { kind: 'system', id: null },
    action: 'state',
    entity: { type: 'destination', id, name },
    changes: {
      state: { to: report.state },
      ...(report.reason ? { reason: { to: report.reason } } : {}),
    },
  });
};

export type CommitPlan = {
  readonly batch: Batch;
  readonly cursor: EventPosition;
  readonly done: readonly string[];
  readonly replay: (Pick<Replay, 'id' | 'cursor'> & { readonly finished: boolean }) | null;
  /** The state that was last stored, to tell of changes only. */
  readonly toldState: DestinationReport['state'];
};

export const planOf = (
  { window, doneBefore }: Hand,
  batch: Batch,
  rest: Pick<CommitPlan, 'replay' | 'toldState'> & { readonly final: boolean },
): CommitPlan => {
  const { replay, toldState, final } = rest;
  const cursor = window.cursorOf(liveStream);
  if (!cursor) throw new Error('the live stream is open as long as the session');
  const ahead = final ? window.doneAhead(liveStream) : [];
  return { batch, cursor, done: [...new Set([...doneBefore, ...ahead])], replay, toldState };
};

/**
 * Stores what became of events, and the cursor behind them: all or nothing.
 * @returns false: another node sends for this destination now, nothing was stored
 */
export const storeBatch = (hand: Hand, plan: CommitPlan): Promise<boolean> => {
  const { deps, destination, lease, parking } = hand;
  const { batch, replay } = plan;
  return deps.db.transaction(async (tx) => {
    const ours = await commitCursor(tx, {
      ...{ lease, cursor: plan.cursor, done: plan.done, parked: parking.events() },
      ...{ delivered: batch.delivered, failed: batch.failed, report: batch.report },
      lastDeliveredAt: batch.lastDeliveredAt,
      replay: replay && { id: replay.id, cursor: replay.cursor },
      finishedReplay: replay?.finished ? { id: replay.id, at: deps.clock.now() } : null,
    });
    if (!ours) return false;
    await parkEvents(tx, destination.id, batch.parks);
    await noteAttempts(tx, destination.id, batch.attempts);
    await unpark(tx, destination.id, batch.unparks);
    await buryEvents(tx, destination.id, batch.dead);
    await noteCalls(tx, { org: destination.org, destination: destination.id, calls: batch.calls });
    if (batch.report && batch.report.state !== plan.toldState)
      await noteReport(deps, tx, { destination, report: batch.report });
    return true;
  });
};
