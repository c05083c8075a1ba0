import { type DatePart, dayMs, dayNames, minuteMs, monthNames } from './date-pattern.ts';
import { zoneName } from './time-zone.ts';

/** A time to be written: `wall` shows the zone's wall clock in its UTC fields. */
type Moment = {
  readonly time: number;
  readonly wall: Date;
  readonly offset: number;
  readonly timeZone: string;
};

type Writer = (moment: Moment, count: number) => string;

const padded = (value: number, count: number) =>
  (value < 0 ? '-' : '') + String(Math.abs(value)).padStart(count, '0');

const number =
  (read: (wall: Date) => number): Writer =>
  ({ wall }, count) =>
    padded(read(wall), count);

const year = (value: number, count: number) =>
  count === 2 ? padded(((value % 100) + 100) % 100, 2) : padded(value, count);

const name = (names: readonly string[], index: number, count: number) => {
  const full = names[index] as string;
  if (count === 5) return full.slice(0, 1);
  return count >= 4 ? full : full.slice(0, 3);
};

const month: Writer = ({ wall }, count) =>
  count < 3 ? padded(wall.getUTCMonth() + 1, count) : name(monthNames, wall.getUTCMonth(), count);

/** Year of the week in American counting: weeks begin on Sunday, the first one has the first of January. */
const weekYear = (wall: Date) =>
  new Date(wall.getTime() + (6 - wall.getUTCDay()) * dayMs).getUTCFullYear();

const dayOfYear = (wall: Date) =>
  Math.floor((wall.getTime() - Date.UTC(wall.getUTCFullYear(), 0, 1)) / dayMs) + 1;

const quarter: Writer = ({ wall }, count) => {
  const value = Math.floor(wall.getUTCMonth() / 3) + 1;
  return count < 3 ? padded(value, count) : `Q${value}`;
};

const offset = (minutes: number, between: string, hoursOnly = false) => {
  const size = Math.abs(minutes);
  const rest = size % 60;
  const tail = hoursOnly && rest === 0 ? '' : between + padded(rest, 2);
  return `${minutes < 0 ? '-' : '+'}${padded(Math.floor(size / 60), 2)}${tail}`;
};

const isoOffset =
  (zero: string | null): Writer =>
  (moment, count) =>
    moment.offset === 0 && zero !== null
      ? zero
      : offset(moment.offset, count >= 3 ? ':' : '', count === 1);

const writers: Readonly<Record<string, Writer>> = {
  G: ({ wall }) => (wall.getUTCFullYear() > 0 ? 'AD' : 'BC'),
  y: ({ wall }, count) => year(wall.getUTCFullYear(), count),
  Y: ({ wall }, count) => year(weekYear(wall), count),
  // One letter is the day's number in Java's older patterns, several are the year in its newer ones.
  u: ({ wall }, count) =>
    count === 1 ? String(wall.getUTCDay() || 7) : year(wall.getUTCFullYear(), count),
  M: month,
  L: month,
  d: number((wall) => wall.getUTCDate()),
  D: number(dayOfYear),
  E: ({ wall }, count) => name(dayNames, wall.getUTCDay(), count),
  a: ({ wall }) => (wall.getUTCHours() < 12 ? 'AM' : 'PM'),
  H: number((wall) => wall.getUTCHours()),
  k: number((wall) => wall.getUTCHours() || 24),
  K: number((wall) => wall.getUTCHours() % 12),
  h: number((wall) => wall.getUTCHours() % 12 || 12),
  m: number((wall) => wall.getUTCMinutes()),
  s: number((wall) => wall.getUTCSeconds()),
  S: ({ wall }, count) => padded(wall.getUTCMilliseconds(), 3).padEnd(count, '0').slice(0, count),
  Q: quarter,
  z: ({ timeZone, time }, count) => zoneName(timeZone, time, count >= 4 ? 'long' : 'short'),
  Z: (moment, count) => (count === 5 ? isoOffset('Z')(moment, 3) : offset(moment.offset, '')),
  X: isoOffset('Z'),
  x: isoOffset(null),
  V: ({ timeZone }) => timeZone,
};

/** Writes a time (milliseconds since 1970) in a zone whose offset then is known. */
export const formatDate = (
  time: number,
  parts: readonly DatePart[],
  zone: { readonly timeZone: string; readonly offset: number },
): string => {
  const moment: Moment = { time, wall: new Date(time + zone.offset * minuteMs), ...zone };
  return parts
    .map((part) =>
      'literal' in part ? part.literal : (writers[part.letter] as Writer)(moment, part.count),
    )
    .join('');
};
