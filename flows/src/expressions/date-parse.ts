import { type DatePart, dayNames, minuteMs, monthNames } from './date-pattern.ts';
import { instantOf, offsetAt } from './time-zone.ts';

/** What a text said of a time; fields it did not name are undefined. */
type Fields = Partial<
  Record<
    'year' | 'month' | 'day' | 'dayOfYear' | 'hour' | 'minute' | 'second' | 'ms' | 'offset',
    number
  >
> & { afternoon?: boolean; timeZone?: string };

type Place = { readonly text: string; readonly at: number };

/** Reads one field at a place, `count` digits at most where it is a number; answers where it ends, or -1. */
type Reader = (place: Place, into: Fields, count: number) => number;

const longestText = 64;

const digitsAt = (text: string, at: number, most: number): string => {
  let end = at;
  while (end < at + most && /\d/.test(text[end] ?? '')) end += 1;
  return text.slice(at, end);
};

const numberField =
  (set: (into: Fields, value: number, digits: string) => void): Reader =>
  ({ text, at }, into, most) => {
    const digits = digitsAt(text, at, most);
    if (digits === '') return -1;
    set(into, Number(digits), digits);
    return at + digits.length;
  };

const nameField =
  (names: readonly string[], set: (into: Fields, index: number) => void): Reader =>
  ({ text, at }, into) => {
    const rest = text.slice(at).toLowerCase();
    for (const [index, name] of names.entries())
      for (const form of [name.toLowerCase(), name.slice(0, 3).toLowerCase()])
        if (rest.startsWith(form)) {
          set(into, index);
          return at + form.length;
        }
    return -1;
  };

const offsetField: Reader = ({ text, at }, into) => {
  const rest = text.slice(at);
  const word = /^(?:UTC|GMT|Z)(?![+-])/.exec(rest);
  if (word) {
    into.offset = 0;
    return at + word[0].length;
  }
  const found = /^(?:UTC|GMT)?([+-])(\d{1,2})(?::?(\d\d))?/.exec(rest);
  if (!found) return zoneField({ text, at }, into, 0);
  const size = Number(found[2]) * 60 + Number(found[3] ?? 0);
  if (size > 18 * 60) return -1;
  into.offset = found[1] === '-' ? -size : size;
  return at + found[0].length;
};

const zoneField: Reader = ({ text, at }, into) => {
  const id = /^[A-Za-z][\w/+-]*/.exec(text.slice(at))?.[0];
  if (id === undefined || offsetAt(id, 0) === null) return -1;
  into.timeZone = id;
  return at + id.length;
};

const year = numberField((into, value, digits) => {
  into.year = digits.length === 2 ? 2000 + value : value;
});
const monthNumber = numberField((into, value) => {
  into.month = value;
});
const monthName = nameField(monthNames, (into, index) => {
  into.month = index + 1;
});
const month: Reader = (place, into, count) =>
  (count >= 3 ? monthName : monthNumber)(place, into, count);
const hour = numberField((into, value) => {
  into.hour = value;
});
const dayName = nameField(dayNames, () => undefined);

const readers: Readonly<Record<string, Reader>> = {
  y: year,
  Y: year,
  u: year,
  M: month,
  L: month,
  d: numberField((into, value) => {
    into.day = value;
  }),
  D: numberField((into, value) => {
    into.dayOfYear = value;
  }),
  E: dayName,
  a: nameField(['AM', 'PM'], (into, index) => {
    into.afternoon = index === 1;
  }),
  H: hour,
  k: hour,
  K: hour,
  h: hour,
  m: numberField((into, value) => {
    into.minute = value;
  }),
  s: numberField((into, value) => {
    into.second = value;
  }),
  S: numberField((into, _value, digits) => {
    into.ms = Number(digits.padEnd(3, '0').slice(0, 3));
  }),
  z: offsetField,
  Z: offsetField,
  X: offsetField,
  x: offsetField,
  V: zoneField,
};

/** Digits a field may take: its own count when digits follow directly, otherwise as many as the field can have. */
const widest = (part: { letter: string; count: number }, next: DatePart | undefined): number => {
  if (part.letter === 'M' || part.letter === 'L') {
    if (part.count >= 3) return part.count;
  }
  const pressed = next !== undefined && 'letter' in next && !'aEGzZXxV'.includes(next.letter);
  if (pressed) return part.count;
  if (part.letter === 'S') return 9;
  return 'yYuD'.includes(part.letter) ? Math.max(part.count, 4) : Math.max(part.count, 2);
};

const within = (value: number, least: number, most: number) => value >= least && value <= most;

/** The instant, or null when the fields name no time there is (13th month, 30 February, unknown zone). */
const toInstant = (fields: Fields, timeZone: string): number | null => {
  const { year: y = 1970, minute = 0, second = 0, ms = 0 } = fields;
  const months = fields.dayOfYear === undefined ? (fields.month ?? 1) : 1;
  const day = fields.dayOfYear ?? fields.day ?? 1;
  let { hour: hours = 0 } = fields;
  if (fields.afternoon !== undefined) hours = (hours % 12) + (fields.afternoon ? 12 : 0);
  if (!within(hours, 0, 24) || !within(minute, 0, 59) || !within(second, 0, 59)) return null;
  const date = new Date(0);
  date.setUTCFullYear(y, months - 1, day);
  const sameDay =
    fields.dayOfYear === undefined
      ? date.getUTCMonth() === months - 1 && date.getUTCDate() === day
      : date.getUTCFullYear() === y;
  if (!sameDay) return null;
  const wall = date.getTime() + ((hours % 24) * 60 + minute) * minuteMs + second * 1000 + ms;
  if (fields.offset !== undefined) return wall - fields.offset * minuteMs;
  return instantOf(wall, fields.timeZone ?? timeZone);
};

/** Reads a whole text in a pattern; a text without a zone is in `timeZone`. @returns null when it does not fit. */
export const parseDate = (
  text: string,
  parts: readonly DatePart[],
  timeZone: string,
): number | null => {
  if (text.length > longestText) return null;
  const fields: Fields = {};
  let at = 0;
  for (const [index, part] of parts.entries()) {
    if ('literal' in part) {
      if (!text.startsWith(part.literal, at)) return null;
      at += part.literal.length;
      continue;
    }
    const read = readers[part.letter];
    at = read ? read({ text, at }, fields, widest(part, parts[index + 1])) : -1;
    if (at === -1) return null;
  }
  return at === text.length ? toInstant(fields, timeZone) : null;
};

const isoShape =
  /^(\d{4})-(\d\d)-(\d\d)(?:[T ](\d\d):(\d\d)(?::(\d\d)(?:[.,](\d{1,9}))?)?)? ?(Z|[+-]\d\d:?\d\d)?(?:\[([\w/+-]+)\])?$/;

/** Reads ISO 8601: a date, optionally with time, fraction, offset and zone. */
export const parseIsoDate = (text: string, timeZone: string): number | null => {
  const found = text.length > longestText ? null : isoShape.exec(text);
  if (!found) return null;
  const [, y, m, d, h, min, s, fraction, offset, zone] = found;
  const fields: Fields = { year: Number(y), month: Number(m), day: Number(d) };
  fields.hour = Number(h ?? 0);
  fields.minute = Number(min ?? 0);
  fields.second = Number(s ?? 0);
  fields.ms = Number((fraction ?? '0').padEnd(3, '0').slice(0, 3));
  if (zone !== undefined) fields.timeZone = zone;
  if (offset !== undefined && offsetField({ text: offset, at: 0 }, fields, 0) === -1) return null;
  return toInstant(fields, timeZone);
};
