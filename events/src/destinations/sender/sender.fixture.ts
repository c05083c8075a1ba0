import type { AuditNote } from '@tandem/contract';
import {
  createTestClock,
  createTestIds,
  type Database,
  derivedUuid,
  type Log,
  silentLog,
  systemClock,
  type TestClock,
} from '@tandem/kit';
import { appendEvents, endOfEvents, eventsHeldBack } from '../../index.ts';
import type {
  DestinationDriver,
  OutgoingEvent,
  RenderEvents,
  SendResult,
} from '../destination.model.ts';
import type { DestinationRecord } from '../destination.types.ts';
import { insertDestination } from '../store/index.ts';
import { createSender, type Sender } from './sender.ts';

export const orgA = derivedUuid('organisation a');
export const orgB = derivedUuid('organisation b');
export const topic = 'v2.test.{id}.happened';
export const otherTopic = 'v2.test.{id}.other';

/** Renders an event of a test: its data say which topics it has. */
export const renderTest: RenderEvents = async (events, wanted) =>
  events.flatMap((event) => {
    const {
      n,
      topics = [topic],
      broken,
    } = event.data as {
      n: number;
      topics?: string[];
      broken?: boolean;
    };
    if (broken) throw new Error('cannot be rendered');
    return topics
      .filter((one) => wanted.has(one))
      .map(
        (one): OutgoingEvent => ({
          id: derivedUuid(event.position.xid, String(event.position.id), one),
          ...{ org: event.org, position: event.position, key: event.key, topic: one },
          topicName: one.replace('{id}', event.key),
          ...{ eventBody: { n }, correlationId: event.correlationId, at: event.at },
        }),
      );
  });

/** What happens to a call; `events` are those of the call. */
export type Script = (events: readonly OutgoingEvent[]) => SendResult | Promise<SendResult>;

export const delivered = (events: readonly OutgoingEvent[]): SendResult => ({
  kind: 'answered',
  outcomes: events.map(({ id }) => ({ kind: 'delivered', remoteId: `remote ${id}` })),
});

/** The other side of a test: what it was given, in order. */
export const createRemote = () => {
  const got: { org: string; key: string; n: number; id: string; replay?: string }[] = [];
  const remote = {
    got,
    calls: 0,
    /** Milliseconds that each call was given. */
    budgets: [] as (number | undefined)[],
    atOnce: 0,
    mostAtOnce: 0,
    opened: 0,
    script: delivered as Script,
    limits: { events: 10, bytes: 10_000, inFlight: 4 } as DestinationDriver['limits'],
    /** Numbers of a key in the order of their first arrival. */
    of: (key: string, org = orgA) => {
      const seen = new Set<string>();
      return got
        .filter((one) => one.key === key && one.org === org && !one.replay)
        .filter(({ id }) => !seen.has(id) && seen.add(id))
        .map(({ n }) => n);
    },
    take(
      events: readonly OutgoingEvent[],
      { outcomes }: { outcomes: readonly { kind: string }[] },
    ) {
      events.forEach(({ id, org, key, eventBody, replay }, place) => {
        if (outcomes[place]?.kind === 'delivered')
          got.push({ id, org, key, n: eventBody['n'] as number, ...(replay ? { replay } : {}) });
      });
    },
    async open(_destination: DestinationRecord): Promise<DestinationDriver> {
      remote.opened += 1;
      return {
        limits: remote.limits,
        largestEvent: 1_000,
        sizeOf: ({ eventBody }) => JSON.stringify(eventBody).length,
        async send(events, withinMs) {
          remote.calls += 1;
          remote.budgets.push(withinMs);
          remote.atOnce += 1;
          remote.mostAtOnce = Math.max(remote.mostAtOnce, remote.atOnce);
          const result = await remote.script(events);
          if (result.kind === 'answered') remote.take(events, result);
          remote.atOnce -= 1;
          return result;
        },
        describe: async () => ({ state: 'active' }),
        [Symbol.asyncDispose]: async () => {},
      };
    },
  };
  return remote;
};

