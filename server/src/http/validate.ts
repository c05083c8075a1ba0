import type { OperationSpec } from '@tandem/contract';
import type { TSchema } from 'typebox';
import { Compile } from 'typebox/compile';
import { Value } from 'typebox/value';
import { httpErrors } from './errors.ts';

type Check = (value: unknown) => unknown;

const describe = (error: { instancePath: string; message: string }) => {
  const field = error.instancePath.slice(1).replaceAll('/', '.');
  return { field, text: `${field ? `${field}: ` : ''}${error.message}` };
};

/** Most problems listed in one answer; more help nobody. */
const shown = 5;

const refuse = (errors: readonly { instancePath: string; message: string }[]) => {
  const problems = errors.slice(0, shown).map(describe);
  return httpErrors.invalidBody(
    { problems: problems.map(({ text }) => text).join(', ') },
    {
      details: problems.map(({ field }) => ({
        errorCode: 'bad.request',
        ...(field ? { fieldName: field } : {}),
      })),
    },
  );
};

/** Compiled by the first value: a server offers hundreds of operations, and few of them are called soon. */
const compile = (schema: TSchema): Check => {
  let compiled: ReturnType<typeof Compile> | undefined;
  return (value) => {
    compiled ??= Compile(schema);
    const validator = compiled;
    if (validator.Check(value)) return value;
    throw refuse(validator.Errors(value));
  };
};

/** Query values arrive as text: lists repeated or joined by commas, numbers and booleans as words. */
const compileQuery = (schema: TSchema): Check => {
  const check = compile(schema);
  const properties = Object.entries(
    (schema as { properties?: Record<string, { type?: string }> }).properties ?? {},
  );
  const lists = properties.filter(([, { type }]) => type === 'array').map(([name]) => name);
  return (value) => {
    const query = { ...(value as Record<string, unknown>) };
    for (const name of lists) {
      const given = query[name];
      if (given !== undefined)
        query[name] = [given].flat().flatMap((text) => String(text).split(','));
    }
    return check(Value.Convert(schema, query));
  };
};

const pass: Check = (value) => value;

/** Checks of one operation, each compiled once, when first used. Each throws a 400 that names the fields. */
export const compileChecks = (operation: OperationSpec) => ({
  params: operation.params ? compile(operation.params) : pass,
  query: operation.query ? compileQuery(operation.query) : pass,
  body: operation.body ? compile(operation.body) : pass,
});
