import { responseHeaders } from '@tandem/contract';
import type { Clock } from '@tandem/kit';

type Headers = Readonly<Record<string, string | string[] | undefined>>;

/** Keeps a client within the limit that the answers announce. */
export type Pacer = {
  /**
   * Milliseconds until the next request may go; 0 takes the turn at once. What can wait (`background`) leaves half of
   * each window to what cannot.
   */
  readonly take: (urgency?: 'now' | 'background') => number;
  /** Learns from an answer; `status` 429 stops everything until `Retry-After`. */
  readonly learn: (status: number, headers: Headers) => void;
};

const numberOf = (headers: Headers, name: string): number | null => {
  const value = headers[name.toLowerCase()];
  const number = typeof value === 'string' ? Number(value) : Number.NaN;
  return Number.isFinite(number) && number >= 0 ? number : null;
};

/** Pause after a 429 that names none. */
const blindPauseMs = 5_000;
/** Share of a window that background requests leave to the others. */
const reserve = 0.5;
/** What no sane server asks for. */
const maxPauseMs = 15 * 60_000;

export const createPacer = ({ clock }: { clock: Clock }): Pacer => {
  let left = Number.POSITIVE_INFINITY;
  let resetAtMs = 0;
  let inFlight = 0;
  let reserved = 0;

  const hold = (ms: number) => {
    left = 0;
    resetAtMs = Math.max(resetAtMs, clock.monotonicMs() + Math.min(ms, maxPauseMs));
  };
  const learnCount = (headers: Headers) => {
    const count = numberOf(headers, responseHeaders.rateLimitCount);
    const allowed = numberOf(headers, responseHeaders.rateLimitAllowed);
    const reset = numberOf(headers, responseHeaders.rateLimitReset);
    if (count === null || allowed === null || reset === null) return;
    // Answers may overtake each other: within a window what is left only falls.
    const known = clock.monotonicMs() < resetAtMs ? left : Number.POSITIVE_INFINITY;
    reserved = Math.ceil(allowed * reserve);
    left = Math.min(known, Math.max(0, allowed - count - inFlight));
    resetAtMs = clock.monotonicMs() + Math.min(reset * 1000, maxPauseMs);
  };
  return {
    take(urgency = 'now') {
      const now = clock.monotonicMs();
      if (now >= resetAtMs) left = Number.POSITIVE_INFINITY;
      const kept = urgency === 'background' ? reserved : 0;
      if (left <= kept) return Math.max(1, Math.ceil(resetAtMs - now));
      left -= 1;
      inFlight += 1;
      return 0;
    },
    learn(status, headers) {
      inFlight = Math.max(0, inFlight - 1);
      if (status !== 429) return learnCount(headers);
      const seconds = numberOf(headers, responseHeaders.retryAfter);
      hold(seconds === null ? blindPauseMs : seconds * 1000);
    },
  };
};
