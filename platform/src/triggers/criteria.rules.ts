import type { MatchCriteria } from '@tandem/contract';
import { compilePath, type FlowValue } from '@tandem/flows';

type Operator = NonNullable<MatchCriteria['operator']>;

/** What a path found in a body: every value with whether there was one. */
export type Extraction = { readonly matched: boolean; readonly values: readonly FlowValue[] };

const isNumber = (value: unknown): value is number => typeof value === 'number';

const isSame = (left: unknown, right: unknown): boolean =>
  left === right || JSON.stringify(left) === JSON.stringify(right);

/** Numbers by value, texts by their order; different kinds do not compare. */
const compare = (left: unknown, right: unknown): number | null => {
  if (isNumber(left) && isNumber(right)) return left - right;
  if (typeof left === 'string' && typeof right === 'string')
    return left < right ? -1 : Number(left > right);
  return null;
};

type Test = (value: FlowValue, criterion: MatchCriteria) => boolean;

const ordered =
  (holds: (order: number) => boolean): Test =>
  (value, criterion) => {
    const order = compare(value, criterion.value);
    return order !== null && holds(order);
  };

const wantedOf = ({ values, value }: MatchCriteria): readonly unknown[] =>
  values ?? (Array.isArray(value) ? value : [value]);

const sizeOf = (value: FlowValue): number | null =>
  typeof value === 'string' || Array.isArray(value) ? value.length : null;

const tests: Readonly<Record<Exclude<Operator, 'Exists'>, Test>> = {
  Equal: (value, { value: wanted }) => isSame(value, wanted),
  NotEqual: (value, { value: wanted }) => !isSame(value, wanted),
  LessThan: ordered((order) => order < 0),
  LessThanOrEqual: ordered((order) => order <= 0),
  GreaterThan: ordered((order) => order > 0),
  GreaterThanOrEqual: ordered((order) => order >= 0),
  In: (value, criterion) => wantedOf(criterion).some((wanted) => isSame(value, wanted)),
  NotIn: (value, criterion) => !wantedOf(criterion).some((wanted) => isSame(value, wanted)),
  Contains: (value, { value: wanted }) =>
    Array.isArray(value)
      ? value.some((item) => isSame(item, wanted))
      : typeof value === 'string' && typeof wanted === 'string' && value.includes(wanted),
  All: (value, criterion) =>
    Array.isArray(value) &&
    wantedOf(criterion).every((wanted) => value.some((item) => isSame(item, wanted))),
  Size: (value, { value: wanted }) => sizeOf(value) === wanted,
};

/** Reads a path; the `$.` may be missing, as the vendor's examples have it. @throws LanguageError */
export const readPath = (jsonPath: string) => compilePath(jsonPath, { dialect: 'jayway' });

/** What the path of a criterion finds. A path that is too much work finds nothing. */
export const extract = ({ jsonPath = '$' }: MatchCriteria, body: FlowValue): Extraction => {
  try {
    const path = readPath(jsonPath);
    const { matched, value } = path.select(body);
    if (!matched) return { matched, values: [] };
    return { matched, values: path.definite || !Array.isArray(value) ? [value] : value };
  } catch {
    return { matched: false, values: [] };
  }
};

/** Whether a criterion holds: for one of the values that its path finds. */
export const holds = (criterion: MatchCriteria, body: FlowValue): boolean => {
  const { matched, values } = extract(criterion, body);
  const operator = criterion.operator ?? 'Equal';
  if (operator === 'Exists') return matched === (criterion.value ?? true);
  return values.some((value) => tests[operator](value, criterion));
};

/** All criteria together; none is met by every event. */
export const matchesAll = (criteria: readonly MatchCriteria[], body: FlowValue): boolean =>
  criteria.every((criterion) => holds(criterion, body));
