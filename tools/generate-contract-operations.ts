import { bodyLimits, openSuccess, permissionOverrides } from './generate-contract-families.ts';
import { header, importLines } from './generate-contract-files.ts';
import { fill, sourceOf } from './generate-contract-models.ts';
import {
  mentionedModels,
  type Operation,
  type Parameter,
  type Schema,
} from './generate-contract-reference.ts';

/** `{ all: […] }`, `{ any: […] }` or nothing when any valid token will do. */
function permissionSource({ id, permissions: { type, names } }: Operation): string | undefined {
  const override = permissionOverrides[id];
  const rule = override
    ? override.rule
    : { [type === 'ALL' || names.length === 1 ? 'all' : 'any']: names };
  if (!rule || names.length === 0) return undefined;
  const [kind, list] = Object.entries(rule)[0] ?? ['all', []];
  return `{ ${kind}: [${(list as readonly string[]).map((name) => `'${name}'`).join(', ')}] }`;
}

const success = ({ method, success: status }: Operation): number =>
  status === '2XX' ? openSuccess(method) : Number(status);

const wrapper: Readonly<Record<string, string>> = {
  string: 'text',
  integer: 'integer',
  number: 'decimal',
  boolean: 'flag',
  array: 'list',
};

const queryProperty = ({ name, required, schema }: Parameter): string => {
  const property = /^\w+$/.test(name) ? name : `'${name}'`;
  return required
    ? `${property}: ${sourceOf(schema).schema},`
    : `${property}: query.${wrapper[schema.type ?? 'string']},`;
};

function parameterLines({ parameters }: Operation): string[] {
  const path = parameters.filter((parameter) => parameter.in === 'path');
  const query = parameters.filter((parameter) => parameter.in === 'query');
  const params = path.map(({ name }) => `${name}: Type.String()`).join(', ');
  return [
    ...(path.length > 0 ? [`    params: Type.Object({ ${params} }),`] : []),
    ...(query.length > 0
      ? ['    query: Type.Object({', ...fill(query.map(queryProperty), '      '), '    }),']
      : []),
  ];
}

function bodySource(id: string, body: Schema): string {
  const limit = bodyLimits[id];
  const { schema } = sourceOf(body);
  return limit === undefined ? schema : schema.replace(/\)$/, `, { maxItems: ${limit} })`);
}

function operationLines(operation: Operation): string[] {
  const { id, method, path, body, reply } = operation;
  const permission = permissionSource(operation);
  return [
    `  ${id}: {`,
    `    method: '${method}', path: '${path}',`,
    ...(permission ? [`    permission: ${permission},`] : []),
    ...parameterLines(operation),
    ...(body ? [`    body: ${bodySource(id, body)},`] : []),
    `    reply: { ${success(operation)}: ${reply ? sourceOf(reply).schema : 'null'} },`,
    '  },',
  ];
}

/** One module of operations for a family. */
export function operationsFile(
  family: string,
  operations: readonly Operation[],
  home: ReadonlyMap<string, string>,
): string[] {
  const body = operations.flatMap(operationLines);
  const text = body.join('\n');
  const schemas = operations.flatMap(({ body: sent, reply }) =>
    [sent, reply].filter((schema) => schema !== undefined),
  );
  const mentioned = new Set(
    schemas.flatMap(mentionedModels).filter((name) => new RegExp(`\\b${name}\\b`).test(text)),
  );
  return [
    ...header,
    ...(text.includes('Type.') ? ["import { Type } from 'typebox';"] : []),
    "import type { Operations } from '../../../operation.ts';",
    ...(text.includes('query.') ? ["import { query } from '../../shape.ts';"] : []),
    ...importLines(mentioned, '', home),
    '',
    `export const ${family}Operations = {`,
    ...body,
    '} as const satisfies Operations;',
  ];
}

/** The catalogue: every operation of the reference as facts. */
export function catalogueFile(operations: readonly Operation[]): string[] {
  return [
    ...header,
    "import type { CatalogueEntry } from '../catalogue-entry.ts';",
    '',
    '/** Every operation the reference knows, whether or not Tandem serves it. */',
    'export const catalogue: readonly CatalogueEntry[] = [',
    ...operations.map((operation) => {
      const { id, method, path } = operation;
      const permission = permissionSource(operation) ?? 'null';
      return `  { id: '${id}', method: '${method}', path: '${path}', permission: ${permission}, success: ${success(operation)} },`;
    }),
    '];',
  ];
}
