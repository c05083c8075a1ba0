import { type OpeningHours, weekdays } from '@tandem/contract';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isOpen, isTimeZone } from './hours.rules.ts';

const hours = (
  blocks: string,
  more: { readonly timeZone?: string; readonly holidays?: readonly string[] } = {},
): OpeningHours => ({
  timeZone: more.timeZone ?? 'Europe/Berlin',
  blocks: blocks
    .split(', ')
    .filter((block) => block !== '')
    .map((block) => {
      const [day, from = '', to = ''] = block.split(/ |–/);
      return { day: day as OpeningHours['blocks'][number]['day'], from, to };
    }),
  holidays: (more.holidays ?? []).map((date) => ({ date })),
});

const at = (iso: string) => new Date(iso);
const next = (of: OpeningHours | null, iso: string) => {
  const { open, nextChange } = isOpen(of, at(iso));
  return [open, nextChange?.toISOString().slice(0, 16) ?? null];
};

describe('opening hours', () => {
  it('have several blocks a day', () => {
    const office = hours('Monday 09:00–12:00, Monday 13:00–17:00');
    expect(next(office, '2026-01-05T07:59:00Z')).toEqual([false, '2026-01-05T08:00']);
    expect(next(office, '2026-01-05T08:00:00Z')).toEqual([true, '2026-01-05T11:00']);
    expect(next(office, '2026-01-05T11:30:00Z')).toEqual([false, '2026-01-05T12:00']);
    expect(next(office, '2026-01-05T16:00:00Z')).toEqual([false, '2026-01-12T08:00']);
  });

  it('go over midnight, and not from a holiday', () => {
    const night = hours('Monday 22:00–06:00', { holidays: ['01-12'] });
    expect(next(night, '2026-01-06T04:59:00Z')).toEqual([true, '2026-01-06T05:00']);
    expect(next(night, '2026-01-12T22:00:00Z')).toEqual([false, '2026-01-19T21:00']);
  });

  it('are closed on holidays of one year and of every year', () => {
    const all = weekdays.map((day) => `${day} 00:00–24:00`).join(', ');
    const open = hours(all, { timeZone: 'UTC', holidays: ['2026-05-14', '12-25'] });
    expect(next(open, '2026-05-13T12:00:00Z')).toEqual([true, '2026-05-14T00:00']);
    expect(next(open, '2026-05-14T12:00:00Z')).toEqual([false, '2026-05-15T00:00']);
    expect(next(open, '2026-05-16T12:00:00Z')).toEqual([true, '2026-12-25T00:00']);
    expect(next(hours(all, { timeZone: 'UTC' }), '2026-05-16T12:00:00Z')).toEqual([true, null]);
  });

  it('follow the wall when the clock is put forward and back', () => {
    const early = hours('Sunday 01:30–02:30, Sunday 03:15–04:00');
    // At 02:00 it is 03:00: half of the first block and its end never come.
    expect(next(early, '2026-03-29T00:45:00Z')).toEqual([true, '2026-03-29T01:00']);
    expect(next(early, '2026-03-29T01:00:00Z')).toEqual([false, '2026-03-29T01:15']);
    // At 03:00 it is 02:00 again: the block is open twice.
    expect(next(early, '2026-10-25T00:00:00Z')).toEqual([true, '2026-10-25T00:30']);
    expect(next(early, '2026-10-25T00:30:00Z')).toEqual([false, '2026-10-25T01:00']);
    expect(next(early, '2026-10-25T01:00:00Z')).toEqual([true, '2026-10-25T01:30']);
  });

  it('that nobody has set are always open, and those without a block never', () => {
    expect(next(null, '2026-01-01T00:00:00Z')).toEqual([true, null]);
    expect(next(hours(''), '2026-01-01T00:00:00Z')).toEqual([false, null]);
    expect(isTimeZone('Europe/Istanbul')).toBe(true);
    expect(isTimeZone('Europe/Nowhere')).toBe(false);
  });

  const zones = [
    'UTC',
    'Europe/Berlin',
    'America/St_Johns',
    'Australia/Lord_Howe',
    'Asia/Kathmandu',
  ];
  const minute = fc.integer({ min: 0, max: 1_439 });
  const clock = (of: number) =>
    `${String(Math.floor(of / 60)).padStart(2, '0')}:${String(of % 60).padStart(2, '0')}`;
  const block = fc
    .tuple(fc.constantFrom(...weekdays), minute, minute)
    .map(([day, from, to]) => ({ day, from: clock(from), to: clock(to) }));
  // Around the days on which clocks change.
  const moment = fc
    .tuple(
      fc.constantFrom(
        '2026-03-08',
        '2026-03-29',
        '2026-04-05',
        '2026-10-04',
        '2026-10-25',
        '2026-11-01',
      ),
      fc.integer({ min: -2_000, max: 2_000 }),
    )
    .map(([day, minutes]) => new Date(Date.parse(`${day}T02:00:00Z`) + minutes * 60_000));

  /** The same told by looking at the wall alone. */
  const byWall = (of: OpeningHours, now: Date): boolean => {
    const shown = (ms: number) =>
      new Intl.DateTimeFormat('sv-SE', {
        timeZone: of.timeZone,
        dateStyle: 'short',
        timeStyle: 'short',
      }).format(ms);
    const [date = '', time = ''] = shown(now.getTime()).split(' ');
    const today = Date.parse(`${date}T00:00:00Z`);
    const on = (ms: number) => {
      const day = weekdays[(new Date(ms).getUTCDay() + 6) % 7];
      const closed = of.holidays.some(
        (one) => new Date(ms).toISOString().slice(0, 10) === one.date,
      );
      return closed ? [] : of.blocks.filter((one) => one.day === day);
    };
    return (
      on(today).some(({ from, to }) => from <= time && (to <= from || time < to)) ||
      on(today - 86_400_000).some(({ from, to }) => to <= from && time < to)
    );
  };

  it('are what the wall says, until the change they tell of', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...zones),
        fc.array(block, { minLength: 1, maxLength: 5 }),
        fc.constantFrom('', '2026-03-29', '2026-10-25').map((date) => (date ? [{ date }] : [])),
        moment,
        fc.integer({ min: 1, max: 4_000 }),
        (timeZone, blocks, holidays, now, ahead) => {
          const of: OpeningHours = { timeZone, blocks, holidays };
          const { open, nextChange } = isOpen(of, now);
          expect(open).toBe(byWall(of, now));
          if (!nextChange) return;
          expect(byWall(of, nextChange)).toBe(!open);
          expect(byWall(of, new Date(nextChange.getTime() - 60_000))).toBe(open);
          const between = now.getTime() + ahead * 60_000;
          if (between < nextChange.getTime()) expect(byWall(of, new Date(between))).toBe(open);
        },
      ),
      { numRuns: 300 },
    );
  });
});
