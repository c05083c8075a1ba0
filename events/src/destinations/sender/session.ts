import type { DestinationDriver } from '../destination.model.ts';
import { liveStream } from '../destination.types.ts';
import type { EventNews, EventPosition } from '../log.ts';
import { type Claimed, dropUnwanted, lastSlots, openReplay, parkedHeads } from '../store/index.ts';
import { commitWhenDue } from './committing.ts';
import { dispatch, retryParked } from './dispatching.ts';
import { createParking } from './parking.ts';
import { createPending } from './pending.ts';
import { comparePositions } from './reader.ts';
import { beginReplay, look, readMore } from './reading.ts';
import { createRest } from './rest.ts';
import { createRun, type Ending, type Run } from './run.ts';
import type { Hand, SenderDeps } from './sender.types.ts';
import { createWindow } from './window.ts';

/** Sends for one destination as it is configured now, as long as the lease is this node's. */
export type Session = {
  readonly version: number;
  /** There may be something to read. */
  readonly wake: () => void;
  /** What the log holds from one position to another. */
  readonly hear: (from: EventPosition, news: EventNews) => void;
  /** Something was added from outside: a replay, or dead letters that are to be sent again. */
  readonly look: () => void;
  /** The lease is ours until then, by the monotonic clock. */
  readonly prolong: (untilMs: number) => void;
  /** Ends in good order: calls under way end, what became of them is stored. */
  readonly stop: () => Promise<void>;
  readonly ended: Promise<Ending>;
};

type Start = {
  readonly claimed: Claimed;
  readonly driver: DestinationDriver;
  readonly leaseUntilMs: number;
};

const openRun = async (
  deps: SenderDeps,
  { claimed, driver, leaseUntilMs }: Start,
): Promise<Run> => {
  const { destination, lease, done } = claimed;
  await dropUnwanted(deps.db, lease);
  const [heads, slots, replay] = await Promise.all([
    parkedHeads(deps.db, destination.id),
    lastSlots(deps.db, destination.id),
    openReplay(deps.db, destination.id),
  ]);
  const hand: Hand = {
    ...{ deps, destination, lease, driver },
    ...{ window: createWindow(), parking: createParking(), pending: createPending() },
    rest: createRest(deps, destination.report),
    ...{ slots: { ...slots }, doneBefore: new Set(done), taken: 0, strays: new Set<string>() },
  };
  const { clock } = deps;
  const now = { now: clock.now().getTime(), monotonic: clock.monotonicMs() };
  for (const head of heads) hand.parking.load(head, now);
  hand.window.open(liveStream, destination.cursor);
  const run = createRun(hand, leaseUntilMs);
  for (const stream of hand.parking.streams()) run.knownStreams.add(stream);
  beginReplay(run, replay);
  return run;
};

const takeStep = (run: Run) => {
  if (run.over) return;
  if (run.hand.deps.clock.monotonicMs() >= run.leaseUntilMs) return run.finish('lost');
  if (!run.inTrouble()) {
    retryParked(run);
    readMore(run);
    dispatch(run);
  }
  commitWhenDue(run);
};

const hear = (run: Run, from: EventPosition, { orgs, end }: EventNews) => {
  const { window, destination } = run.hand;
  run.horizon = end;
  const own = window.endOf(liveStream) ?? destination.cursor;
  // Behind where the news begin there may be more than they tell.
  if (orgs.has(destination.org) || comparePositions(own, from) < 0) run.hungry = true;
  else window.moveEnd(liveStream, end);
  run.step();
};

export const startSession = async (deps: SenderDeps, start: Start): Promise<Session> => {
  const run = await openRun(deps, start);
  run.step = () => takeStep(run);
  run.step();
  return {
    version: start.claimed.destination.version,
    ended: run.ended,
    wake() {
      run.hungry = true;
      run.step();
    },
    hear: (from, news) => hear(run, from, news),
    look: () => look(run),
    prolong(untilMs) {
      run.leaseUntilMs = untilMs;
      run.step();
    },
    async stop() {
      run.stopping = true;
      run.step();
      await run.ended;
    },
  };
};
