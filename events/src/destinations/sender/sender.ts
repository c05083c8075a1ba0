import type { Listener, Timer } from '@tandem/kit';
import { transactionsAhead } from '../log.ts';
import { claimDestinations, renewLeases } from '../store/index.ts';
import { createFarewells } from './farewells.ts';
import { createHolder } from './leases.ts';
import { createRounds } from './rounds.ts';
import type { SenderDeps } from './sender.types.ts';

/** Something about destinations was changed; the text is the destination's id. */
const destinationChannel = 'destination';
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

/** Takes leases and prolongs them: what was changed begins anew, what another node has taken ends. */
const createKeeper = (options: SenderOptions) => {
  const { db, clock, log, nodeId, leaseMs = 15_000 } = options;
  const holder = createHolder(options);
  const { held } = holder;
  let prolongedMs = clock.monotonicMs();
  let round: Promise<void> = Promise.resolve();
  let stopped = false;

  const prolong = async () => {
    const begun = clock.monotonicMs();
    const leases = [...held.values()].map(({ lease }) => lease);
    if (leases.length === 0) return;
    const ours = await renewLeases(db, { leases, lifeMs: leaseMs });
    prolongedMs = begun;
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
      if (changed || closed) holder.renew(id, one, now.version);
    }
  };
  const claim = async () => {
    const untilMs = clock.monotonicMs() + leaseMs;
    const asked = { owner: nodeId, lifeMs: leaseMs, most: claimAtOnce };
    for (const claimed of await claimDestinations(db, asked)) holder.take(claimed, untilMs);
  };
  const isDue = () =>
    clock.monotonicMs() - prolongedMs >= leaseMs / 3 ||
    [...held.values()].some(({ session }) => session === null);
  return {
    holder,
    /** @param always prolongs also what is not due, and so sees what was changed */
    check(always: boolean): Promise<void> {
      round = round
        .then(async () => {
          if (stopped) return;
          if (always || isDue()) await prolong();
          await claim();
        })
        .catch((error) => {
          if (!stopped)
            log.warn({ err: error }, 'leases of event destinations could not be looked at');
        });
      return round;
    },
    async stop() {
      stopped = true;
      await round;
      await holder.stop();
    },
  };
};

/** Nothing would be sent, and nothing else would say why. */
const warnOfPlacesAhead = async ({ db, log }: SenderOptions) => {
  const ahead = await transactionsAhead(db);
  if (ahead > 0)
    log.error(
      { transactions: ahead },
      'the event log is ahead of the database, as after a restore into another cluster: no events are sent until it has caught up. Move data with "tandem export" and "tandem import"; see "tandem doctor"',
    );
};

/** Sends for all destinations whose lease this node gets. */
export const createSender = (options: SenderOptions) => {
  const { clock, listener } = options;
  const { holder, ...keeper } = createKeeper(options);
  const farewells = createFarewells(options);
  let started = false;
  let stopped = false;
  let poll: Timer | null = null;

  const rounds = createRounds(options, holder.sessions);
  const tick = () => {
    if (stopped) return;
    rounds.look();
    farewells.look();
    void keeper.check(false).finally(() => {
      if (!stopped) poll = clock.after(pollMs, tick);
    });
  };
  /** @param id which one; empty: any of them */
  const changed = (id = '') => {
    if (!started) return;
    farewells.look();
    void keeper.check(true).then(() => {
      const one = holder.held.get(id)?.session;
      for (const session of id ? [one] : holder.sessions()) session?.look();
    });
  };
  return {
    async start() {
      started = true;
      await warnOfPlacesAhead(options);
      await listener.listen(eventChannel, rounds.look);
      await listener.listen(destinationChannel, changed);
      listener.onGap(() => changed());
      tick();
    },
    /** Something about destinations was committed on this node. */
    changed: () => changed(),
    /** Ids of the destinations that this node sends for. */
    held: () => [...holder.held.keys()],
    async stop() {
      stopped = true;
      poll?.cancel();
      await Promise.all([keeper.stop(), farewells.stop(), rounds.stop()]);
    },
  };
};

export type Sender = ReturnType<typeof createSender>;
