/** Random numbers that a seed repeats: a failing run can be run again with the same draws. */
export type Random = {
  readonly seed: number;
  /** A whole number from `from` to `to`, both included. */
  readonly between: (from: number, to: number) => number;
};

/** Mulberry32: small, and good enough to choose moments. */
export const createRandom = (seed: number): Random => {
  let state = seed >>> 0;
  const next = () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
  return { seed, between: (from, to) => from + Math.floor(next() * (to - from + 1)) };
};
