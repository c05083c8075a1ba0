import type { Clock, Ids } from '@tandem/kit';
import type { SendResult } from '../destination.model.ts';
import type { DestinationReport } from '../destination.port.ts';
import { awayBackoff, deniedBackoff, waitMs } from './backoff.rules.ts';

/** An outage is told of when it lasts so long, or after so many attempts. */
const patienceMs = 60_000;
const patienceAttempts = 6;

type Trouble = Extract<SendResult, { kind: 'unavailable' | 'denied' }>;

/** Whether the destination as a whole rests, and what is told of it. */
export const createRest = (
  { clock, ids }: { readonly clock: Clock; readonly ids: Pick<Ids, 'random'> },
  initial: DestinationReport,
) => {
  let report = initial;
  let failures = 0;
  let failingSince: number | null = null;
  let until = 0;

  /** @returns the new report, when it is another one. */
  const tell = (
    state: 'ACTIVE' | 'ERROR',
    why: { code: string; reason: string } | null,
  ): DestinationReport | null => {
    const { code = null, reason = null } = why ?? {};
    if (report.state === state && report.code === code && report.reason === reason) return null;
    const since = report.state === state ? report.since : clock.now();
    report = { state, code, reason, since };
    return report;
  };
  return {
    report: () => report,
    /** Milliseconds of the monotonic clock before which nothing is sent. */
    until: () => until,
    resting: () => clock.monotonicMs() < until,
    /** After a failure one call at a time, until one is answered. */
    probing: () => failures > 0,
    answered({ denied }: { denied: { code: string; reason: string } | null }) {
      failures = 0;
      failingSince = null;
      until = 0;
      return denied ? tell('ERROR', denied) : tell('ACTIVE', null);
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
