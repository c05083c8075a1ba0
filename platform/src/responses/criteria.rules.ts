import { responsesErrors } from './responses.errors.ts';

export type Operator = 'IN' | 'EQUALS' | 'NOTEQUALS' | 'BEGINS_WITH' | 'ENDS_WITH' | 'CONTAINS';

/** One condition of a search: what is looked at, how, and with what. */
export type Criterion = {
  readonly name: string;
  readonly operator: Operator;
  readonly values: readonly string[];
};

/** Takes a value as a parameter of the statement; answers its place, such as `$3`. */
export type Bind = (value: unknown) => string;

const pattern: Readonly<Partial<Record<Operator, (text: string) => string>>> = {
  BEGINS_WITH: (text) => `${text}%`,
  ENDS_WITH: (text) => `%${text}`,
  CONTAINS: (text) => `%${text}%`,
};

const literal = (text: string): string => text.replaceAll(/[\\%_]/g, (sign) => `\\${sign}`);

/**
 * The condition in SQL over the texts that `source` answers, each as `of(t)` with `t` their column. Case does not matter.
 * @throws responsesErrors.badFilter (400) for a condition without a value
 */
export const conditionSql = (
  { name, operator, values }: Criterion,
  of: (test: (column: string) => string) => string,
  bind: Bind,
): string => {
  if (values.length === 0) throw responsesErrors.badFilter({ field: name, reason: 'has no value' });
  const texts = values.map((value) => value.toLowerCase());
  const like = pattern[operator];
  const wanted = bind(like ? texts.map((text) => like(literal(text))) : texts);
  const found = of((column) =>
    like
      ? `lower(${column}) like any (${wanted}::text[])`
      : `lower(${column}) = any (${wanted}::text[])`,
  );
  return operator === 'NOTEQUALS' ? `not (${found})` : found;
};

/** A statement's parameters, collected while its text is put together. */
export const parameters = (first: readonly unknown[]) => {
  const values = [...first];
  const bind: Bind = (value) => `$${values.push(value)}`;
  return { values, bind };
};
