import type { Clock } from '@tandem/kit';

/** A turn that is so near is waited for on the spot, and taken. */
export const nearTurnMs = 250;

/** Spreads calls evenly, so many a second for each key. */
export type InvocationRate = {
  /**
   * In how many milliseconds the next turn of a key is. Up to {@link nearTurnMs} it is taken with the answer; one that
   * is further away is kept for the work, which asks again then. A turn that was not taken costs the others nothing
   * but their place behind it.
   * @param work its number
   * @param perSecond calls in a second
   */
  readonly turn: (
    key: string,
    asked: { readonly work: number; readonly perSecond: number },
  ) => number;
};

type Turns = {
  readonly perSecond: number;
  /** When the latest turn was taken. */
  last: number;
  /** The first that nobody has. */
  next: number;
  readonly kept: Map<number, number>;
};

const mostKeys = 10_000;
/** A turn whose work did not come is forgotten after this. */
const forgottenMs = 60_000;

const newTurns = (perSecond: number, before: Turns | undefined): Turns => {
  const last = before?.last ?? Number.NEGATIVE_INFINITY;
  return { perSecond, last, next: last, kept: new Map() };
};

const forget = (turns: Turns, now: number): void => {
  for (const [work, at] of turns.kept) if (at < now - forgottenMs) turns.kept.delete(work);
};

const askFor = (turns: Turns, work: number, now: number): number => {
  const gap = 1_000 / turns.perSecond;
  const at = Math.max(now, turns.kept.get(work) ?? turns.next, turns.last + gap);
  turns.next = Math.max(turns.next, at + gap);
  if (at - now <= nearTurnMs) {
    turns.last = at;
    turns.kept.delete(work);
  } else {
    turns.kept.set(work, at);
    if (turns.kept.size % 1_000 === 0) forget(turns, now);
  }
  return Math.ceil(at - now);
};

/** Turns of this node; each node has turns of its own, so that two together call up to twice as often. */
export const createInvocationRate = (clock: Pick<Clock, 'monotonicMs'>): InvocationRate => {
  const known = new Map<string, Turns>();
  const makeRoom = (now: number) => {
    for (const [key, { next }] of known) if (next <= now) known.delete(key);
    const [oldest] = known.keys();
    if (known.size >= mostKeys && oldest !== undefined) known.delete(oldest);
  };
  return {
    turn(key, { work, perSecond }) {
      const now = clock.monotonicMs();
      const before = known.get(key);
      if (!before && known.size >= mostKeys) makeRoom(now);
      const turns = before?.perSecond === perSecond ? before : newTurns(perSecond, before);
      known.set(key, turns);
      return askFor(turns, work, now);
    },
  };
};
