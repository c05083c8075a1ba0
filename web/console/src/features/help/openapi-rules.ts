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
  /** Permissions the operation asks for; absent when any token will do. */
  readonly 'x-permission'?: { readonly all?: readonly string[]; readonly any?: readonly string[] };
  /** False: the server answers 501. */
  readonly 'x-implemented'?: boolean;
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
  readonly permissions: { readonly all: readonly string[]; readonly any: readonly string[] };
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

/** Every operation, by path. Schemas stay unresolved until somebody opens them. */
export function entriesOf(document: OpenApi): readonly Entry[] {
  return Object.entries(document.paths ?? {}).flatMap(([path, item]) =>
    METHODS.flatMap((method) => {
      const operation = item[method];
      if (!operation) return [];
      const rule = operation['x-permission'];
      return {
        id: operation.operationId ?? `${method} ${path}`,
        method: method.toUpperCase(),
        path,
        family: operation.tags?.[0] ?? path.split('/')[3] ?? path,
        summary: operation.summary ?? '',
        implemented: operation['x-implemented'] !== false,
        permissions: { all: rule?.all ?? [], any: rule?.any ?? [] },
        parameters: operation.parameters ?? [],
        request: schemaOf(operation.requestBody?.content),
        responses: Object.entries(operation.responses ?? {}).map(([status, { content }]) => ({
          status,
          schema: schemaOf(content),
        })),
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
    const { all, any } = entry.permissions;
    const text = [entry.method, entry.path, entry.summary, entry.id, ...all, ...any]
      .join(' ')
      .toLowerCase();
    return words.every((word) => text.includes(word));
  });
}

export const byFamily = (
  entries: readonly Entry[],
): readonly (readonly [string, readonly Entry[]])[] =>
  [...Map.groupBy(entries, ({ family }) => family)].sort(([a], [b]) => a.localeCompare(b));
