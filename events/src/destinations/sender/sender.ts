import {
  type Clock,
  isDatabaseUnavailable,
  type Listener,
  PublicError,
  type Timer,
} from '@tandem/kit';
import type { DestinationDriver } from '../destination.model.ts';
import type { Lease } from '../destination.types.ts';
import {
  type Claimed,
  claimDestinations,
  commitCursor,
  readClaimed,
  releaseLease,
  renewLeases,
} from '../store/index.ts';
import { deniedBackoff, waitMs } from './backoff.rules.ts';
import type { SenderDeps } from './sender.types.ts';
import { type Session, startSession } from './session.ts';

/** Something about destinations was changed; the text is the destination's id. */
export const destinationChannel = 'destination';
const eventChannel = 'event_log';

const pollMs = 1_000;
/** Destinations that a node takes at a time: the other nodes take the next ones. */
const claimAtOnce = 4;

export type SenderOptions = SenderDeps & {
  readonly listener: Pick<Listener, 'listen' | 'onGap'>;
  /** Unique among the live nodes and different after every start. */
  readonly nodeId: string;
  /** How long a lease lives without being renewed. */
  readonly leaseMs?: number;
};

/** A destination that this node sends for. */
type Held = {
  lease: Lease;
  untilMs: number;
  session: Session | null;
  /** It could not be opened: not before then again. */
  openAt: number;
  failures: number;
  busy: boolean;
  version: number;
};

const renewal = (clock: Clock, leaseMs: number) => {
  let last = clock.monotonicMs();
  return {
    due: () => clock.monotonicMs() - last >= leaseMs / 3,
    done: (at: number) => {
      last = at;
    },
  };
};

/** Sends for all destinations whose lease this node gets. */
export const createSender = (options: SenderOptions) => {
  const { db, clock, ids, log, listener, nodeId, leaseMs = 15_000 } = options;
  const held = new Map<string, Held>();
  const renewals = renewal(clock, leaseMs);
  let stopped = false;
  let poll: Timer | null = null;
  let round: Promise<void> = Promise.resolve();

  const letGo = async (id: string, one: Held) => {
    held.delete(id);
    await releaseLease(db, one.lease).catch((error) =>
      log.warn({ err: error }, 'the lease of a destination could not be released'),
    );
  };
  /** It cannot be opened, such as for a missing secret: told in its report, and tried again slowly. */
  const tellClosed = async (one: Held, claimed: Claimed, error: unknown) => {
    one.failures += 1;
    one.openAt =
      clock.monotonicMs() + waitMs(deniedBackoff, { failures: one.failures, chance: ids.random() });
    const known = error instanceof PublicError ? error : null;
    if (!known) log.warn({ err: error }, 'an event destination could not be opened');
    const { destination, lease } = claimed;
    const [code, reason] = known
      ? [known.code, known.message]
      : ['destination.closed', 'The destination could not be opened.'];
    const { report: before } = destination;
    if (before.state === 'ERROR' && before.code === code) return;
    const report = { state: 'ERROR', code, reason, since: clock.now() } as const;
    await db.transaction(async (tx) => {
      const none = { delivered: 0, failed: 0, lastDeliveredAt: null, replay: null };
      const told = { lease, report, cursor: destination.cursor, done: claimed.done };
      await commitCursor(tx, { ...none, ...told, parked: null, finishedReplay: null });
    });
    options.reported(destination.id, destination.org, report);
  };
  const watch = (id: string, one: Held, session: Session) => {
    void session.ended.then((how) => {
      if (one.session === session) one.session = null;
      // By time only, perhaps: then nobody else has it, and this node may take it anew.
      if (how === 'lost' && held.get(id) === one) void letGo(id, one);
    });
  };
  const open = async (id: string, one: Held, claimed: Claimed) => {
    let driver: DestinationDriver;
    try {
      driver = await options.open(claimed.destination);
    } catch (error) {
      if (isDatabaseUnavailable(error)) throw error;
      return tellClosed(one, claimed, error);
    }
    one.failures = 0;
    one.openAt = 0;
    const session = await startSession(options, { claimed, driver, leaseUntilMs: one.untilMs });
    one.session = session;
    one.version = session.version;
    session.prolong(one.untilMs);
    watch(id, one, session);
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
    work()
      .catch((error) => {
        one.openAt = clock.monotonicMs() + pollMs;
        log.warn({ err: error, destination: id }, 'sending for a destination could not begin');
      })
      .finally(() => {
        one.busy = false;
      });
  };

  /** Prolongs what is held. What was changed begins anew, what another node has taken ends. */
  const prolong = async () => {
    const begun = clock.monotonicMs();
    const leases = [...held.values()].map(({ lease }) => lease);
    if (leases.length === 0) return;
    const ours = await renewLeases(db, { leases, lifeMs: leaseMs });
    renewals.done(begun);
    for (const [id, one] of held) {
      const now = ours.get(id);
      if (!now) {
        one.session?.prolong(0);
        if (!one.busy) held.delete(id);
        continue;
      }
      one.untilMs = begun + leaseMs;
      one.session?.prolong(one.untilMs);
      const changed = now.version !== one.version || now.state !== 'running';
      const closed = one.session === null && clock.monotonicMs() >= one.openAt;
      if (changed || closed) run(id, one, () => renew(id, one));
    }
  };
  const claim = async () => {
    const begun = clock.monotonicMs();
    const claimed = await claimDestinations(db, {
      owner: nodeId,
      lifeMs: leaseMs,
      most: claimAtOnce,
    });
    for (const one of claimed) {
      const { id, version } = one.destination;
      const kept: Held = {
        ...{ lease: one.lease, untilMs: begun + leaseMs, session: null, openAt: 0 },
        ...{ failures: 0, busy: false, version },
      };
      held.set(id, kept);
      run(id, kept, () => open(id, kept, one));
    }
  };
  const check = (always: boolean): Promise<void> => {
    round = round
      .then(async () => {
        if (stopped) return;
        if (always || renewals.due() || [...held.values()].some(({ session }) => !session))
          await prolong();
        await claim();
      })
      .catch((error) => {
        if (!stopped)
          log.warn({ err: error }, 'leases of event destinations could not be looked at');
      });
    return round;
  };
  const wakeAll = () => {
    for (const { session } of held.values()) session?.wake();
  };
  const tick = () => {
    if (stopped) return;
    wakeAll();
    void check(false).finally(() => {
      if (!stopped) poll = clock.after(pollMs, tick);
    });
  };
  const changed = () => {
    void check(true).then(() => {
      for (const { session } of held.values()) session?.look();
    });
  };

  return {
    async start() {
      await listener.listen(eventChannel, wakeAll);
      await listener.listen(destinationChannel, changed);
      listener.onGap(changed);
      tick();
    },
    /** Events were committed on this node. */
    wake: wakeAll,
    /** Something about destinations was committed on this node. */
    changed,
    held: () => [...held.keys()],
    async stop() {
      stopped = true;
      poll?.cancel();
      await round;
      await Promise.all(
        [...held].map(async ([id, one]) => {
          await one.session?.stop();
          await letGo(id, one);
        }),
      );
    },
  };
};

export type Sender = ReturnType<typeof createSender>;
