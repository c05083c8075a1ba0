import type { FlowValue } from '@tandem/flows';
import { isFields } from '@tandem/kit';
import { Cron } from 'croner';
import { automationErrors } from './automation.errors.ts';
import type { EventPattern } from './triggers.model.ts';

export type Schedule = { readonly cron: string; readonly timeZone: string };

/** Offsets such as +02:00 know no summer time, and are no names. */
const isZone = (zone: string): boolean => {
  if (!/^[A-Za-z]/.test(zone)) return false;
  try {
    new Intl.DateTimeFormat('en', { timeZone: zone });
    return true;
  } catch {
    return false;
  }
};

/**
 * When a schedule is due next after a moment; null: never. A fixed time that a zone skips in spring is taken as the
 * moment after the gap, one that it has twice in autumn is taken once. Lists, ranges and steps go by the clock on the
 * wall: what is skipped is left out, what comes twice is due twice.
 */
export const nextDue = ({ cron, timeZone }: Schedule, after: Date): Date | null =>
  new Cron(cron, { timezone: timeZone, paused: true }).nextRun(after);

/** Schedules are read again each time they are due: a long list would hold everybody up. */
const longestCron = 200;

/** @throws automationErrors.zoneInvalid, cronInvalid */
export const checkedSchedule = (
  {
    cron = '',
    timeZone = 'UTC',
  }: { readonly cron?: string | undefined; readonly timeZone?: string | undefined },
  now: Date,
): Schedule => {
  if (!isZone(timeZone)) throw automationErrors.zoneInvalid({ zone: timeZone });
  if (cron.length > longestCron)
    throw automationErrors.cronInvalid({ problem: `it has more than ${longestCron} characters` });
  const fields = cron.trim().split(/\s+/).length;
  if (cron.trim() === '' || fields < 5 || fields > 6)
    throw automationErrors.cronInvalid({ problem: 'it needs five or six fields' });
  const schedule = { cron: cron.trim(), timeZone };
  let next: Date | null;
  try {
    next = nextDue(schedule, now);
  } catch (error) {
    const said = error instanceof Error ? error.message.replace(/^\w+: /, '') : 'it cannot be read';
    throw automationErrors.cronInvalid({ problem: said.replace(/\.$/, '') });
  }
  if (!next) throw automationErrors.cronInvalid({ problem: 'it is never due' });
  return schedule;
};

const isPlain = (value: unknown): boolean =>
  value === null || ['string', 'number', 'boolean'].includes(typeof value);

const deepest = 8;

/** What is wrong with a pattern in words; null: nothing. */
const problemOf = (pattern: unknown, path: string, depth: number): string | null => {
  if (depth > deepest) return 'it is nested too deep';
  if (Array.isArray(pattern)) {
    if (pattern.length === 0) return `the list at ${path} allows nothing`;
    return pattern.every(isPlain) ? null : `the list at ${path} holds more than plain values`;
  }
  if (!isFields(pattern)) return null;
  for (const [name, part] of Object.entries(pattern)) {
    const found = problemOf(part, path === '' ? name : `${path}.${name}`, depth + 1);
    if (found) return found;
  }
  return null;
};

/** @throws automationErrors.patternInvalid */
export const checkedPattern = (pattern: Readonly<Record<string, unknown>>): EventPattern => {
  const problem = problemOf(pattern, '', 0);
  if (problem) throw automationErrors.patternInvalid({ problem });
  return pattern as EventPattern;
};

/** Whether an event is as the pattern says: every field of the pattern is there and equal, or one of the list. */
export const matches = (pattern: FlowValue, value: unknown): boolean => {
  if (Array.isArray(pattern)) return pattern.some((one) => one === value);
  if (!isFields(pattern)) return pattern === value;
  if (!isFields(value)) return false;
  return Object.entries(pattern).every(
    ([name, part]) => Object.hasOwn(value, name) && matches(part as FlowValue, value[name]),
  );
};
