type Json = Readonly<Record<string, unknown>>;

/** The part of an OpenAPI document that the reference shows. */
export type OpenApi = {
  readonly paths?: Readonly<Record<string, Readonly<Record<string, OpenApiOperation>>>>;
  readonly components?: { readonly schemas?: Readonly<Record<string, Json>> };
};

type OpenApiOperation = {
  readonly operationId?: string;
  readonly summary?: string;
  readonly tags?: readonly string[];
  readonly parameters?: readonly OpenApiParameter[];
  readonly requestBody?: { readonly content?: Content };
  readonly responses?: Readonly<Record<string, { readonly content?: Content }>>;
  /** Empty: no token is asked for. */
  readonly security?: readonly unknown[];
  /** Permissions the operation asks for, as words. */
  readonly 'x-tandem-permission'?: string;
  /** False: the server answers 501. */
  readonly 'x-tandem-implemented'?: boolean;
};

type Content = Readonly<Record<string, { readonly schema?: Json }>>;

export type OpenApiParameter = {
  readonly name: string;
  readonly in: string;
  readonly required?: boolean;
  readonly schema?: Json;
};

export type Entry = {
  readonly id: string;
  readonly method: string;
  readonly path: string;
  readonly family: string;
  readonly summary: string;
  readonly implemented: boolean;
  readonly permission: string;
  readonly isPublic: boolean;
  readonly parameters: readonly OpenApiParameter[];
  readonly request: unknown;
  readonly responses: readonly { readonly status: string; readonly schema: unknown }[];
};

const METHODS = ['get', 'post', 'put', 'patch', 'delete', 'head'];
/** Schemas refer to each other, also in circles: below this depth the name has to do. */
const DEPTH = 3;

/** The schema with its references filled in, as deep as one still reads it. */
function resolve(document: OpenApi, schema: unknown, depth = DEPTH): unknown {
  if (Array.isArray(schema)) return schema.map((one) => resolve(document, one, depth));
  if (typeof schema !== 'object' || schema === null) return schema;
  const reference = (schema as Json)['$ref'];
  if (typeof reference === 'string') {
    const name = reference.split('/').at(-1) ?? reference;
    const target = document.components?.schemas?.[name];
    return depth > 0 && target ? resolve(document, target, depth - 1) : name;
  }
  return Object.fromEntries(
    Object.entries(schema).map(([key, value]) => [key, resolve(document, value, depth)]),
  );
}

const schemaOf = (content: Content | undefined): unknown => Object.values(content ?? {})[0]?.schema;

/** The server's words for "no permission in particular". */
const ANY_TOKEN = 'any token';

/** The permission an operation asks for; empty when any token will do. */
const permissionOf = ({ 'x-tandem-permission': text = ANY_TOKEN }: OpenApiOperation): string =>
  text === ANY_TOKEN ? '' : text;

/** What it answers when it succeeds; errors have the same shape everywhere. */
const successes = ({ responses }: OpenApiOperation): Entry['responses'] =>
  Object.entries(responses ?? {})
    .filter(([status]) => status.startsWith('2'))
    .map(([status, { content }]) => ({ status, schema: schemaOf(content) }));

/** Every operation, by path. Schemas stay unresolved until somebody opens them. */
export function entriesOf(document: OpenApi): readonly Entry[] {
  return Object.entries(document.paths ?? {}).flatMap(([path, item]) =>
    METHODS.flatMap((method) => {
      const operation = item[method];
      if (!operation) return [];
      return {
        id: operation.operationId ?? `${method} ${path}`,
        method: method.toUpperCase(),
        path,
        family: operation.tags?.[0] ?? path.split('/')[3] ?? path,
        summary: operation.summary ?? '',
        implemented: operation['x-tandem-implemented'] !== false,
        permission: permissionOf(operation),
        isPublic: operation.security?.length === 0,
        parameters: operation.parameters ?? [],
        request: schemaOf(operation.requestBody?.content),
        responses: successes(operation),
      };
    }),
  );
}

export const resolved = (document: OpenApi, schema: unknown): unknown => resolve(document, schema);

type Filter = { readonly search: string; readonly onlyImplemented: boolean };

export function matchingEntries(entries: readonly Entry[], filter: Filter): readonly Entry[] {
  const words = filter.search.toLowerCase().split(/\s+/).filter(Boolean);
  return entries.filter((entry) => {
    if (filter.onlyImplemented && !entry.implemented) return false;
    const text = [entry.method, entry.path, entry.id, entry.permission].join(' ').toLowerCase();
    return words.every((word) => text.includes(word));
  });
}

export const byFamily = (
  entries: readonly Entry[],
): readonly (readonly [string, readonly Entry[]])[] =>
  [...Map.groupBy(entries, ({ family }) => family)].sort(([a], [b]) => a.localeCompare(b));
