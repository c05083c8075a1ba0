import type { Timer } from '@tandem/kit';
import type { DestinationDriver } from '../destination.model.ts';
import { liveStream, type Replay } from '../destination.types.ts';
import type { Claimed } from '../store/index.ts';
import { lastSlots, openReplay, parkedHeads, parkedOf } from '../store/index.ts';
import { planOf, storeBatch } from './commit.ts';
import { readOn } from './intake.ts';
import { createParking, type ParkedLane } from './parking.ts';
import { createPending } from './pending.ts';
import { comparePositions } from './reader.ts';
import { createRest } from './rest.ts';
import type { Hand, SenderDeps } from './sender.types.ts';
import { settleCall } from './settle.ts';
import type { Entry } from './entry.ts';
import { createWindow } from './window.ts';

/** Events in hand: beyond it nothing more is read. */
const mostHeld = 2_000;
/** Parked events of a destination: beyond it the log is the queue. */
const mostParked = 10_000;
/** Parked events of one key that are taken in hand at once, and keys at once. */
const parkedPage = 50;
const parkedLanes = 8;
/** Commits come no closer than this while there is something to send. */
const commitGapMs = 40;
const heldBackMs = 20;
const troubleMs = 1_000;
/** A cursor that moves over events nobody wants is stored so often. */
const quietCommitMs = 30_000;
/** Nothing is sent on the last moments of a lease: a call under way is to end within it. */
const leaseMarginMs = 1_000;

/** Sends for one destination as it is configured now, as long as the lease is this node's. */
export type Session = {
  readonly version: number;
  /** There may be something to read. */
  readonly wake: () => void;
  /** Something was added from outside: a replay, or dead letters that are to be sent again. */
  readonly look: () => void;
  /** The lease is ours until then, by the monotonic clock. */
  readonly prolong: (untilMs: number) => void;
  /** Ends in good order: calls under way end, what became of them is stored. */
  readonly stop: () => Promise<void>;
  /** Resolves when it has ended; `lost` when another node has taken over. */
  readonly ended: Promise<'stopped' | 'lost'>;
};

type Start = {
  readonly claimed: Claimed;
  readonly driver: DestinationDriver;
  readonly leaseUntilMs: number;
};

const openHand = async (deps: SenderDeps, { claimed, driver }: Start) => {
  const { destination, lease, done } = claimed;
  const [heads, slots, replay] = await Promise.all([
    parkedHeads(deps.db, destination.id),
    lastSlots(deps.db, destination.id),
    openReplay(deps.db, destination.id),
  ]);
  const hand: Hand = {
    ...{ deps, destination, lease, driver },
    ...{ window: createWindow(), parking: createParking(), pending: createPending() },
    rest: createRest(deps, destination.report),
    ...{ slots: { ...slots }, doneBefore: new Set(done), taken: 0 },
  };
  for (const head of heads) hand.parking.load(head);
  hand.window.open(liveStream, destination.cursor);
  return { hand, replay };
};

