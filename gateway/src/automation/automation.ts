import type { FlowExecutionDetail, Handler } from '@tandem/contract';
import type { FlowCalls, Values } from '@tandem/flows';
import {
  type Clock,
  type Database,
  type Ids,
  isDatabaseUnavailable,
  type Log,
  type Timer,
} from '@tandem/kit';
import type { EffectQueue, Lanes } from '@tandem/lanes';
import type { NoteAudit, Sealer } from '../endpoints/index.ts';
import type { TimerTaker } from '../timers/index.ts';
import { type AutomationFlows, automationTimer } from './automation.model.ts';
import { automationHandlers } from './automation.operations.ts';
import { fireEvents } from './event-triggers.ts';
import type { DetailDeps } from './executions.query.ts';
import { type IncomingEvents, receiveEvents } from './incoming-events.ts';
import { createRunQueue, createRunTimer } from './run.queue.ts';
import { fireSchedules } from './schedules.ts';
import { createSealing } from './sealing.ts';
import { createSlots } from './slots.ts';

export type AutomationOptions = {
  readonly db: Database;
  readonly clock: Clock;
  readonly ids: Ids;
  readonly log: Log;
  readonly sealer: Sealer;
  readonly audit: NoteAudit;
  readonly flows: AutomationFlows;
  readonly calls: FlowCalls;
  readonly globals?: (org: string) => Promise<Values>;
  readonly lanes: () => Pick<Lanes, 'committed' | 'owns'>;
  readonly names?: DetailDeps['names'];
  readonly shown?: (
    org: string,
    flowId: string,
    version: number,
  ) => Promise<FlowExecutionDetail['document']>;
  /** Events of the core services, which keep no event log. */
  readonly incoming?: IncomingEvents;
  /** Steps of all runs at once on this node. */
  readonly concurrency?: number;
};

export type Automation = {
  readonly handlers: readonly Handler[];
  readonly queue: EffectQueue;
  /** By the name of the timer. */
  readonly timers: Readonly<Record<string, TimerTaker>>;
  /** Looks now at what is due and at what has happened; does so every second once started. */
  readonly round: () => Promise<void>;
  readonly start: () => void;
  /** Begins nothing more; calls under way have five seconds. Comes before the lanes stop. */
  readonly stop: () => Promise<void>;
};

const roundMs = 1_000;
/** Steps and calls of runs; calls wait for others most of the time. */
export const defaultConcurrency = 64;
/** Connections of the database that automation takes at once on this node. */
const connections = 4;
/** How long calls under way may take when the node stops. */
const graceMs = 5_000;

/** Automation waits for itself instead of taking the connections of the message path. */
const modest = (db: Database): Database => {
  const slots = createSlots(connections);
  return {
    ...db,
    query: (text, values) => slots(() => db.query(text, values)),
    call: (name, text, values) => slots(() => db.call(name, text, values)),
    transaction: (run, options) => slots(() => db.transaction(run, options)),
  };
};

const createRounds = (
  { clock, log }: Pick<AutomationOptions, 'clock' | 'log'>,
  works: readonly (() => Promise<boolean>)[],
) => {
  let stopped = false;
  let timer: Timer | null = null;
  let current: Promise<void> = Promise.resolve();
  const runAll = async () => {
    for (const work of works) {
      try {
        while (!stopped && (await work()));
      } catch (error) {
        const level = isDatabaseUnavailable(error) ? 'debug' : 'warn';
        log[level]({ err: error }, 'triggers of flows could not be looked at');
      }
    }
  };
  const round = () => {
    current = current.then(runAll);
    return current;
  };
  const repeat = () => {
    timer = clock.after(roundMs, () => void round().then(() => !stopped && repeat()));
  };
  return {
    round,
    start: repeat,
    async stop() {
      stopped = true;
      timer?.cancel();
      await current;
    },
  };
};

/** Flows that run without a customer. Nothing runs before `start`. */
export const createAutomation = (options: AutomationOptions): Automation => {
  const { sealer, concurrency = defaultConcurrency } = options;
  const deps = {
    ...options,
    db: modest(options.db),
    sealing: createSealing(sealer),
    globals: options.globals ?? (async () => ({})),
  };
  const underWay = new Map<number, AbortController>();
  const life = { closing: false };
  const { incoming } = options;
  const rounds = createRounds(options, [
    () => fireSchedules(deps),
    ...(incoming ? [() => receiveEvents(deps, incoming)] : []),
    () => fireEvents(deps),
  ]);
  return {
    handlers: automationHandlers({
      ...deps,
      underWay,
      names: options.names ?? (async () => new Map()),
      shown: options.shown ?? (async () => null),
    }),
    queue: createRunQueue({
      ...{ ...deps, underWay, slots: createSlots(concurrency) },
      isClosing: () => life.closing,
    }),
    timers: { [automationTimer]: createRunTimer(deps) },
    round: rounds.round,
    start: rounds.start,
    async stop() {
      life.closing = true;
      // What is broken off is called again, under the same key, by whoever goes on with the run.
      options.clock.after(graceMs, () => {
        for (const call of underWay.values()) call.abort();
      });
      await rounds.stop();
    },
  };
};
