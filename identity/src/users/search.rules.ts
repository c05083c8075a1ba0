import type { UserRecord } from './users.store.ts';

export type Criterion = {
  readonly type: string;
  readonly fields?: readonly string[];
  readonly value?: string;
  readonly values?: readonly string[];
  readonly operator?: 'AND' | 'OR' | 'NOT';
};

/** What a field of a user holds, as lower-case text. */
const textsOf = (user: UserRecord, field: string): string[] => {
  const known: Readonly<Record<string, unknown>> = {
    ...user.profile,
    id: user.id,
    name: user.name,
    email: user.email,
    username: user.email,
    state: user.state,
    division: user.division,
    divisionId: user.division,
  };
  const value = known[field];
  return [value].flat().flatMap((one) => (typeof one === 'string' ? [one.toLowerCase()] : []));
};

const wordsOf = (text: string) => text.split(/[\s@.,;:_-]+/);

const tests: Readonly<Record<string, (text: string, wanted: string) => boolean>> = {
  EXACT: (text, wanted) => text === wanted,
  STARTS_WITH: (text, wanted) =>
    text.startsWith(wanted) || wordsOf(text).some((word) => word.startsWith(wanted)),
  CONTAINS: (text, wanted) => text.includes(wanted),
  TERM: (text, wanted) => text === wanted || wordsOf(text).includes(wanted),
  TERMS: (text, wanted) => text === wanted || wordsOf(text).includes(wanted),
  QUERY_STRING: (text, wanted) => wanted.split(/\s+/).every((part) => text.includes(part)),
};

/** Kinds of criteria that can be asked; a regular expression of a stranger is not run. */
export const searchTypes = [...Object.keys(tests), 'MATCH_ALL', 'REQUIRED_FIELDS'];

const defaultFields = ['name', 'email'];

const holds = (user: UserRecord, criterion: Criterion): boolean => {
  if (criterion.type === 'MATCH_ALL') return true;
  const fields = criterion.fields?.length ? criterion.fields : defaultFields;
  const texts = fields.flatMap((field) => textsOf(user, field));
  if (criterion.type === 'REQUIRED_FIELDS')
    return fields.every((field) => textsOf(user, field).length > 0);
  const test = tests[criterion.type];
  const wanted = (criterion.values ?? [criterion.value ?? '']).map((text) => text.toLowerCase());
  return test !== undefined && wanted.some((one) => texts.some((text) => test(text, one)));
};

/**
 * Whether a user is searched for: all AND criteria hold, no NOT criterion does, and of OR criteria at least one. Only
 * active users are, unless a criterion names the state.
 */
export const isSearched = (user: UserRecord, criteria: readonly Criterion[]): boolean => {
  const namesState = criteria.some(({ fields }) => fields?.includes('state'));
  if (!namesState && user.state !== 'active') return false;
  const of = (operator: string) =>
    criteria.filter((criterion) => (criterion.operator ?? 'AND') === operator);
  const either = of('OR');
  return (
    of('AND').every((criterion) => holds(user, criterion)) &&
    !of('NOT').some((criterion) => holds(user, criterion)) &&
    (either.length === 0 || either.some((criterion) => holds(user, criterion)))
  );
};
