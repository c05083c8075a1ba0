import { destinationErrors } from './destinations.errors.ts';
import type { EventPosition } from './log.ts';

export const positionText = ({ xid, id }: EventPosition): string => `${xid}-${id}`;

const form = /^(\d{1,19})-(\d{1,15})$/;

/** @throws destinationErrors.badPosition (400) */
export const readPosition = (text: string): EventPosition => {
  const [, xid, id] = form.exec(text) ?? [];
  if (xid === undefined || id === undefined)
    throw destinationErrors.badPosition({ position: text });
  return { xid, id: Number(id) };
};
