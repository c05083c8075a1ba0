import {
  type CatalogueEntry,
  catalogue,
  ErrorBody,
  type Handler,
  handle,
  type OperationSpec,
  openApiOperations,
  type PermissionRule,
} from '@tandem/contract';
import { type Components, createComponents } from './components.ts';
import { operationNames } from './names.ts';

type Json = { readonly [name: string]: unknown };

export type OpenApiOptions = {
  /** What the process has mounted; asked for when the document is first wanted. */
  readonly handlers: () => readonly Handler[];
  /** Are operations of the reference that are not mounted answered with 501? */
  readonly catalogue: boolean;
  readonly version: string;
};

type Described = {
  readonly method: string;
  readonly path: string;
  readonly description: Json;
};

/** A path as the document has it: a wildcard is an ordinary parameter there. */
const documentPath = (path: string): string => path.replaceAll(/\{(\w+)\*\}/g, '{$1}');

/** Two operations that differ in the names of their parameters only are the same. */
const shapeOf = (method: string, path: string): string =>
  `${method} ${path.replaceAll(/\{\w+\*?\}/g, '{}')}`;

/** `/api/v2/routing/queues` → `routing`, `/tandem/gateway/endpoints` → `tandem gateway`. */
const tagOf = (path: string): string => {
  const [first = '', second = '', third = ''] = path.split('/').slice(1);
  if (first === 'api') return third;
  return first === 'tandem' ? `${first} ${second.split('.')[0]}` : first;
};

const permissionText = (rule: PermissionRule | null | undefined): string => {
  const all = (rule?.all ?? []).join(' and ');
  const any = (rule?.any ?? []).join(' or ');
  return [all, any].filter(Boolean).join('; ') || 'any token';
};

const pathParameters = (path: string, params: Json = {}): Json[] =>
  [...path.matchAll(/\{(?<name>\w+)\*?\}/g)].map(({ groups }) => ({
    name: groups?.['name'],
    in: 'path',
    required: true,
    schema: params[groups?.['name'] ?? ''] ?? { type: 'string' },
  }));

type ObjectSchema = { readonly properties?: Json; readonly required?: readonly string[] };

const queryParameters = ({ properties = {}, required = [] }: ObjectSchema): Json[] =>
  Object.entries(properties).map(([name, schema]) => ({
    name,
    in: 'query',
    required: required.includes(name),
    schema,
  }));

const json = (schema: Json): Json => ({ 'application/json': { schema } });

const errorResponse = { $ref: '#/components/responses/Error' };

const responsesOf = ({ reply }: OperationSpec, { refer }: Components): Json => ({
  ...Object.fromEntries(
    Object.entries(reply).map(([status, schema]) => [
      status,
      schema
        ? { description: 'Success', content: json(refer(schema)) }
        : { description: 'Success, no content' },
    ]),
  ),
  default: errorResponse,
});

const describeMounted = (
  operation: OperationSpec,
  name: string | undefined,
  components: Components,
): Described => {
  const { method, path, access, permission, params, query, body } = operation;
  const { refer, spell } = components;
  const given = (params ? spell(params)['properties'] : {}) as Json;
  return {
    method,
    path,
    description: {
      operationId: name ?? `${method} ${path}`,
      tags: [tagOf(path)],
      ...(access === 'public'
        ? { security: [] }
        : { 'x-tandem-permission': permissionText(permission) }),
      parameters: [
        ...pathParameters(path, given),
        ...(query ? queryParameters(spell(query) as ObjectSchema) : []),
      ],
      ...(body ? { requestBody: { required: true, content: json(refer(body)) } } : {}),
      responses: responsesOf(operation, components),
    },
  };
};

const describeMissing = ({ id, method, path, permission }: CatalogueEntry): Described => ({
  method,
  path,
  description: {
    operationId: id,
    tags: [tagOf(path)],
    summary: 'Not implemented',
    'x-tandem-implemented': false,
    'x-tandem-permission': permissionText(permission),
    parameters: pathParameters(path),
    responses: { 501: errorResponse },
  },
});

const describeAll = (
  handlers: readonly Handler[],
  components: Components,
  withCatalogue: boolean,
): Described[] => {
  const names = operationNames();
  const mounted = handlers.map(({ operation }) =>
    describeMounted(operation, names.get(operation), components),
  );
  const shapes = new Set(mounted.map(({ method, path }) => shapeOf(method, path)));
  const missing = withCatalogue
    ? catalogue.filter(({ method, path }) => !shapes.has(shapeOf(method, path)))
    : [];
  return [...mounted, ...missing.map(describeMissing)];
};

/** Operations by path and method, sorted by path. */
const pathsOf = (described: readonly Described[]): Json => {
  const byPath = Map.groupBy(described, ({ path }) => documentPath(path));
  return Object.fromEntries(
    [...byPath.entries()]
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([path, operations]) => [
        path,
        Object.fromEntries(
          operations.map(({ method, description }) => [method.toLowerCase(), description]),
        ),
      ]),
  );
};

/**
 * The API of this process as an OpenAPI 3.1 document: every mounted operation with its schemas and the permission it
 * asks for, and those of the reference that are answered with 501, marked `x-tandem-implemented: false`.
 */
export const buildOpenApi = ({ handlers, catalogue: offered, version }: OpenApiOptions): Json => {
  const components = createComponents();
  const paths = pathsOf(describeAll(handlers(), components, offered));
  const error = json(components.refer(ErrorBody));
  return {
    openapi: '3.1.0',
    info: { title: 'Tandem', version, license: { name: 'Apache-2.0', identifier: 'Apache-2.0' } },
    servers: [{ url: '/' }],
    security: [{ token: [] }],
    paths,
    components: {
      securitySchemes: { token: { type: 'http', scheme: 'bearer' } },
      responses: {
        Error: { description: 'What went wrong, under a code', content: error },
      },
      schemas: components.schemas(),
    },
  };
};

/** Serves the document at `/tandem/openapi.json`. It is built when first asked for, and kept as text. */
export const openApiHandler = (options: OpenApiOptions): Handler => {
  let text: string | undefined;
  return handle(openApiOperations.getOpenApi, async () => {
    text ??= JSON.stringify(buildOpenApi(options));
    return {
      status: 200,
      body: text,
      headers: { 'content-type': 'application/json; charset=utf-8' },
    };
  });
};
