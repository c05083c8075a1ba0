import { flowDepthOf } from '@tandem/contract';
import type { DestinationDriver, OutgoingEvent } from '@tandem/events';
import type { FlowValue } from '@tandem/flows';
import { derivedHex32, type Transaction } from '@tandem/kit';
import { type CommittedWork, enqueueWork, type NewWork, partitionCount } from '@tandem/lanes';
import { matchesAll } from './criteria.rules.ts';
import { type Trigger, type TriggerDeps, triggerQueue } from './triggers.model.ts';
import { inputsOf } from './triggers.rules.ts';
import { enabledTriggers, forgetStarts, noteStarts } from './triggers.store.ts';

/** What waits to be started. */
export type StartWork = {
  readonly trigger: string;
  readonly event: string;
  readonly inputs: Readonly<Record<string, unknown>>;
  /** Executions that led to the event; those who started this work before there was a count say nothing. */
  readonly depth?: number;
  /** Not before then. */
  readonly dueAt: string;
  /** Not after then; null: at any time. */
  readonly until: string | null;
};

/** One call is one transaction: its starts are durable, or none of them is. */
const limits = { events: 200, bytes: 4_000_000, inFlight: 1 } as const;

const after = (at: Date, seconds: number): string =>
  new Date(at.getTime() + seconds * 1000).toISOString();

const isMeant = (trigger: Trigger, { topic, eventBody, at }: OutgoingEvent): boolean =>
  trigger.topic === topic &&
  // What happened before somebody asked for it is not meant.
  at >= trigger.createdAt &&
  matchesAll(trigger.criteria, eventBody as FlowValue);

const toWork = (trigger: Trigger, event: OutgoingEvent): NewWork => {
  const { org, id, ttlSeconds, delaySeconds, dataFormat } = trigger;
  const payload: StartWork = {
    ...{ trigger: id, event: event.id, inputs: inputsOf(dataFormat, event) },
    depth: flowDepthOf(event.correlationId),
    dueAt: after(event.at, delaySeconds ?? 0),
    until: ttlSeconds === null ? null : after(event.at, ttlSeconds),
  };
  // Starts of one trigger for one key stand in a lane, unless each waits for itself.
  const key = delaySeconds === null ? event.key : event.id;
  const lane = Number.parseInt(derivedHex32('trigger', id, key).slice(0, 12), 16);
  return { org, queue: triggerQueue, part: lane % partitionCount, lane, payload };
};

const store = async (
  { clock }: TriggerDeps,
  tx: Transaction,
  events: readonly OutgoingEvent[],
): Promise<readonly CommittedWork[]> => {
  const org = events[0]?.org ?? '';
  const topics = [...new Set(events.map(({ topic }) => topic))];
  const triggers = await enabledTriggers(tx, org, topics);
  const meant = events.flatMap((event) =>
    triggers.filter((one) => isMeant(one, event)).map((trigger) => ({ trigger, event })),
  );
  if (meant.length === 0) return [];
  const now = clock.now();
  const starts = meant.map(({ trigger, event }) => ({ trigger: trigger.id, event: event.id }));
  const fresh = await noteStarts(tx, { org, starts, at: now });
  await forgetStarts(tx, org, now);
  const work = meant
    .filter(({ trigger, event }) => fresh.has(`${trigger.id} ${event.id}`))
    .map(({ trigger, event }) => toWork(trigger, event));
  return enqueueWork(tx, work);
};

/** Takes events for the triggers of an organisation: what fits is stored as work, once for each event. */
export const createTriggerDriver = (deps: TriggerDeps): DestinationDriver => ({
  limits,
  largestEvent: 1_000_000,
  sizeOf: ({ eventBody }) => Buffer.byteLength(JSON.stringify(eventBody)),
  async send(events) {
    try {
      deps.committed(await deps.db.transaction((tx) => store(deps, tx, events)));
    } catch (error) {
      deps.log.warn({ err: error }, 'events could not be taken for triggers');
      return {
        ...{ kind: 'unavailable', code: 'triggers.failed' },
        reason: 'The starts could not be stored.',
      };
    }
    return { kind: 'answered', outcomes: events.map(() => ({ kind: 'delivered' })) };
  },
  describe: async () => ({ state: 'active' }),
  async [Symbol.asyncDispose]() {},
});
