import type { Clock, Ids } from '@tandem/kit';
import type { SendResult } from '../destination.model.ts';
import type { DestinationReport } from '../destination.port.ts';
import { awayBackoff, deniedBackoff, waitMs } from './backoff.rules.ts';

/** An outage is told of when it lasts so long, or after so many attempts. */
const patienceMs = 60_000;
const patienceAttempts = 6;
/** Answers, and time, without a single delivery before that is told. */
const barrenCalls = 20;
const barrenMs = 300_000;

type Trouble = Extract<SendResult, { kind: 'unavailable' | 'denied' }>;
type Why = { readonly code: string; readonly reason: string };

/** Whether the destination as a whole rests, and what is told of it. */
export const createRest = (
  { clock, ids }: { readonly clock: Clock; readonly ids: Pick<Ids, 'random'> },
  initial: DestinationReport,
) => {
  let report = initial;
  let failures = 0;
  let failingSince: number | null = null;
  let until = 0;
  let barren = 0;
  let barrenSince: number | null = null;
  let full: Why | null = null;

  /** @returns the new report, when it is another one. */
  const tell = (state: 'ACTIVE' | 'ERROR', why: Why | null): DestinationReport | null => {
    const { code = null, reason = null } = why ?? {};
    if (report.state === state && report.code === code && report.reason === reason) return null;
    const since = report.state === state ? report.since : clock.now();
    report = { state, code, reason, since };
    return report;
  };
  /** A call brought no delivery, though the destination is there. Told when that goes on. */
  const fruitless = (trouble: Why) => {
    const now = clock.monotonicMs();
    barren += 1;
    barrenSince ??= now;
    const long = barren >= barrenCalls || now - barrenSince >= barrenMs;
    const { code, reason } = trouble;
    return long && report.state !== 'ERROR' ? tell('ERROR', { code, reason }) : null;
  };
  return {
    report: () => report,
    /** Milliseconds of the monotonic clock before which nothing is sent. */
    until: () => until,
    resting: () => clock.monotonicMs() < until,
    /** After a failure few calls at a time, until one is answered. */
    probing: () => failures > 0,
    /** @returns the report when it is another one: something was taken, so all is well unless something else stands against it. */
    answered(what: {
      /** Something was taken. */
      readonly delivered: boolean;
      /** Somebody has to act for some events. */
      readonly denied?: Why | null;
      /** Why something was not taken. */
      readonly trouble?: Why | null;
    }) {
      failures = 0;
      failingSince = null;
      until = 0;
      if (what.delivered) [barren, barrenSince] = [0, null];
      if (what.denied) return tell('ERROR', what.denied);
      if (what.delivered) return full ? tell('ERROR', full) : tell('ACTIVE', null);
      return what.trouble ? fruitless(what.trouble) : null;
    },
    fruitless,
    /** Nothing of what was read could be rendered; the next delivery says that all is well again. */
    unreadable: (why: Why) => tell('ERROR', why),
    /** What receives could not be made for lack of a right; sending finds out whether it is there. */
    unmade: (why: Trouble) => tell('ERROR', why),
    /** @param why nothing new is read, or null when it is again */
    full(why: Why | null) {
      const before = full;
      full = why;
      if (why) return before ? null : tell('ERROR', why);
      return before && report.code === before.code ? tell('ACTIVE', null) : null;
    },
    failed(trouble: Trouble) {
      const now = clock.monotonicMs();
      // Calls that were under way together tell of one failure.
      if (now >= until) failures += 1;
      failingSince ??= now;
      const denied = trouble.kind === 'denied';
      const askedMs = 'afterMs' in trouble ? (trouble.afterMs ?? 0) : 0;
      const backoff = denied ? deniedBackoff : awayBackoff;
      until = Math.max(until, now + waitMs(backoff, { failures, chance: ids.random(), askedMs }));
      const long = now - failingSince >= patienceMs || failures >= patienceAttempts;
      return denied || long ? tell('ERROR', trouble) : null;
    },
  };
};

export type Rest = ReturnType<typeof createRest>;
