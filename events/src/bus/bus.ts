import type { Handler } from '@tandem/contract';
import { createSweeper, type SealedColumn } from '@tandem/kit';
import type { EffectQueue } from '@tandem/lanes';
import type { DestinationDriver } from '../destinations/index.ts';
import { createAccessTokens } from './access-tokens.ts';
import { type BusDeps, busDeliveryQueue, busJobQueue, secretContext } from './bus.model.ts';
import { archiveHandlers, busHandlers, busHistoryHandlers } from './bus.operations.ts';
import { busSweeps } from './bus.retention.ts';
import { createDeliveryQueue } from './delivery.queue.ts';
import { createEmbeddedDriver } from './embedded.driver.ts';
import { createInvocationRate } from './invocation-rate.ts';
import { createJobQueue } from './jobs.queue.ts';
import type { PartnerSources } from './partner-sources.port.ts';
import { createPartnerSources } from './partner-sources.usecases.ts';
import { createPatterns } from './patterns.ts';
import { apiDestinationHandlers, ruleHandlers } from './rules.operations.ts';

export type EventBuses = {
  readonly handlers: readonly Handler[];
  /** For the lanes of the half. */
  readonly queues: readonly EffectQueue[];
  readonly sources: PartnerSources;
  /** Opens the driver of a destination of kind `embedded`. */
  readonly openDriver: (destination: {
    readonly org: string;
    /** Full name of the partner event source. */
    readonly source: string;
  }) => DestinationDriver;
  readonly start: () => void;
  readonly stop: () => Promise<void>;
};

/** Partner-source registry and event buses that Tandem brings along. */
export const createEventBuses = (given: BusDeps): EventBuses => {
  const deps = { ...given, patterns: createPatterns() };
  const { db, clock, log } = deps;
  const sweeper = createSweeper({ db, clock, log, sweeps: busSweeps });
  const tokens = createAccessTokens(deps);
  const rate = createInvocationRate(clock);
  return {
    handlers: [
      ...busHandlers(deps),
      ...ruleHandlers(deps),
      ...apiDestinationHandlers(deps),
      ...busHistoryHandlers(deps),
      ...archiveHandlers(deps),
    ],
    queues: [createDeliveryQueue({ ...deps, tokens, rate }), createJobQueue(deps)],
    sources: createPartnerSources(deps),
    openDriver: (destination) => createEmbeddedDriver(deps, destination),
    start: sweeper.start,
    stop: sweeper.stop,
  };
};

/** Queues whose work may die, by the names that dead letters carry. */
export const busQueueNames: readonly string[] = [busDeliveryQueue, busJobQueue];

/** What API destinations keep sealed. */
export const busSealedColumns: readonly SealedColumn[] = [
  {
    table: 'api_destination',
    column: 'secret',
    key: ['id'],
    format: 'source',
    context: ({ id = '' }) => secretContext(id),
  },
];
