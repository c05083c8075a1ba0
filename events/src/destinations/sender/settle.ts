import type { Outcome, SendResult } from '../destination.model.ts';
import type { CalledEvent, CallResult, DeadLetter, ParkedEvent } from '../destination.types.ts';
import { slotOf } from '../store/index.ts';
import { keyBackoff, lifeMs, waitMs } from './backoff.rules.ts';
import type { Entry } from './entry.ts';
import type { Hand } from './sender.types.ts';

/** One event may be to blame when the destination takes others and leaves every call with this one unanswered. */
const mostUnanswered = 5;

type Trouble = { readonly code: string; readonly reason: string; readonly afterMs?: number };

const bury = ({ deps, pending }: Hand, entry: Entry, why: Trouble) => {
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
const finish = (hand: Hand, entry: Entry) => {
  const { window, parking, pending, deps } = hand;
  window.settle(entry);
  if (!entry.parked) return;
  pending.batch().unparks.push(entry.parked);
  const lane = parking.find(entry.stream, entry.event.key);
  const now = deps.clock.now().getTime();
  if (lane) parking.advance(lane, { now, commit: pending.number() });
};

/** Parks the events of a lane, the first of which has failed. */
const parkNew = (hand: Hand, entry: Entry, why: Trouble & { denied: boolean }) => {
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
  const where = { stream: entry.stream, key: entry.event.key, now: now.getTime() };
  const lane = parking.add(where, { count: taken.length, commit: pending.number() });
  Object.assign(lane, { attempts: 1, nextAt: nextAt.getTime(), denied: why.denied });
};

/** Another attempt of a parked event has failed. */
const parkAgain = (hand: Hand, entry: Entry, why: Trouble & { denied: boolean }) => {
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
  const next = { attempts, nextAt: nextAt.getTime(), inHand: 0, storedWith: number };
  if (lane) Object.assign(lane, { ...next, denied: why.denied });
};

const park = (hand: Hand, entry: Entry, why: Trouble & { denied: boolean }) => {
  hand.pending.batch().failed += 1;
  if (entry.parked) parkAgain(hand, entry, why);
  else parkNew(hand, entry, why);
};

const settleOne = (hand: Hand, entry: Entry, outcome: Outcome) => {
  // Taken away together with one before it.
  if (entry.settled) return;
  if (outcome.kind === 'delivered') {
    hand.taken += 1;
    hand.pending.batch().delivered += 1;
    hand.pending.batch().lastDeliveredAt = hand.deps.clock.now();
    finish(hand, entry);
  } else if (outcome.kind === 'refused') {
    bury(hand, entry, outcome);
    finish(hand, entry);
  } else park(hand, entry, { ...outcome, denied: outcome.kind === 'denied' });
};

/** Nobody answered the call: its events are first in their lanes again, unless one of them seems to be the cause. */
const putBack = (hand: Hand, entry: Entry, why: Trouble) => {
  if (entry.unanswered === 0) entry.takenBefore = hand.taken;
  entry.unanswered += 1;
  const toBlame = entry.unanswered >= mostUnanswered && hand.taken > entry.takenBefore;
  if (toBlame) park(hand, entry, { ...why, denied: false });
  else hand.window.putBack(entry);
};

const resultOf = (kinds: ReadonlySet<Outcome['kind']>): CallResult => {
  const [only] = kinds;
  return kinds.size === 1 && only ? only : 'partial';
};

export type CallTimes = { readonly at: Date; readonly durationMs: number };

const trace = (
  hand: Hand,
  call: readonly Entry[],
  { result, times }: { result: SendResult; times: CallTimes },
) => {
  const { deps, pending, slots } = hand;
  const outcomes = result.kind === 'answered' ? result.outcomes : [];
  const bad = outcomes.find(({ kind }) => kind !== 'delivered') as Trouble | undefined;
  const why = result.kind === 'answered' ? bad : result;
  const whole =
    result.kind === 'answered' ? resultOf(new Set(outcomes.map(({ kind }) => kind))) : result.kind;
  const events = call.map(({ event, parked, unanswered, stream }, place): CalledEvent => {
    const outcome = outcomes[place];
    return {
      ...{ id: event.id, topicName: event.topicName, position: event.position },
      attempt: (parked?.attempts ?? 0) + unanswered + 1,
      result: outcome?.kind ?? (whole as CallResult),
      ...(outcome && 'code' in outcome ? { code: outcome.code } : {}),
      ...(outcome?.kind === 'delivered' && outcome.remoteId ? { remoteId: outcome.remoteId } : {}),
      ...(stream === '' ? {} : { stream }),
    };
  });
  const nth = whole === 'delivered' ? slots.well++ : slots.badly++;
  const record = { id: deps.ids.uuid(), ...times, result: whole, events };
  const { code = null, reason = null } = why ?? {};
  pending.batch().calls.push({ ...record, code, reason, slot: slotOf(nth, whole) });
};

/** Takes to heart what became of a call. */
export const settleCall = (
  hand: Hand,
  call: readonly Entry[],
  { result, times }: { result: SendResult; times: CallTimes },
): void => {
  const { rest, pending, parking } = hand;
  trace(hand, call, { result, times });
  if (result.kind === 'answered') {
    const missing: Outcome = {
      kind: 'retry',
      code: 'no.answer',
      reason: 'The answer left it out.',
    };
    call.forEach((entry, place) => {
      settleOne(hand, entry, result.outcomes[place] ?? missing);
    });
    const denied = result.outcomes.find(({ kind }) => kind === 'denied') as Trouble | undefined;
    const stillDenied = parking.anyDenied() ? rest.report() : null;
    const { code, reason } = denied ?? stillDenied ?? {};
    const report = rest.answered({ denied: code && reason ? { code, reason } : null });
    if (report) pending.batch().report = report;
    return;
  }
  pending.batch().failed += call.length;
  const report = rest.failed(result);
  if (report) pending.batch().report = report;
  for (const entry of call)
    if (result.kind === 'denied') hand.window.putBack(entry);
    else putBack(hand, entry, result);
};
