import { ActionFailure } from './action-failure.ts';
import {
  type FlowValue,
  type FlowVariable,
  type FlowVariableType,
  flowLimits,
} from './flow.model.ts';
import type { WorkPool } from './work-pool.ts';

/** A value as text: nothing is empty, lists and maps are JSON. */
export const toText = (value: FlowValue | undefined): string => {
  if (typeof value === 'string') return value;
  if (value === undefined || value === null) return '';
  return typeof value === 'object' ? JSON.stringify(value) : String(value);
};

/** What a variable holds that nothing was put into. */
export const emptyOf = (type: FlowVariableType | undefined): FlowValue =>
  type === undefined || type === 'String' ? '' : null;

const decimal = /^[+-]?\d{1,300}(?:\.\d{1,300})?(?:[eE][+-]?\d{1,3})?$/;

const toNumber = (value: FlowValue): number | null => {
  if (typeof value === 'number') return Number.isFinite(value) ? value : null;
  if (typeof value !== 'string') return null;
  const text = value.trim();
  if (!decimal.test(text)) return null;
  const number = Number(text);
  return Number.isFinite(number) ? number : null;
};

const toInteger = (value: FlowValue): number | null => {
  const number = toNumber(value);
  return number !== null && Number.isSafeInteger(number) ? number : null;
};

const toBoolean = (value: FlowValue): boolean | null => {
  if (typeof value === 'boolean') return value;
  const text = typeof value === 'string' ? value.trim().toLowerCase() : '';
  if (text === 'true') return true;
  return text === 'false' ? false : null;
};

const isoDate =
  /^\d{4}-\d{2}-\d{2}(?:[T ]\d{2}:\d{2}(?::\d{2}(?:\.\d{1,9})?)?(?:Z|[+-]\d{2}:?\d{2})?)?$/;
/** Milliseconds a Date can hold. */
const lastTime = 8.64e15;

/** ISO text in UTC of an ISO date (one without an offset is UTC) or of milliseconds since 1970. */
const toDateTime = (value: FlowValue): string | null => {
  if (typeof value === 'number')
    return Math.abs(value) <= lastTime ? new Date(value).toISOString() : null;
  if (typeof value !== 'string' || !isoDate.test(value.trim())) return null;
  const text = value.trim().replace(' ', 'T');
  const zoned = text.length > 10 && !/(?:Z|[+-]\d{2}:?\d{2})$/.test(text) ? `${text}Z` : text;
  const time = Date.parse(zoned);
  return Number.isNaN(time) ? null : new Date(time).toISOString();
};

const parseJson = (text: string): { readonly value: FlowValue } | null => {
  try {
    return { value: JSON.parse(text) as FlowValue };
  } catch {
    return null;
  }
};

/** A text in a JSON variable is JSON where it reads as such. @returns null where it does not. */
const toJson = (value: FlowValue): { readonly value: FlowValue } | null =>
  typeof value === 'string' ? parseJson(value) : { value };

const isNothing = (value: FlowValue): boolean =>
  value === null || (typeof value === 'string' && value.trim() === '');

/** The value in the type; null when it does not fit. Nothing fits everywhere and stays nothing. */
export const convert = (
  type: FlowVariableType | undefined,
  value: FlowValue,
): { readonly value: FlowValue } | null => {
  if (type === undefined) return { value };
  if (type === 'String') return { value: toText(value) };
  if (isNothing(value)) return { value: null };
  if (type === 'JSON') return toJson(value);
  const converters = {
    Integer: toInteger,
    Decimal: toNumber,
    Boolean: toBoolean,
    DateTime: toDateTime,
  };
  const converted = converters[type](value);
  return converted === null ? null : { value: converted };
};

const jsonBytes = (value: FlowValue): number => Buffer.byteLength(JSON.stringify(value));

export const isWithinSize = (type: FlowVariableType | undefined, value: FlowValue): boolean =>
  type !== 'JSON' || value === null || jsonBytes(value) <= flowLimits.jsonBytes;

/** Characters that are read or written as JSON at the price of one unit of the pool. */
const charactersPerUnit = 8;
/** Units for a value whose length is known only afterwards: with nothing left it is not walked at all. */
const beforehand = 1;

/** The value in the type of the variable, paid for by the characters that are read and written for it. */
export const converted = (
  { type }: FlowVariable,
  value: FlowValue,
  pool: WorkPool,
): { readonly value: FlowValue } | null => {
  if (typeof value === 'string' && type !== undefined && type !== 'String')
    pool.take(value.length / charactersPerUnit);
  const isWalked = type === 'String' && typeof value === 'object';
  if (isWalked) pool.take(beforehand);
  const fitting = convert(type, value);
  if (isWalked && fitting) pool.take(toText(fitting.value).length / charactersPerUnit);
  return fitting;
};

const isSmall = ({ type }: FlowVariable, value: FlowValue, pool: WorkPool): boolean => {
  if (type !== 'JSON' || value === null) return true;
  if (typeof value !== 'object') return isWithinSize(type, value);
  const measured = pool.sizes.get(value);
  if (measured !== undefined) return measured <= flowLimits.jsonBytes;
  pool.take(beforehand);
  const size = jsonBytes(value);
  pool.sizes.set(value, size);
  pool.take(size / charactersPerUnit);
  return size <= flowLimits.jsonBytes;
};

/** The value as the variable holds it; else why it cannot. @throws ActionFailure `work.budget` */
export const fitted = (
  variable: FlowVariable,
  value: FlowValue,
  pool: WorkPool,
): { readonly value: FlowValue } | 'type' | 'size' => {
  const fitting = converted(variable, value, pool);
  if (!fitting) return 'type';
  return isSmall(variable, fitting.value, pool) ? fitting : 'size';
};

/**
 * The value as the variable holds it.
 * @throws ActionFailure `variable.type`, `variable.too.large`, `work.budget`; none repeats the value.
 */
export const fit = (variable: FlowVariable, value: FlowValue, pool: WorkPool): FlowValue => {
  const fitting = fitted(variable, value, pool);
  const { name, type } = variable;
  if (fitting === 'type')
    throw new ActionFailure(
      'variable.type',
      `The value does not fit the variable "${name}" (${type}).`,
      { variable: name, type: String(type) },
    );
  if (fitting === 'size')
    throw new ActionFailure(
      'variable.too.large',
      `The JSON variable "${name}" holds at most ${flowLimits.jsonBytes} bytes.`,
      { variable: name, most: String(flowLimits.jsonBytes) },
    );
  return fitting.value;
};
