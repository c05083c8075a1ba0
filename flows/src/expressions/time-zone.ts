import { tzOffset } from '@date-fns/tz';
import { minuteMs } from './date-pattern.ts';

/** Ids of zones are short; anything longer is refused before it is looked up. */
const longestZone = 64;
const zoneShape = /^[A-Za-z0-9_+:/-]+$/;

/** Offset from UTC in minutes at a time; null for a zone nobody knows. */
export const offsetAt = (timeZone: string, time: number): number | null => {
  if (timeZone === 'UTC' || timeZone === 'Z' || timeZone === 'GMT') return 0;
  if (timeZone.length > longestZone || !zoneShape.test(timeZone)) return null;
  const offset = tzOffset(timeZone, new Date(time));
  return Number.isFinite(offset) ? offset : null;
};

/**
 * The instant a wall clock in a zone shows a time, given as if that time were UTC. A time the clock shows twice is the
 * earlier one; one it skips lies after the gap. Null for an unknown zone.
 */
export const instantOf = (wall: number, timeZone: string): number | null => {
  const before = offsetAt(timeZone, wall - 24 * 60 * minuteMs);
  const after = offsetAt(timeZone, wall + 24 * 60 * minuteMs);
  if (before === null || after === null) return null;
  const early = wall - before * minuteMs;
  if (offsetAt(timeZone, early) === before) return early;
  const late = wall - after * minuteMs;
  return offsetAt(timeZone, late) === after ? late : early;
};

/** Name of the zone in English at a time, such as `EST` or `Eastern Standard Time`. */
export const zoneName = (timeZone: string, time: number, style: 'short' | 'long'): string => {
  if (timeZone === 'Z') return 'UTC';
  const parts = new Intl.DateTimeFormat('en-US', { timeZone, timeZoneName: style }).formatToParts(
    time,
  );
  return parts.find(({ type }) => type === 'timeZoneName')?.value ?? timeZone;
};
