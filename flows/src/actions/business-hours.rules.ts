import { weekdays } from '@tandem/contract';
import { ActionFailure } from '../action-failure.ts';

/** Minutes of a day; `to` at or before `from` means the next day. */
export type Block = { readonly day: string; readonly from: number; readonly to: number };

export type BusinessHours = {
  readonly timeZone: string;
  readonly blocks: readonly Block[];
  /** Dates `YYYY-MM-DD`, or `MM-DD` for every year. */
  readonly holidays: readonly string[];
  /** Local times `YYYY-MM-DDTHH:MM`, `to` excluded. */
  readonly overrides: readonly { readonly from: string; readonly to: string }[];
};

export type HoursOutlet = 'override' | 'holidays' | 'workingHours' | 'default';

/** What a clock on the wall shows. */
type Local = {
  readonly day: string;
  readonly date: string;
  readonly minute: number;
  readonly stamp: string;
};

/** @throws ActionFailure `hours.time.zone` */
const localTime = (now: Date, timeZone: string): Local => {
  const format = () => {
    try {
      return new Intl.DateTimeFormat('en-GB', {
        timeZone,
        weekday: 'long',
        year: 'numeric',
        month: '2-digit',
        day: '2-digit',
        hour: '2-digit',
        minute: '2-digit',
        hourCycle: 'h23',
      });
    } catch {
      throw new ActionFailure('hours.time.zone', 'The time zone is unknown.');
    }
  };
  const parts = new Map(
    format()
      .formatToParts(now)
      .map(({ type, value }) => [type, value]),
  );
  const part = (type: Intl.DateTimeFormatPartTypes) => parts.get(type) ?? '';
  const date = `${part('year')}-${part('month')}-${part('day')}`;
  return {
    day: part('weekday'),
    date,
    minute: Number(part('hour')) * 60 + Number(part('minute')),
    stamp: `${date}T${part('hour')}:${part('minute')}`,
  };
};

/** Minutes of `HH:MM`, 24:00 included. */
export const toMinutes = (time: string): number => {
  const [hour = '0', minute = '0'] = time.split(':');
  return Number(hour) * 60 + Number(minute);
};

const dayBefore = (day: string): string =>
  weekdays[(weekdays.indexOf(day as (typeof weekdays)[number]) + 6) % 7] as string;

const covers = ({ day, from, to }: Block, local: Local): boolean => {
  const overMidnight = to <= from;
  if (day === local.day) return local.minute >= from && (overMidnight || local.minute < to);
  return overMidnight && day === dayBefore(local.day) && local.minute < to;
};

/** What holds now: an override before a holiday, a holiday before the hours. */
export const hoursOutlet = (hours: BusinessHours, now: Date): HoursOutlet => {
  const local = localTime(now, hours.timeZone);
  if (hours.overrides.some(({ from, to }) => from <= local.stamp && local.stamp < to))
    return 'override';
  if (hours.holidays.some((date) => date === local.date || date === local.date.slice(5)))
    return 'holidays';
  return hours.blocks.some((block) => covers(block, local)) ? 'workingHours' : 'default';
};