export type Remote = ReturnType<typeof createRemote>;

export const destinationOf = (given: Partial<DestinationRecord> = {}): DestinationRecord => ({
  id: derivedUuid('destination', given.name ?? 'one'),
  ...{ org: orgA, kind: 'test', name: 'one', settings: {}, secrets: {}, secretSources: {} },
  ...{
    topics: [topic],
    topicsFrom: {},
    envelope: 'native',
    source: { name: 'test', account: '', region: '' },
  },
  ...{ managed: false, state: 'running', version: 1, cursor: { xid: '0', id: 0 } },
  report: { state: 'ACTIVE', code: null, reason: null, since: new Date(0) },
  ...{ lastDeliveredAt: null, delivered: 0, failed: 0, expired: 0 },
  ...{ createdAt: new Date(0), modifiedAt: new Date(0) },
  ...given,
});

/** One node on a shared database, with a clock of its own. */
export const createNode = (
  db: Database,
  remote: Pick<Remote, 'open'>,
  options: {
    name?: string;
    log?: Log;
    render?: RenderEvents;
    leaseMs?: number;
    mostParked?: { readonly keys: number; readonly events: number };
  } = {},
) => {
  const { name = 'node', log = silentLog, render = renderTest } = options;
  // The clock of a test leaps, the database's does not: a lease is lost only where a test wants it.
  const { leaseMs = 30 * 24 * 3_600_000 } = options;
  const ticking = createTestClock();
  let stood = 0;
  let setBackMs = 0;
  const clock: TestClock = {
    ...ticking,
    monotonicMs: () => ticking.monotonicMs() + stood,
    now: () => new Date(ticking.now().getTime() - setBackMs),
  };
  const notes: AuditNote[] = [];
  const reports: string[] = [];
  const hearers = new Map<string, () => void>();
  const sender: Sender = createSender({
    ...{ db, clock, log, render, ids: createTestIds(name), nodeId: name, leaseMs },
    open: remote.open,
    ...(options.mostParked ? { mostParked: options.mostParked } : {}),
    audit: async (_tx, note) => void notes.push(note),
    reported: (_id, _org, { state }) => void reports.push(state),
    listener: {
      listen: async (channel, hear) => void hearers.set(channel, () => hear('')),
      onGap: () => {},
    },
  });
  return {
    ...{ sender, clock, notes, reports },
    hear: (channel: string) => hearers.get(channel)?.(),
    /** The process stands still: time passes without a timer of it. */
    standStill: (ms: number) => {
      stood += ms;
    },
    /** Somebody sets the clock of the machine back. */
    setBack: (ms: number) => {
      setBackMs += ms;
    },
    /** Lets time pass in small steps until something is so. */
    async until(so: () => boolean | Promise<boolean>, stepMs = 50) {
      const begun = systemClock.monotonicMs();
      while (!(await so())) {
        if (systemClock.monotonicMs() - begun > 8_000) throw new Error('it did not come to pass');
        await clock.advance(stepMs);
        // What waits for the database needs real time.
        await db.query('select 1');
      }
    },
  };
};

export type TestNode = ReturnType<typeof createNode>;

/** Appends events: `[key, n]`. */
export const happen = (
  db: Database,
  events: readonly (readonly [key: string, n: number, data?: object])[],
  org = orgA,
) =>
  db.transaction((tx) =>
    appendEvents(
      tx,
      events.map(([key, n, data]) => ({ org, type: 'test', key, data: { n, ...data } })),
    ),
  );

export const addDestination = async (db: Database, given: Partial<DestinationRecord> = {}) => {
  // Transactions of other tests hold the end of the log back: what was before is to be before.
  while (await eventsHeldBack(db));
  const destination = destinationOf({ cursor: await endOfEvents(db), ...given });
  await insertDestination(db, destination);
  return destination;
};
