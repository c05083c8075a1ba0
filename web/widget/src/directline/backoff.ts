const FIRST_MS = 1000;
const LONGEST_MS = 30_000;

/**
 * How long to wait before the next try: doubling, never above half a minute, and between half and all of it by
 * chance, so that the visitors of a restarted server do not all come back in the same second.
 */
export function backoff(failures: number, random: () => number): number {
  const full = Math.min(LONGEST_MS, FIRST_MS * 2 ** Math.max(0, failures));
  return full / 2 + (full / 2) * random();
}
