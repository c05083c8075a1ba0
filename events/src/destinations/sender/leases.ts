import { isDatabaseTrouble, PublicError } from '@tandem/kit';
import type { DestinationDriver } from '../destination.model.ts';
import type { Lease } from '../destination.types.ts';
import { type Claimed, commitCursor, readClaimed, releaseLease } from '../store/index.ts';
import { deniedBackoff, waitMs } from './backoff.rules.ts';
import type { SenderDeps } from './sender.types.ts';
import { type Session, startSession } from './session.ts';

/** A destination that this node sends for. */
export type Held = {
  readonly lease: Lease;
  untilMs: number;
  session: Session | null;
  /** It could not be opened: not before then again. */
  openAt: number;
  failures: number;
  busy: boolean;
  /** The latest version that was heard of: it may be newer than what was just being opened. */
  heard: number;
  version: number;
};

/** It cannot be opened, such as for a missing secret: told in its report, and tried again slowly. */
const tellClosed = async (
  deps: SenderDeps,
  one: Held,
  closed: { claimed: Claimed; error: unknown },
) => {
  const { clock, ids, log } = deps;
  const { destination, lease, done } = closed.claimed;
  one.failures += 1;
  const wait = waitMs(deniedBackoff, { failures: one.failures, chance: ids.random() });
  one.openAt = clock.monotonicMs() + wait;
  const known = closed.error instanceof PublicError ? closed.error : null;
  if (!known) log.warn({ err: closed.error }, 'an event destination could not be opened');
  const code = known?.code ?? 'destination.closed';
  const reason = known?.message ?? 'The destination could not be opened.';
  const { report: before, cursor } = destination;
  if (before.state === 'ERROR' && before.code === code) return;
  const report = { state: 'ERROR', code, reason, since: clock.now() } as const;
  const none = { delivered: 0, failed: 0, lastDeliveredAt: null, parked: null };
  await deps.db.transaction((tx) =>
    commitCursor(tx, { ...none, lease, report, cursor, done, replay: null, finishedReplay: null }),
  );
  deps.reported(destination.id, destination.org, report);
};

/** The destinations that a node sends for: opened, begun anew after a change, and let go. */
export const createHolder = (deps: SenderDeps) => {
  const { db, clock, log } = deps;
  const held = new Map<string, Held>();
  let stopped = false;

  const letGo = async (id: string, one: Held) => {
    held.delete(id);
    await releaseLease(db, one.lease).catch((error) =>
      log.warn({ err: error }, 'the lease of a destination could not be released'),
    );
  };
  const open = async (id: string, one: Held, claimed: Claimed) => {
    let driver: DestinationDriver;
    try {
      driver = await deps.open(claimed.destination);
    } catch (error) {
      if (isDatabaseTrouble(error)) throw error;
      return tellClosed(deps, one, { claimed, error });
    }
    Object.assign(one, { failures: 0, openAt: 0 });
    const session = await startSession(deps, { claimed, driver, leaseUntilMs: one.untilMs });
    Object.assign(one, { session, version: session.version });
    session.prolong(one.untilMs);
    void session.ended.then((how) => {
      if (one.session === session) one.session = null;
      // By time only, perhaps: then nobody else has it, and this node may take it anew.
      if (how === 'lost' && held.get(id) === one) void letGo(id, one);
    });
    if (stopped) await session.stop();
  };
  /** Ends what runs and begins with the destination as it is now. */
  const renew = async (id: string, one: Held) => {
    await one.session?.stop();
    if (stopped || held.get(id) !== one) return;
    const claimed = await readClaimed(db, one.lease);
    if (!claimed) held.delete(id);
    else if (claimed.destination.state !== 'running') await letGo(id, one);
    else {
      one.version = claimed.destination.version;
      await open(id, one, claimed);
    }
  };
  const run = (id: string, one: Held, work: () => Promise<void>) => {
    if (one.busy) return;
    one.busy = true;
    work().then(
      () => {
        one.busy = false;
        const isStale = one.heard > one.version && held.get(id) === one;
        if (isStale && !stopped) run(id, one, () => renew(id, one));
      },
      (error) => {
        one.busy = false;
        one.openAt = clock.monotonicMs() + 1_000;
        log.warn({ err: error, destination: id }, 'sending for a destination could not begin');
      },
    );
  };
  return {
    held,
    take(claimed: Claimed, untilMs: number) {
      const { lease, destination } = claimed;
      const state = { session: null, openAt: 0, failures: 0, busy: false, heard: 0 };
      const one: Held = { ...state, lease, untilMs, version: destination.version };
      held.set(destination.id, one);
      run(destination.id, one, () => open(destination.id, one, claimed));
    },
    /** @param version that was heard of */
    renew(id: string, one: Held, version: number) {
      one.heard = Math.max(one.heard, version);
      run(id, one, () => renew(id, one));
    },
    sessions: () => [...held.values()].flatMap(({ session }) => session ?? []),
    async stop() {
      stopped = true;
      await Promise.all(
        [...held].map(async ([id, one]) => {
          await one.session?.stop();
          await letGo(id, one);
        }),
      );
    },
  };
};
