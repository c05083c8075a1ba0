import type { DestinationReplayRequest } from '@tandem/contract';
import { derivedUuid } from '@tandem/kit';
import type {
  DestinationDriver,
  OutgoingEvent,
  RemoteState,
  SendResult,
} from './destination.model.ts';
import type { DestinationRecord, Replay } from './destination.types.ts';
import type { Acting, DestinationDeps } from './destinations.deps.ts';
import { destinationErrors } from './destinations.errors.ts';
import { tellSenders } from './destinations.port.usecases.ts';
import { noteOf, requireDestination } from './destinations.usecases.ts';
import { eventLogStart } from './log.ts';
import { openDestination } from './open-destination.ts';
import { positionText } from './positions.rules.ts';
import { comparePositions } from './sender/index.ts';
import { cursorAt, startOf } from './start-position.usecase.ts';
import {
  insertReplay,
  lastPositionUpTo,
  openReplay,
  parkEvents,
  takeDeadLetters,
} from './store/index.ts';
import { rereadUnreadable } from './unreadable.usecase.ts';

const withDriver = async <T>(
  deps: DestinationDeps,
  destination: DestinationRecord,
  run: (driver: DestinationDriver) => Promise<T>,
): Promise<T> => {
  const driver = await openDestination(deps, destination);
  try {
    return await run(driver);
  } finally {
    await driver[Symbol.asyncDispose]();
  }
};

/** @throws destinationErrors.notFound; the driver's and the vault's public errors */
export async function describeRemote(
  deps: DestinationDeps,
  org: string,
  id: string,
): Promise<RemoteState> {
  const destination = await requireDestination(deps, org, id);
  const seen = await withDriver(deps, destination, (driver) => driver.describe());
  const { report, lastDeliveredAt } = destination;
  // Where nobody can be asked, what was taken tells.
  const tells = lastDeliveredAt !== null && report.state === 'ACTIVE';
  return seen.state === 'unknown' && !seen.reason && tells ? { ...seen, state: 'active' } : seen;
}

const testTopic = 'v2.tandem.test';

const testEvent = (deps: DestinationDeps, { id, org, name }: DestinationRecord): OutgoingEvent => {
  const eventId = deps.ids.uuid();
  return {
    ...{ id: eventId, org, position: eventLogStart, key: `test:${id}`, correlationId: null },
    ...{ topic: testTopic, topicName: testTopic, at: deps.clock.now() },
    eventBody: { test: true, destination: { id, name } },
  };
};

export type Tested = {
  readonly event: OutgoingEvent;
  readonly result: SendResult;
  readonly durationMs: number;
};

/** Sends one event that says it is a test, past everything that waits. @throws destinationErrors.notFound; the driver's */
export async function testDestination(
  deps: DestinationDeps,
  org: string,
  id: string,
): Promise<Tested> {
  const destination = await requireDestination(deps, org, id);
  const event = testEvent(deps, destination);
  return withDriver(deps, destination, async (driver) => {
    const begun = deps.clock.monotonicMs();
    const result = await driver.send([event]);
    return { event, result, durationMs: deps.clock.monotonicMs() - begun };
  });
}

/**
 * Begins to send a part of the log once more, up to what can be read now.
 * @throws destinationErrors.notFound, badPosition, badRange, replayRunning
 */
export async function beginReplay(
  deps: DestinationDeps,
  by: Acting,
  { id, request }: { readonly id: string; readonly request: DestinationReplayRequest },
): Promise<Replay> {
  const { org } = by.principal;
  const destination = await requireDestination(deps, org, id);
  const start = startOf(request.from);
  const replay = await deps.db.transaction(async (tx) => {
    // One after the other, so that there is one at a time.
    await tx.query('select from destination where id = $1 for update', [id]);
    if (await openReplay(tx, id)) throw destinationErrors.replayRunning();
    const from = await cursorAt(tx, org, start);
    const until = await lastPositionUpTo(tx, org, request.until ? new Date(request.until) : null);
    if (!until || comparePositions(until, from) <= 0) throw destinationErrors.badRange();
    const made = { id: deps.ids.uuid(), createdAt: deps.clock.now(), finishedAt: null };
    const begun: Replay = { ...made, from, cursor: from, until };
    await insertReplay(tx, { org, destination: id, replay: begun });
    const changes = { from: { to: positionText(from) }, until: { to: positionText(until) } };
    await deps.audit(tx, noteOf(by, destination, { action: 'replay', changes }));
    await tellSenders(tx, id);
    return begun;
  });
  deps.changed();
  return replay;
}

/**
 * Sends dead letters again, beside what is new: the oldest that wait, or those that are named. What could not be
 * rendered is rendered anew, and stays where it is when it still cannot be.
 * @returns how many
 * @throws destinationErrors.notFound
 */
export async function redriveDeadLetters(
  deps: DestinationDeps,
  by: Acting,
  {
    id,
    ids,
    limit,
  }: { readonly id: string; readonly ids: readonly string[] | null; readonly limit: number },
): Promise<number> {
  const { org } = by.principal;
  const destination = await requireDestination(deps, org, id);
  const at = deps.clock.now();
  const stream = `redrive:${derivedUuid(deps.ids.uuid())}`;
  const { rendered, unreadable } = await rereadUnreadable(deps, destination, { ids, limit });
  const count = await deps.db.transaction(async (tx) => {
    const which = { org, destination: id, ids, except: unreadable };
    const letters = await takeDeadLetters(tx, { ...which, limit, at });
    if (letters.length === 0) return 0;
    const waiting = { stream, firstAt: at, nextAt: at, attempts: 0, code: null, reason: null };
    const events = letters.flatMap(({ event }) => rendered.get(event.id) ?? [event]);
    await parkEvents(
      tx,
      id,
      events.map((event) => ({ ...waiting, event: { ...event, replay: stream } })),
    );
    const changes = { redriven: { to: letters.length } };
    await deps.audit(tx, noteOf(by, destination, { action: 'redrive', changes }));
    await tellSenders(tx, id);
    return letters.length;
  });
  deps.changed();
  return count;
}