/** @returns null when the lease was lost meanwhile. */
export const startSession = async (deps: SenderDeps, start: Start): Promise<Session> => {
  const { clock, db, log } = deps;
  const { hand, replay: firstReplay } = await openHand(deps, start);
  const { window, parking, pending, rest, driver, destination } = hand;
  const { limits } = driver;
  let leaseUntil = start.leaseUntilMs;
  let replay: Replay | null = null;
  let replayRead = false;
  let hungry = true;
  let [reading, committing, loading, looking] = [false, false, false, false];
  let inFlight = 0;
  let committed = 0;
  let lastCommit = clock.monotonicMs();
  let storedCursor = destination.cursor;
  let toldState = destination.report.state;
  let troubleUntil = 0;
  let stopping = false;
  let over = false;
  let timer: (Timer & { readonly at: number }) | null = null;
  const knownStreams = new Set<string>();
  let end: (how: 'stopped' | 'lost') => void = () => {};
  const ended = new Promise<'stopped' | 'lost'>((resolve) => {
    end = resolve;
  });

  const leaseHeld = () => clock.monotonicMs() < leaseUntil - leaseMarginMs;
  const finish = (how: 'stopped' | 'lost') => {
    if (over) return;
    over = true;
    timer?.cancel();
    Promise.resolve()
      .then(() => driver[Symbol.asyncDispose]())
      .catch((error) => log.warn({ err: error }, 'an event destination could not be closed'))
      .finally(() => end(how));
  };
  const pumpIn = (ms: number) => {
    const at = clock.monotonicMs() + Math.max(0, ms);
    if (over || (timer && timer.at <= at)) return;
    timer?.cancel();
    const { cancel } = clock.after(Math.max(0, ms), () => {
      timer = null;
      pump();
    });
    timer = { cancel, at };
  };
  const trouble = (what: string, error: unknown) => {
    troubleUntil = clock.monotonicMs() + troubleMs;
    log.warn({ err: error, destination: destination.id }, what);
    pumpIn(troubleMs);
  };
  const beginReplay = (next: Replay | null) => {
    replay = next;
    replayRead = false;
    if (next) window.open(next.id, next.cursor);
    if (next) knownStreams.add(next.id);
  };

  const readAll = async () => {
    const live = await readOn(hand, liveStream);
    let more = live.more;
    if (replay && !replayRead) {
      const page = await readOn(hand, replay.id, replay.until);
      replayRead = comparePositions(page.end, replay.until) >= 0;
      more ||= !replayRead;
    }
    if (more) hungry = true;
    else if (live.heldBack)
      clock.after(heldBackMs, () => {
        hungry = true;
        pump();
      });
  };
  const readMore = () => {
    const full = window.held() >= mostHeld || parking.events() >= mostParked;
    if (!hungry || reading || stopping || full) return;
    reading = true;
    hungry = false;
    readAll()
      .catch((error) => {
        hungry = true;
        trouble('events for a destination could not be read', error);
      })
      .finally(() => {
        reading = false;
        pump();
      });
  };

  const send = async (call: readonly Entry[]) => {
    const [at, begun] = [clock.now(), clock.monotonicMs()];
    const result = await driver.send(call.map(({ event }) => event)).catch((error) => {
      log.error(
        { err: error, destination: destination.id },
        'driver of an event destination threw',
      );
      return { kind: 'unavailable', code: 'driver.failed', reason: 'Sending failed.' } as const;
    });
    settleCall(hand, call, { result, times: { at, durationMs: clock.monotonicMs() - begun } });
  };
  const dispatch = () => {
    while (!stopping && leaseHeld() && !rest.resting()) {
      if (inFlight >= (rest.probing() ? 1 : limits.inFlight)) return;
      const call = window.next(limits);
      if (!call) return;
      inFlight += 1;
      void send(call).finally(() => {
        inFlight -= 1;
        pump();
      });
    }
    if (rest.resting() && !stopping) pumpIn(rest.until() - clock.monotonicMs());
  };

  const loadLane = async (lane: ParkedLane) => {
    const { stream, key } = lane;
    const parked = await parkedOf(db, destination.id, { stream, key, limit: parkedPage });
    lane.inHand = parked.length;
    window.addParked(parked, driver.sizeOf);
    // Nothing is there: somebody has removed it.
    if (parked.length === 0) parking.forget(lane);
  };
  const retryParked = () => {
    if (loading || stopping || rest.resting()) return;
    const lanes = parking.due(clock.now().getTime(), committed, parkedLanes);
    if (lanes.length === 0) return;
    loading = true;
    Promise.all(lanes.map(loadLane))
      .catch((error) => trouble('parked events could not be read', error))
      .finally(() => {
        loading = false;
        pump();
      });
  };

  const idle = () => inFlight === 0 && !window.hasReady();
  const commitDue = (): boolean => {
    const cursor = window.cursorOf(liveStream);
    const moved = cursor !== null && comparePositions(cursor, storedCursor) !== 0;
    if (stopping) return inFlight === 0 && !reading && !loading;
    if (pending.isEmpty()) {
      const replayDone = replay !== null && replayRead && window.isSettled(replay.id);
      return replayDone || (moved && clock.monotonicMs() - lastCommit >= quietCommitMs);
    }
    if (idle()) return true;
    const wait = lastCommit + commitGapMs - clock.monotonicMs();
    if (wait > 0) pumpIn(wait);
    return wait <= 0;
  };
  const commit = async (final: boolean) => {
    const number = pending.number();
    const batch = pending.take();
    const now = replay;
    const finished =
      now !== null && replayRead && window.isSettled(now.id) && !parking.hasStream(now.id);
    const at = now ? (window.cursorOf(now.id) ?? now.cursor) : null;
    const told = now && at ? { id: now.id, cursor: at, finished } : null;
    const plan = planOf(hand, batch, { replay: told, toldState, final });
    try {
      if (!(await storeBatch(hand, plan))) return finish('lost');
    } catch (error) {
      pending.giveBack(batch);
      throw error;
    }
    committed = number;
    lastCommit = clock.monotonicMs();
    storedCursor = plan.cursor;
    if (batch.report) {
      toldState = batch.report.state;
      deps.reported(destination.id, destination.org, batch.report);
    }
    if (finished && now) {
      window.close(now.id);
      replay = null;
      look();
    }
    if (final) finish('stopped');
  };
  const commitWhenDue = () => {
    if (committing || over || clock.monotonicMs() < troubleUntil || !commitDue()) return;
    committing = true;
    commit(stopping)
      .catch((error) => {
        // Without the database nothing can be stored; whoever sends next repeats it.
        if (stopping) finish('stopped');
        else trouble('what was sent to a destination could not be stored', error);
      })
      .finally(() => {
        committing = false;
        pump();
      });
  };

  const look = () => {
    if (looking || stopping || over) return;
    looking = true;
    Promise.all([parkedHeads(db, destination.id), openReplay(db, destination.id)])
      .then(([heads, found]) => {
        const added = heads.filter(
          ({ stream }) => stream.startsWith('redrive:') && !knownStreams.has(stream),
        );
        for (const head of added) parking.load(head);
        for (const { stream } of added) knownStreams.add(stream);
        if (!replay && found) beginReplay(found);
        hungry = true;
      })
      .catch((error) => trouble('what was added to a destination could not be read', error))
      .finally(() => {
        looking = false;
        pump();
      });
  };
  const pump = () => {
    if (over) return;
    if (clock.monotonicMs() >= leaseUntil) return finish('lost');
    if (clock.monotonicMs() >= troubleUntil) {
      retryParked();
      readMore();
      dispatch();
    }
    commitWhenDue();
    const wait = parking.nextAt() - clock.now().getTime();
    if (Number.isFinite(wait) && wait > 0 && !stopping) pumpIn(wait);
  };

  for (const stream of parking.streams()) knownStreams.add(stream);
  beginReplay(firstReplay);
  pump();
  return {
    version: destination.version,
    wake() {
      hungry = true;
      pump();
    },
    look,
    prolong(untilMs) {
      leaseUntil = untilMs;
      pump();
    },
    async stop() {
      stopping = true;
      pump();
      await ended;
    },
    ended,
  };
};
