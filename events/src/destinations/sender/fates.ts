import type { DeadLetter, ParkedEvent } from '../destination.types.ts';
import { keyBackoff, lifeMs, waitMs } from './backoff.rules.ts';
import type { Entry } from './entry.ts';
import type { Hand } from './sender.types.ts';

export type Trouble = { readonly code: string; readonly reason: string; readonly afterMs?: number };
type Parked = Trouble & { readonly denied: boolean; readonly alone: boolean };

/** Will never be delivered. */
export const bury = ({ deps, pending }: Hand, entry: Entry, why: Trouble) => {
  const letter: DeadLetter = {
    stream: entry.stream,
    event: entry.event,
    ...{ code: why.code, reason: why.reason },
    attempts: (entry.parked?.attempts ?? 0) + 1,
    diedAt: deps.clock.now(),
  };
  pending.batch().dead.push(letter);
  pending.batch().failed += 1;
};

/** An event is done with, whether delivered or dead: its key goes on. */
export const finish = (hand: Hand, entry: Entry) => {
  const { window, parking, pending, deps } = hand;
  window.settle(entry);
  if (!entry.parked) return;
  pending.batch().unparks.push(entry.parked);
  const lane = parking.find(entry.stream, entry.event.key);
  const now = deps.clock.monotonicMs();
  if (lane) parking.advance(lane, { now, commit: pending.number() });
};

/** Parks the events of a lane, the first of which has failed. */
const parkNew = (hand: Hand, entry: Entry, why: Parked) => {
  const { window, parking, pending, deps } = hand;
  const now = deps.clock.now();
  const chance = deps.ids.random();
  const wait = waitMs(keyBackoff, { failures: 1, chance, askedMs: why.afterMs ?? 0 });
  const nextAt = new Date(now.getTime() + wait);
  const taken = window.takeLane(entry);
  const parked = taken.map(({ event, stream }, place): ParkedEvent => {
    const first = place === 0;
    return {
      ...{ event, stream, firstAt: now, nextAt, attempts: first ? 1 : 0 },
      ...{ code: first ? why.code : null, reason: first ? why.reason : null },
    };
  });
  pending.batch().parks.push(...parked);
  const monotonic = deps.clock.monotonicMs();
  const where = { stream: entry.stream, key: entry.event.key, now: monotonic };
  const lane = parking.add(where, { count: taken.length, commit: pending.number() });
  const { denied, alone } = why;
  Object.assign(lane, { attempts: 1, nextAt: monotonic + wait, denied, alone });
};

/** Another attempt of a parked event has failed. */
const parkAgain = (hand: Hand, entry: Entry, why: Parked) => {
  const { window, parking, pending, deps } = hand;
  const before = entry.parked as ParkedEvent;
  const now = deps.clock.now();
  if (now.getTime() - before.firstAt.getTime() >= lifeMs) {
    bury(hand, entry, { code: 'expired', reason: `Tried for four days. Last: ${why.reason}` });
    finish(hand, entry);
    return;
  }
  const attempts = before.attempts + 1;
  const chance = deps.ids.random();
  const wait = waitMs(keyBackoff, { failures: attempts, chance, askedMs: why.afterMs ?? 0 });
  const nextAt = new Date(now.getTime() + wait);
  const { code, reason } = why;
  pending.batch().attempts.push({ ...before, attempts, nextAt, code, reason });
  // The others of the lane are rows still: they are read again when it is tried again.
  window.takeLane(entry);
  const lane = parking.find(entry.stream, entry.event.key);
  const number = pending.number();
  const due = deps.clock.monotonicMs() + wait;
  const next = { attempts, nextAt: due, inHand: 0, storedWith: number };
  if (lane) Object.assign(lane, { ...next, denied: why.denied, alone: why.alone });
};

/** Not taken: its key waits. */
export const park = (hand: Hand, entry: Entry, why: Parked) => {
  hand.pending.batch().failed += 1;
  if (entry.parked) parkAgain(hand, entry, why);
  else parkNew(hand, entry, why);
};
