import type { FlowValue } from '../flow.model.ts';
import { formatDate } from './date-format.ts';
import { parseDate, parseIsoDate } from './date-parse.ts';
import { type DatePart, parseDatePattern } from './date-pattern.ts';
import type { FilterDefinition, FunctionDefinition } from './definitions.ts';
import { formatNumber, parseNumberPattern } from './number-format.ts';
import { templateErrors } from './template.errors.ts';
import type { TemplateRun, Value } from './template-run.ts';
import { offsetAt } from './time-zone.ts';
import { isEmpty, isNothing, isTrue, needNumber, toText } from './values.ts';

/** Furthest time a JavaScript date can show. */
const furthest = 8_640_000_000_000_000;

const patternOf = (run: TemplateRun, value: Value): readonly DatePart[] => {
  const parts = parseDatePattern(toText(value, run));
  if (typeof parts === 'string')
    throw run.error(templateErrors.pattern({ what: 'Date pattern', detail: parts }));
  run.take(1 + parts.length);
  return parts;
};

const zoneOf = (run: TemplateRun, value: Value): string =>
  isNothing(value) ? (run.scope.timeZone ?? 'UTC') : toText(value, run);

const offsetOf = (run: TemplateRun, timeZone: string, time: number): number => {
  const offset = offsetAt(timeZone, time);
  if (offset === null)
    throw run.error(templateErrors.pattern({ what: 'Time zone', detail: 'not known.' }));
  return offset;
};

const nowOf = (run: TemplateRun): number => {
  if (!run.scope.now) throw run.error(templateErrors.noTime());
  return run.scope.now.getTime();
};

/** Milliseconds since 1970 that a value means: a number as it is, a text by its pattern or as ISO 8601. */
const timeOf = (run: TemplateRun, value: Value, form: Value): number => {
  const zone = run.scope.timeZone ?? 'UTC';
  const text = toText(value, run).trim();
  let time: number | null;
  if (!isNothing(form)) time = parseDate(text, patternOf(run, form), zone);
  else if (typeof value === 'number' || /^-?\d{5,16}$/.test(text)) time = Number(text);
  else time = parseIsoDate(text, zone);
  if (time === null || !Number.isFinite(time) || Math.abs(time) > furthest)
    throw run.error(
      templateErrors.date({ form: isNothing(form) ? 'ISO 8601' : toText(form, run).slice(0, 100) }),
    );
  return time;
};

const date: FilterDefinition = {
  parameters: ['format?', 'existingFormat?', 'timeZone?'],
  apply(value, [format, existing, zone], run) {
    if (isEmpty(value)) return null;
    run.take(10);
    const time = timeOf(run, value, existing);
    const timeZone = zoneOf(run, zone);
    const parts = patternOf(run, format ?? "yyyy-MM-dd'T'HH:mm:ssXXX");
    return formatDate(time, parts, { timeZone, offset: offsetOf(run, timeZone, time) });
  },
};

const toEpoch = (time: number, inMillis: Value): number =>
  isTrue(inMillis) ? time : Math.floor(time / 1000);

/** Seconds (or milliseconds) since 1970 of a date text. */
const epochFilter: FilterDefinition = {
  parameters: ['inMillis?', 'format?'],
  apply(value, [inMillis, format], run) {
    return isEmpty(value) ? null : toEpoch(timeOf(run, value, format), inMillis);
  },
};

/** `epoch()` is now; with a date it is that date's. */
const epoch: FunctionDefinition = {
  parameters: ['date?', 'inMillis?', 'format?'],
  call: ([value, inMillis, format], run) =>
    toEpoch(value === undefined ? nowOf(run) : timeOf(run, value, format), inMillis),
};

const now: FunctionDefinition = {
  parameters: [],
  call: (_args, run): FlowValue => new Date(nowOf(run)).toISOString(),
};

const abs: FilterDefinition = {
  parameters: [],
  apply: (value, _args, run) => (isNothing(value) ? null : Math.abs(needNumber(run, 'abs', value))),
};

const numberformat: FilterDefinition = {
  parameters: ['format?'],
  apply(value, [format], run) {
    if (isEmpty(value)) return null;
    const pattern = parseNumberPattern(isNothing(format) ? '#,##0.###' : toText(format, run));
    if (!pattern)
      throw run.error(
        templateErrors.pattern({ what: 'Number pattern', detail: 'use # 0 , . % and literals.' }),
      );
    run.take(10);
    return formatNumber(needNumber(run, 'numberformat', value), pattern);
  },
};

export const timeFilters: Readonly<Record<string, FilterDefinition>> = {
  abs,
  date,
  epoch: epochFilter,
  numberformat,
};

export const timeFunctions: Readonly<Record<string, FunctionDefinition>> = { epoch, now };
