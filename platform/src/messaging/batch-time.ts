import type { Clock } from '@tandem/kit';

/**
 * Milliseconds after which no further step of a batch is begun: its transaction stays short, leases are renewed, and
 * others get in between.
 */
export const mostBatchMs = 200;

/** Milliseconds of a step beyond which further ones of its integration wait until the others had their turn. */
const heavyMs = 20;

/** The time of a batch of steps, at one look at the clock for each. */
export type BatchTime = {
  /** Whether there is no time for another input. */
  readonly isOver: () => boolean;
  /** The same as of the last step. */
  readonly wasOver: () => boolean;
  /** A step for the integration has ended. */
  readonly stepped: (integration: string) => void;
  /** Puts behind the others what belongs to integrations whose steps took long. */
  readonly lightFirst: <T>(items: readonly T[], integrationOf: (item: T) => string) => T[];
};

export const createBatchTime = ({ monotonicMs }: Pick<Clock, 'monotonicMs'>): BatchTime => {
  const endMs = monotonicMs() + mostBatchMs;
  const heavy = new Set<string>();
  let lastMs = endMs - mostBatchMs;
  return {
    isOver: () => monotonicMs() > endMs,
    wasOver: () => lastMs > endMs,
    stepped(integration) {
      const nowMs = monotonicMs();
      if (nowMs - lastMs > heavyMs) heavy.add(integration);
      lastMs = nowMs;
    },
    lightFirst: (items, integrationOf) => {
      const isHeavy = (item: (typeof items)[number]) => heavy.has(integrationOf(item));
      return [...items.filter((item) => !isHeavy(item)), ...items.filter(isHeavy)];
    },
  };
};
