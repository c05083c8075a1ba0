import type { DestinationStart } from '@tandem/contract';
import type { Queryable } from '@tandem/kit';
import type { StartPosition } from './destination.port.ts';
import { destinationErrors } from './destinations.errors.ts';
import { type EventPosition, endOfEvents, eventLogStart } from './log.ts';
import { positionText, readPosition } from './positions.rules.ts';
import { comparePositions } from './sender/index.ts';
import { positionAt } from './store/index.ts';

/** What a request means. @throws destinationErrors.badPosition (400) */
export const startOf = ({ at, position = '', time }: DestinationStart): StartPosition => {
  if (at === 'position') return { kind: 'position', position: readPosition(position) };
  if (at !== 'time') return { kind: at };
  if (time === undefined || Number.isNaN(Date.parse(time)))
    throw destinationErrors.badPosition({ position: time ?? '' });
  return { kind: 'time', at: new Date(time) };
};

/** The cursor of somebody who begins there. @throws destinationErrors.positionAhead (400) */
export const cursorAt = async (
  db: Queryable,
  org: string,
  start: StartPosition,
): Promise<EventPosition> => {
  if (start.kind === 'earliest') return eventLogStart;
  if (start.kind === 'position') {
    const end = await endOfEvents(db);
    if (comparePositions(start.position, end) <= 0) return start.position;
    const [position, known] = [positionText(start.position), positionText(end)];
    throw destinationErrors.positionAhead({ position, end: known });
  }
  if (start.kind === 'time') return (await positionAt(db, org, start.at)) ?? endOfEvents(db);
  return endOfEvents(db);
};
