import type { FlowValue } from '../flow.model.ts';
import type { PathRun } from './path-run.ts';

/** The result of a query that selects no value, and of a function that has none (RFC 9535, 2.4.1). */
export const nothing = Symbol('nothing');
export type Comparable = FlowValue | typeof nothing;

const isObject = (value: unknown): value is Readonly<Record<string, FlowValue>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const isDeepEqual = (
  left: FlowValue,
  right: FlowValue,
  { run, depth }: { run: PathRun; depth: number },
): boolean => {
  run.take(1);
  run.level(depth);
  if (left === right) return true;
  const below = { run, depth: depth + 1 };
  if (Array.isArray(left))
    return (
      Array.isArray(right) &&
      left.length === right.length &&
      left.every((item: FlowValue, index) => isDeepEqual(item, right[index] as FlowValue, below))
    );
  if (!isObject(left) || !isObject(right)) return false;
  const keys = Object.keys(left);
  run.take(keys.length);
  return (
    keys.length === Object.keys(right).length &&
    keys.every(
      (key) =>
        Object.hasOwn(right, key) &&
        isDeepEqual(left[key] as FlowValue, right[key] as FlowValue, below),
    )
  );
};

/** UTF-16 units in the order of the characters they belong to: surrogates come last. */
const rank = (unit: number): number => {
  if (unit < 0xd800) return unit;
  return unit >= 0xe000 ? unit - 0x800 : unit + 0x2000;
};

/** Order of texts by Unicode scalar values (RFC 9535, 2.3.5.2.2). */
const isTextBefore = (left: string, right: string, run: PathRun): boolean => {
  const length = Math.min(left.length, right.length);
  run.take(length >> 6);
  for (let at = 0; at < length; at += 1) {
    const [a, b] = [left.charCodeAt(at), right.charCodeAt(at)];
    if (a !== b) return rank(a) < rank(b);
  }
  return left.length < right.length;
};

const isEqual = (left: Comparable, right: Comparable, run: PathRun): boolean =>
  left === nothing || right === nothing
    ? left === right
    : isDeepEqual(left, right, { run, depth: 0 });

const isLess = (left: Comparable, right: Comparable, run: PathRun): boolean => {
  run.take(1);
  if (typeof left === 'number' && typeof right === 'number') return left < right;
  return typeof left === 'string' && typeof right === 'string' && isTextBefore(left, right, run);
};

type Comparison = (left: Comparable, right: Comparable, run: PathRun) => boolean;

/** The comparison operators of RFC 9535. */
export const comparisons: ReadonlyMap<string, Comparison> = new Map<string, Comparison>([
  ['==', isEqual],
  ['!=', (left, right, run) => !isEqual(left, right, run)],
  ['<', isLess],
  ['>', (left, right, run) => isLess(right, left, run)],
  ['<=', (left, right, run) => isLess(left, right, run) || isEqual(left, right, run)],
  ['>=', (left, right, run) => isLess(right, left, run) || isEqual(left, right, run)],
]);
