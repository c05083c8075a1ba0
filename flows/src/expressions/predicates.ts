import type { Predicate } from './definitions.ts';
import { asNumber, isEmpty, isList, isMap, isNothing } from './values.ts';

const remainder = (value: Parameters<Predicate>[0]): number | null => {
  const number = asNumber(value);
  return number === null ? null : Math.abs(number % 2);
};

/** The tests of `x is …`. A value that is no number is neither even nor odd. */
export const predicates: ReadonlyMap<string, Predicate> = new Map<string, Predicate>([
  ['empty', isEmpty],
  ['null', isNothing],
  ['none', isNothing],
  ['defined', (value) => value !== undefined],
  ['even', (value) => remainder(value) === 0],
  ['odd', (value) => remainder(value) === 1],
  ['iterable', (value) => isList(value)],
  ['map', (value) => isMap(value)],
]);
