import type { FlowValue } from '../flow.model.ts';
import { templateErrors } from './template.errors.ts';
import { templateLimits } from './template-limits.ts';
import type { TemplateRun, Value } from './template-run.ts';

export type ValueMap = Readonly<Record<string, FlowValue>>;

export const isList = (value: Value): value is readonly FlowValue[] => Array.isArray(value);

export const isMap = (value: Value): value is ValueMap =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

export const isNothing = (value: Value): value is null | undefined =>
  value === null || value === undefined;

/** What a value is, in words for an error. */
export const kindOf = (value: Value): string => {
  if (isNothing(value)) return 'nothing';
  if (isList(value)) return 'a list';
  if (typeof value === 'object') return 'a map';
  return { string: 'a text', number: 'a number', boolean: 'true or false' }[
    typeof value as 'string'
  ];
};

export const typeError = (run: TemplateRun, what: string, [needed, given]: [string, Value]) =>
  run.error(templateErrors.type({ what, needed, given: kindOf(given) }));

/** The value under a key: own properties of maps and items of lists, nothing else. */
export const memberOf = (target: Value, key: Value): Value => {
  if (isList(target)) {
    const index = typeof key === 'string' && /^\d{1,9}$/.test(key) ? Number(key) : key;
    return typeof index === 'number' && Number.isInteger(index) && index >= 0
      ? target[index]
      : undefined;
  }
  if (!isMap(target)) return undefined;
  const name = typeof key === 'number' ? String(key) : key;
  return typeof name === 'string' && Object.hasOwn(target, name) ? target[name] : undefined;
};

const numeric = /^[+-]?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?$/;

/** The number a value is or spells; null when it does neither. */
export const asNumber = (value: Value): number | null => {
  if (typeof value === 'number') return Number.isFinite(value) ? value : null;
  if (typeof value !== 'string' || value.length > 64) return null;
  const text = value.trim();
  if (!numeric.test(text)) return null;
  const number = Number(text);
  return Number.isFinite(number) ? number : null;
};

export const needNumber = (run: TemplateRun, what: string, value: Value): number => {
  const number = asNumber(value);
  if (number === null) throw typeError(run, what, ['a number', value]);
  return number;
};

export const needList = (run: TemplateRun, what: string, value: Value): readonly FlowValue[] => {
  if (isNothing(value)) return [];
  if (!isList(value)) throw typeError(run, what, ['a list', value]);
  run.take(value.length);
  return value;
};

/**
 * Truth of a value: nothing, false, 0, an empty text, list or map are not true; neither is the text "false",
 * which a flow variable may hold.
 */
export const isTrue = (value: Value): boolean => {
  if (isNothing(value)) return false;
  if (isList(value)) return value.length > 0;
  if (typeof value === 'object') return Object.keys(value).length > 0;
  return typeof value === 'string' ? value !== '' && value !== 'false' : Boolean(value);
};

/** Nothing, a blank text, an empty list or map. */
export const isEmpty = (value: Value): boolean => {
  if (isNothing(value)) return true;
  if (typeof value === 'string') return value.trim() === '';
  return typeof value === 'object' && !isTrue(value);
};

const writeJson = (value: Value, run: TemplateRun, depth: number): string => {
  run.take(1);
  if (depth > templateLimits.depth) throw run.error(templateErrors.tooLong());
  if (isNothing(value)) return 'null';
  if (typeof value === 'string') {
    run.room(value.length);
    return JSON.stringify(value);
  }
  if (typeof value !== 'object') return String(JSON.stringify(value));
  const parts: string[] = [];
  let length = 2;
  const add = (part: string) => {
    parts.push(part);
    length += part.length + 1;
    if (length > templateLimits.text) throw run.error(templateErrors.tooLong());
  };
  if (isList(value)) {
    for (const item of value) add(writeJson(item, run, depth + 1));
    return run.made(`[${parts.join(',')}]`);
  }
  for (const [key, item] of Object.entries(value))
    add(`${JSON.stringify(key)}:${writeJson(item, run, depth + 1)}`);
  return run.made(`{${parts.join(',')}}`);
};

/** A value as text: nothing is empty, lists and maps are JSON. */
export const toText = (value: Value, run: TemplateRun): string => {
  if (typeof value === 'string') return value;
  if (isNothing(value)) return '';
  return typeof value === 'object' ? writeJson(value, run, 0) : String(value);
};

/** Equality as authors mean it: a number equals the text that spells it, true equals the text "true". */
export const isEqual = (left: Value, right: Value, run: TemplateRun): boolean => {
  run.take(1);
  if (left === right) return true;
  if (isNothing(left) || isNothing(right)) return isNothing(left) && isNothing(right);
  if (isList(left))
    return (
      isList(right) &&
      left.length === right.length &&
      left.every((item, index) => isEqual(item, right[index], run))
    );
  if (typeof left === 'object') {
    if (!isMap(right)) return false;
    const keys = Object.keys(left);
    run.take(keys.length);
    return (
      keys.length === Object.keys(right).length &&
      keys.every((key) => Object.hasOwn(right, key) && isEqual(left[key], right[key], run))
    );
  }
  if (typeof left === typeof right || typeof right === 'object') return false;
  if (typeof left === 'boolean' || typeof right === 'boolean')
    return String(left) === String(right);
  const number = asNumber(left);
  return number !== null && number === asNumber(right);
};

/** Order of two values: numbers (or texts that spell them) by size, other texts by code unit. */
export const compareValues = (left: Value, right: Value): number | null => {
  const numbers = [asNumber(left), asNumber(right)] as const;
  if (numbers[0] !== null && numbers[1] !== null) return Math.sign(numbers[0] - numbers[1]);
  if (typeof left !== 'string' || typeof right !== 'string') return null;
  if (left === right) return 0;
  return left < right ? -1 : 1;
};
