import type { OperationSpec } from '@tandem/contract';
import * as contract from '@tandem/contract';
import { systemIds } from '@tandem/kit';
import type { Api, ApiReply } from '../harness/api.ts';

export const nameOf = ({ method, path }: OperationSpec) => `${method} ${path}`;

const isGroup = (name: string) => name.endsWith('Operations');

/** Every operation that the contract describes. */
export const describedOperations: readonly OperationSpec[] = Object.entries(contract)
  .filter(([name]) => isGroup(name))
  .flatMap(([, group]) => Object.values(group as Readonly<Record<string, OperationSpec>>));

/** What a running server has mounted, as the contract describes it. */
export const describedOf = (mounted: ReadonlySet<string>): readonly OperationSpec[] =>
  describedOperations.filter((operation) => mounted.has(nameOf(operation)));

export const parametersOf = (path: string): readonly string[] =>
  [...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => name ?? '');

/** The path with its parameters filled in; what has no value gets an id that nothing has. */
export const fill = (path: string, ids: Readonly<Record<string, string>> = {}): string =>
  path.replaceAll(/\{(\w+)\}/g, (_, name: string) =>
    encodeURIComponent(ids[name] ?? systemIds.uuid()),
  );

type Schema = {
  readonly type?: string;
  readonly const?: unknown;
  readonly enum?: readonly unknown[];
  readonly anyOf?: readonly Schema[];
  readonly allOf?: readonly Schema[];
  readonly format?: string;
  readonly minLength?: number;
  readonly minimum?: number;
  readonly minItems?: number;
  readonly items?: Schema;
  readonly required?: readonly string[];
  readonly properties?: Readonly<Record<string, Schema>>;
};

const leastText = ({ format, minLength = 1 }: Schema) =>
  format === 'date-time' ? '2026-01-01T00:00:00.000Z' : 'x'.repeat(Math.max(1, minLength));

const leastObject = ({ required = [], properties = {} }: Schema) =>
  Object.fromEntries(required.map((name) => [name, leastValue(properties[name] ?? {})]));

/** The least value that a schema takes: required members only. */
const leastValue = (schema: Schema): unknown => {
  if (schema.const !== undefined) return schema.const;
  if (schema.enum) return schema.enum[0];
  if (schema.anyOf?.[0]) return leastValue(schema.anyOf[0]);
  if (schema.allOf?.[0]) return leastValue(schema.allOf[0]);
  switch (schema.type) {
    case 'string':
      return leastText(schema);
    case 'integer':
    case 'number':
      return schema.minimum ?? 1;
    case 'boolean':
      return false;
    case 'array':
      return Array.from({ length: schema.minItems ?? 0 }, () => leastValue(schema.items ?? {}));
    case 'null':
      return null;
    default:
      return leastObject(schema);
  }
};

/** The least body that the operation's schema takes. */
export const leastBody = ({ body }: OperationSpec): unknown =>
  body === undefined ? undefined : leastValue(body as Schema);

/** Calls an operation with ids and the least body, or with the one that is given. */
export const callOperation = (
  api: Api,
  operation: OperationSpec,
  {
    ids = {},
    body = leastBody(operation),
    query = '',
  }: { ids?: Readonly<Record<string, string>>; body?: unknown; query?: string } = {},
): Promise<ApiReply> =>
  api.call(
    operation.method,
    `${fill(operation.path, ids)}${query}`,
    body === undefined ? {} : { body },
  );
