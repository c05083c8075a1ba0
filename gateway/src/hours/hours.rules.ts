import { type OpeningHours, weekdays } from '@tandem/contract';

export type HoursNow = {
  readonly open: boolean;
  /** When that changes next, to the minute; null: not within 400 days. */
  readonly nextChange: Date | null;
};

const minuteMs = 60_000;
const dayMinutes = 1_440;
const horizonDays = 400;
/** Clocks are not put forward or back twice within that time, so a stretch has one such moment at most. */
const stretchMinutes = 14 * dayMinutes;
/** The first day of the count is a Thursday. */
const firstWeekday = 3;

const parts = {
  year: 'numeric',
  month: '2-digit',
  day: '2-digit',
  hour: '2-digit',
  minute: '2-digit',
  hourCycle: 'h23',
} as const;

const formatOf = (timeZone: string): Intl.DateTimeFormat | null => {
  try {
    return new Intl.DateTimeFormat('en-GB', { timeZone, ...parts });
  } catch {
    return null;
  }
};

export const isTimeZone = (name: string): boolean => formatOf(name) !== null;

/** Minutes that the wall shows since the beginning of 1970 there, for minutes since then in UTC. */
type Wall = (utc: number) => number;

const wallOf =
  (format: Intl.DateTimeFormat): Wall =>
  (utc) => {
    const found = new Map(
      format.formatToParts(utc * minuteMs).map(({ type, value }) => [type, Number(value)]),
    );
    const [year, month, day, hour, minute] = ['year', 'month', 'day', 'hour', 'minute'].map(
      (name) => found.get(name as Intl.DateTimeFormatPartTypes) ?? 0,
    ) as [number, number, number, number, number];
    return Date.UTC(year, month - 1, day, hour, minute) / minuteMs;
  };

const toMinutes = (time: string): number => {
  const [hour = '0', minute = '0'] = time.split(':');
  return Number(hour) * 60 + Number(minute);
};

type Block = { readonly from: number; readonly to: number };

/** Blocks that begin on a day of the count, in minutes of that day; those over midnight reach beyond its end. */
type BlocksOn = (day: number) => readonly Block[];

const blocksOf = ({ blocks, holidays }: OpeningHours): BlocksOn => {
  const closed = new Set(holidays.map(({ date }) => date));
  const week = weekdays.map((name) =>
    blocks
      .filter(({ day }) => day === name)
      .map(({ from, to }) => {
        const [start, end] = [toMinutes(from), toMinutes(to)];
        return { from: start, to: end > start ? end : end + dayMinutes };
      }),
  );
  const isClosed = (day: number): boolean => {
    if (closed.size === 0) return false;
    const date = new Date(day * dayMinutes * minuteMs).toISOString().slice(0, 10);
    return closed.has(date) || closed.has(date.slice(5));
  };
  return (day) => (isClosed(day) ? [] : (week[(((day + firstWeekday) % 7) + 7) % 7] ?? []));
};

const isOpenAt = (on: BlocksOn, wall: number): boolean => {
  const day = Math.floor(wall / dayMinutes);
  return [day - 1, day].some((begun) => {
    const minute = wall - begun * dayMinutes;
    return on(begun).some(({ from, to }) => from <= minute && minute < to);
  });
};

/** `shift`: what the wall shows less what UTC is. */
type Stretch = { readonly from: number; readonly to: number; readonly shift: number };

/** Stretches of UTC in which the wall runs as steadily as time does. */
function* stretchesFrom(utc: number, wall: Wall): Generator<Stretch> {
  const shift = (at: number) => wall(at) - at;
  const end = utc + horizonDays * dayMinutes;
  let shown = shift(utc);
  for (let from = utc; from < end; from += stretchMinutes) {
    const to = Math.min(from + stretchMinutes, end);
    const then = shift(to);
    if (shown === then) {
      yield { from, to, shift: shown };
      continue;
    }
    let [before, after] = [from, to];
    while (after - before > 1) {
      const middle = Math.floor((before + after) / 2);
      if (shift(middle) === shown) before = middle;
      else after = middle;
    }
    yield { from, to: after, shift: shown };
    yield { from: after, to, shift: then };
    shown = then;
  }
}

/** The first minute of the stretch at which it is the other way round. */
const changeIn = (
  { from, to, shift }: Stretch,
  { on, open }: { on: BlocksOn; open: boolean },
): number | null => {
  const first = Math.floor((from + shift) / dayMinutes) - 1;
  const last = Math.floor((to + shift) / dayMinutes);
  const bounds = [from];
  for (let day = first; day <= last; day += 1)
    for (const block of on(day))
      for (const minute of [block.from, block.to]) bounds.push(day * dayMinutes + minute - shift);
  const candidates = bounds.filter((at) => at >= from && at < to).sort((a, b) => a - b);
  return candidates.find((at) => isOpenAt(on, at + shift) !== open) ?? null;
};

/**
 * Whether it is open, and when that changes: what the clock on the wall shows decides, also on the days on which it is
 * put forward or back. A time zone that nobody knows counts as UTC.
 */
export const isOpen = (hours: OpeningHours | null, now: Date): HoursNow => {
  if (!hours) return { open: true, nextChange: null };
  const format = formatOf(hours.timeZone) ?? (formatOf('UTC') as Intl.DateTimeFormat);
  const wall = wallOf(format);
  const on = blocksOf(hours);
  const utc = Math.floor(now.getTime() / minuteMs);
  const open = isOpenAt(on, wall(utc));
  if (hours.blocks.length === 0) return { open, nextChange: null };
  for (const stretch of stretchesFrom(utc, wall)) {
    const at = changeIn(stretch, { on, open });
    if (at !== null) return { open, nextChange: new Date(at * minuteMs) };
  }
  return { open, nextChange: null };
};
