import { type Entry, laneOf } from './entry.ts';
import { park, type Trouble } from './fates.ts';
import type { Hand } from './sender.types.ts';

/**
 * One event may be to blame when the destination takes others and leaves every call with this one unanswered: so often,
 * or twice where everybody waited long for it.
 */
const mostUnanswered = 5;
export const slowMs = 2_000;
/** So many parked keys that are left unanswered, with no delivery in between, are no accident of each: it is away. */
const mostStrays = 6;

type Unanswered = Trouble & { readonly slow: boolean };

const parkAlone = (hand: Hand, entry: Entry, { code, reason }: Trouble) => {
  if (!entry.settled) park(hand, entry, { code, reason, denied: false, alone: true });
};

/** Nobody answered the call: its events are first in their lanes again, unless one of them seems to be the cause. */
const putBack = (hand: Hand, entry: Entry, why: Unanswered) => {
  if (entry.settled) return;
  if (entry.unanswered === 0) entry.takenBefore = hand.taken;
  entry.unanswered += 1;
  if (why.slow) entry.alone = true;
  const most = why.slow ? 2 : mostUnanswered;
  const toBlame = entry.unanswered >= most && hand.taken > entry.takenBefore;
  if (toBlame) parkAlone(hand, entry, why);
  else hand.window.putBack(entry);
};

type Silence = {
  readonly why: Unanswered & { readonly kind: 'unavailable' };
  /** The destination took something while the call was under way. */
  readonly othersTaken: boolean;
};

/**
 * Whether a call was left unanswered for what it holds, not because the destination is away: others were taken
 * while it waited, or it held nothing but events that had failed before.
 */
const isOwnFault = (hand: Hand, call: readonly Entry[], { why, othersTaken }: Silence) => {
  if (why.afterMs !== undefined) return false;
  if (why.slow && othersTaken) return true;
  if (hand.rest.probing() || !call.every(({ parked }) => parked)) return false;
  for (const entry of call) hand.strays.add(laneOf(entry));
  return hand.strays.size < mostStrays;
};

/** @returns what is to be told */
export const settleUnanswered = (hand: Hand, call: readonly Entry[], silence: Silence) => {
  const { rest, pending } = hand;
  const { why } = silence;
  if (isOwnFault(hand, call, silence)) {
    for (const entry of call) parkAlone(hand, entry, why);
    return rest.fruitless(why);
  }
  pending.batch().failed += call.length;
  const report = rest.failed(why);
  for (const entry of call) putBack(hand, entry, why);
  return report;
};
