import { derivedUuid } from '@tandem/kit';
import type { CommittedWork } from '@tandem/lanes';
import type { DestinationDriver, OutgoingEvent, SendResult } from '../destinations/index.ts';
import type { BusDeps, SourceRecord } from './bus.model.ts';
import { entryBytes, largestEntry, toBusEvent } from './envelope.rules.ts';
import { findBus, findSource, lockSource } from './partner-sources.store.ts';
import { isExpired } from './partner-sources.usecases.ts';
import { type FromReplay, type PublishDeps, publishEvents } from './publish.ts';

/** One call is one transaction: its events are durable with their work, or none of them is. */
const limits = { events: 200, bytes: 4_000_000, inFlight: 1, wholeCalls: true } as const;

const missing: SendResult = {
  kind: 'denied',
  code: 'source.missing',
  reason: 'The partner event source does not exist. Deactivate and activate the integration.',
};

/** Events that follow each other and belong to the same replay, or to none. */
const partsOf = (events: readonly OutgoingEvent[]): OutgoingEvent[][] => {
  const parts: OutgoingEvent[][] = [];
  for (const event of events) {
    const last = parts.at(-1);
    if (last && last[0]?.replay === event.replay) last.push(event);
    else parts.push([event]);
  }
  return parts;
};

/** What a destination sends once more has its old id: it is known by the replay, too. */
const replayOf = (event: OutgoingEvent | undefined): FromReplay | null =>
  event?.replay === undefined
    ? null
    : { id: derivedUuid('destination replay', event.replay), rules: null };

type Driver = {
  readonly org: string;
  /** Full name of the partner event source. */
  readonly source: string;
};

/** Sends to the event bus that Tandem brings along. */
export const createEmbeddedDriver = (
  deps: Pick<BusDeps, 'db' | 'committed' | 'log'> & PublishDeps,
  { org, source: name }: Driver,
): DestinationDriver => {
  const { db, clock } = deps;
  const usable = (source: SourceRecord | null): source is SourceRecord =>
    source !== null && source.state !== 'DELETED' && !isExpired(source, clock.now());
  const publish: DestinationDriver['send'] = async (events) => {
    const work = await db.transaction(async (tx) => {
      await lockSource(tx, org, name);
      const source = await findSource(tx, org, { name });
      if (!usable(source)) return null;
      const bus = await findBus(tx, org, { name });
      const work: CommittedWork[] = [];
      for (const part of partsOf(events)) {
        const replay = replayOf(part[0]);
        work.push(
          ...(await publishEvents(deps, tx, {
            ...{ source, bus, ...(replay ? { replay } : {}) },
            events: part.map((event) => toBusEvent(source, event)),
          })),
        );
      }
      return work;
    });
    if (!work) return missing;
    deps.committed(work);
    return {
      kind: 'answered',
      outcomes: events.map(({ id }) => ({ kind: 'delivered', remoteId: id })),
    };
  };
  return {
    limits,
    largestEvent: largestEntry,
    sizeOf: (event) => entryBytes(toBusEvent({ name, account: '', region: '' }, event).envelope),
    async send(events) {
      try {
        return await publish(events);
      } catch (error) {
        deps.log.warn({ err: error, org }, 'the event bus could not store events');
        return { kind: 'unavailable', code: 'bus.failed', reason: 'The event bus did not answer.' };
      }
    },
    async describe() {
      const source = await findSource(db, org, { name });
      if (source?.state === 'DELETED') return { state: 'deleted', name };
      if (!usable(source)) return { state: 'unknown', name, reason: 'There is no such source.' };
      return { state: source.state === 'ACTIVE' ? 'active' : 'pending', name };
    },
    async [Symbol.asyncDispose]() {},
  };
};
