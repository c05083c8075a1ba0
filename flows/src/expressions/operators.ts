import type { FlowValue } from '../flow.model.ts';
import type { LanguageError } from '../language-error.ts';
import type { BinaryOperator } from './syntax.ts';
import { templateErrors } from './template.errors.ts';
import type { TemplateRun, Value } from './template-run.ts';
import {
  compareValues,
  isEqual,
  isList,
  isMap,
  isNothing,
  needNumber,
  toText,
  typeError,
} from './values.ts';

/** An operator on two evaluated values. */
export type Operation = (left: Value, right: Value, run: TemplateRun) => FlowValue;

const arithmetic = (run: TemplateRun, detail: string): LanguageError =>
  run.error(templateErrors.arithmetic({ detail }));

const finite = (result: number, run: TemplateRun): number => {
  if (!Number.isFinite(result)) throw arithmetic(run, 'The result is too large.');
  return Object.is(result, -0) ? 0 : result;
};

const math =
  (what: string, calculate: (left: number, right: number) => number): Operation =>
  (left, right, run) =>
    finite(calculate(needNumber(run, what, left), needNumber(run, what, right)), run);

const add: Operation = (left, right, run) => {
  if (!isList(left)) return sum(left, right, run);
  run.take(left.length + 1);
  return [...left, right ?? null];
};
const sum = math('+ (for texts use ~)', (left, right) => left + right);

const divisor = (right: Value, what: string, run: TemplateRun): number => {
  const number = needNumber(run, what, right);
  if (number === 0) throw arithmetic(run, 'Division by zero.');
  return number;
};

/** Whole numbers divide to a whole number, as in Pebble; `decimal` when one of them is written with a point. */
export const divide =
  (decimal: boolean): Operation =>
  (left, right, run) => {
    const over = needNumber(run, '/', left);
    const under = divisor(right, '/', run);
    const whole = !decimal && Number.isInteger(over) && Number.isInteger(under);
    return finite(whole ? Math.trunc(over / under) : over / under, run);
  };

const modulo: Operation = (left, right, run) =>
  finite(needNumber(run, '%', left) % divisor(right, '%', run), run);

/** Comparisons with nothing are false. */
const ordered =
  (what: string, holds: (order: number) => boolean): Operation =>
  (left, right, run) => {
    if (isNothing(left) || isNothing(right)) return false;
    run.take(1);
    const order = compareValues(left, right);
    if (order !== null) return holds(order);
    const wrong = typeof left === 'number' || typeof left === 'string' ? right : left;
    throw typeError(run, what, ['two numbers or two texts', wrong]);
  };

const contains: Operation = (left, right, run) => {
  if (isNothing(left)) return false;
  if (isList(left)) {
    const wanted = isList(right) ? right : [right];
    return wanted.every((item) => left.some((candidate) => isEqual(candidate, item, run)));
  }
  if (isMap(left)) return Object.hasOwn(left, toText(right, run));
  const text = toText(left, run);
  run.take(text.length >> 6);
  return isNothing(right) ? false : text.includes(toText(right, run));
};

const matches: Operation = (left, right, run) => {
  const text = toText(left, run);
  return run.regex(toText(right, run), text).matchesWhole(text);
};

const join: Operation = (left, right, run) => {
  const [first, second] = [toText(left, run), toText(right, run)];
  run.room(first.length + second.length);
  return first + second;
};

/** Whole numbers from the first to the last, both included; `step` may be negative. */
export const makeRange = (run: TemplateRun, [first, last, step]: [number, number, number]) => {
  if (step === 0) throw arithmetic(run, 'The step of a range cannot be 0.');
  const count = Math.max(0, Math.floor((last - first) / step) + 1);
  run.take(count);
  return Array.from({ length: count }, (_, index) => first + index * step);
};

const range: Operation = (left, right, run) =>
  makeRange(run, [needNumber(run, '..', left), needNumber(run, '..', right), 1]);

/** All operators that evaluate both sides; `and`, `or` and `/` are made by the compiler. */
export const operations: Readonly<Record<Exclude<BinaryOperator, 'and' | 'or' | '/'>, Operation>> =
  {
    contains,
    matches,
    '==': isEqual,
    equals: isEqual,
    '!=': (left, right, run) => !isEqual(left, right, run),
    '<': ordered('<', (order) => order < 0),
    '>': ordered('>', (order) => order > 0),
    '<=': ordered('<=', (order) => order <= 0),
    '>=': ordered('>=', (order) => order >= 0),
    '+': add,
    '-': math('-', (left, right) => left - right),
    '*': math('*', (left, right) => left * right),
    '%': modulo,
    '~': join,
    '..': range,
  };
