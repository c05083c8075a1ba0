import type { TSchema } from 'typebox';
import { Value } from 'typebox/value';
import { describe, expect, it } from 'vitest';
import {
  catalogue,
  listParameters,
  type OperationSpec,
  operationFamilies,
  permissions,
} from '../index.ts';

type Json = {
  type?: string;
  format?: string;
  enum?: unknown[];
  pattern?: string;
  minLength?: number;
  minimum?: number;
  required?: string[];
  properties?: Record<string, Json>;
};

const operations = Object.values(operationFamilies).flatMap((family) =>
  Object.entries(family as Record<string, OperationSpec>),
);
const byId = new Map(catalogue.map((entry) => [entry.id, entry]));

function minimalString(schema: Json): string {
  if (schema.format === 'date-time') return '2026-01-02T03:04:05.678Z';
  if (schema.format === 'date') return '2026-01-02';
  return schema.pattern ? 'Email' : 'x'.repeat(schema.minLength ?? 1);
}

/** The least value a schema accepts: required properties only. */
function minimal(schema: Json): unknown {
  if (schema.enum) return schema.enum[0];
  if (schema.type === 'string') return minimalString(schema);
  if (schema.type === 'integer' || schema.type === 'number') return schema.minimum ?? 0;
  if (schema.type === 'boolean') return false;
  if (schema.type === 'array') return [];
  const needed = schema.required ?? [];
  return Object.fromEntries(needed.map((name) => [name, minimal(schema.properties?.[name] ?? {})]));
}

const bodies = operations.flatMap(([id, { body }]) => (body ? [[id, body] as const] : []));
const required = bodies.flatMap(([id, body]) =>
  ((body as Json).required ?? []).map((name) => [id, name, body] as const),
);

describe('operations', () => {
  it('are in the catalogue, each once, with the same method, path, permission and status', () => {
    expect(new Set(operations.map(([id]) => id)).size).toBe(operations.length);
    for (const [id, { method, path, permission, reply }] of operations) {
      expect(byId.get(id)).toEqual({
        id,
        method,
        path,
        permission: permission ?? null,
        success: Number(Object.keys(reply)[0]),
      });
    }
  });

  it('hold all of the catalogue except the areas of later work', () => {
    const known = new Set(operations.map(([id]) => id));
    const areas = catalogue
      .filter(({ id }) => !known.has(id))
      .map(({ path }) => path.split('/')[3]);
    expect([...new Set(areas)].sort()).toEqual(['architect', 'integrations', 'processautomation']);
  });

  it('declare exactly the parameters their path names', () => {
    for (const [id, { path, params }] of operations) {
      const named = [...path.matchAll(/\{(\w+)\}/g)].map((match) => match[1]);
      const declared = Object.keys((params as Json | undefined)?.properties ?? {});
      expect([id, ...declared.sort()]).toEqual([id, ...named.sort()]);
    }
  });

  it('ask for permissions that exist', () => {
    const known = new Set(permissions.map(({ permission }) => permission));
    for (const [id, { permission }] of operations) {
      const strings = [...(permission?.all ?? []), ...(permission?.any ?? [])];
      const unknown = strings.filter((name) => name.includes(':') && !known.has(name));
      expect([id, ...unknown]).toEqual([id]);
    }
  });

  it('name the query parameters that are lists', () => {
    const { getRoutingQueues } = operationFamilies.queues;
    expect(listParameters(getRoutingQueues.query)).toEqual([
      'id',
      'divisionId',
      'peerId',
      'expand',
    ]);
  });
});

describe('catalogue', () => {
  it('has 347 operations, each name and each route once', () => {
    expect(catalogue).toHaveLength(347);
    expect(byId.size).toBe(347);
    expect(new Set(catalogue.map(({ method, path }) => `${method} ${path}`)).size).toBe(347);
  });
});

describe('request bodies', () => {
  it.each(bodies)('%s accepts a minimal body, with unknown fields too', (_, body) => {
    const value = minimal(body as Json);
    expect([...Value.Errors(body, value)]).toEqual([]);
    if (value && typeof value === 'object' && !Array.isArray(value))
      expect(Value.Check(body, { ...value, notKnownToAnybody: { deep: [1] } })).toBe(true);
  });

  it.each(required)('%s refuses a body without %s', (_, name, body) => {
    const value = minimal(body as Json) as Record<string, unknown>;
    const { [name]: _removed, ...rest } = value;
    expect(Value.Check(body as TSchema, rest)).toBe(false);
  });
});
