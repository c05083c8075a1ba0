import type { Clock, Timer } from '../clock.ts';
import type { Log } from '../log.ts';

/**
 * Tells the operator about outages of the database: a line when one begins, a line a minute while it lasts, a line
 * when it ends. Whatever fails meanwhile is counted instead of logged.
 */
export type Outages = {
  readonly failed: (error: Error) => void;
  readonly answered: () => void;
  /** Whether the last that was heard of the database is a failure. */
  readonly isOn: () => boolean;
  readonly stop: () => void;
};

const summaryMs = 60_000;
/** Outages that follow each other faster than this are told by the summary alone. */
const calmMs = 10_000;

type Outage = { readonly sinceMs: number; failures: number; told: boolean; summary: Timer };

export const createOutages = ({ clock, log }: { clock: Clock; log: Log }): Outages => {
  let outage: Outage | null = null;
  let toldMs = Number.NEGATIVE_INFINITY;
  const secondsSince = (ms: number) => Math.round((clock.monotonicMs() - ms) / 1000);

  const summarise = () => {
    if (!outage) return;
    const { sinceMs, failures } = outage;
    outage.told = true;
    log.error({ failures, seconds: secondsSince(sinceMs) }, 'the database still does not answer');
    outage.summary = clock.after(summaryMs, summarise);
  };
  const begin = (error: Error): Outage => {
    const sinceMs = clock.monotonicMs();
    const told = sinceMs - toldMs >= calmMs;
    if (told) {
      toldMs = sinceMs;
      const reason = (error.cause instanceof Error && error.cause.message) || error.message;
      log.error({ reason }, 'the database does not answer; requests get 503 until it does');
    }
    return { sinceMs, failures: 0, told, summary: clock.after(summaryMs, summarise) };
  };
  return {
    failed(error) {
      outage ??= begin(error);
      outage.failures += 1;
    },
    answered() {
      if (!outage) return;
      const { sinceMs, failures, told, summary } = outage;
      outage = null;
      summary.cancel();
      if (told)
        log.warn({ failures, seconds: secondsSince(sinceMs) }, 'the database answers again');
    },
    isOn: () => outage !== null,
    stop: () => outage?.summary.cancel(),
  };
};
