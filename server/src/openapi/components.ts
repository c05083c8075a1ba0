import { modelNames } from './names.ts';

type Json = { readonly [name: string]: unknown };

/** Maps of properties and lists are no schemas; a property may well be called `type`. */
const mayBeModel = (value: object): boolean =>
  ('type' in value && typeof value.type === 'string') || 'anyOf' in value || 'allOf' in value;

/** Schemas of a document: named once under `components`, mentioned everywhere else. */
export type Components = {
  /** The schema as plain JSON, models of the contract replaced by references. */
  readonly refer: (schema: object) => Json;
  /** The same, but the schema itself is spelled out: parameters need its properties. */
  readonly spell: (schema: object) => Json;
  /** Every model that was referred to. */
  readonly schemas: () => Json;
};

const isObject = (value: unknown): value is object => typeof value === 'object' && value !== null;

/** Collects the models that the schemas of a document mention. */
export const createComponents = (): Components => {
  const names = modelNames();
  const used = new Map<string, unknown>();

  const inside = (value: object): unknown =>
    Array.isArray(value)
      ? value.map(visit)
      : Object.fromEntries(Object.entries(value).map(([name, part]) => [name, visit(part)]));

  const visit = (value: unknown): unknown => {
    if (!isObject(value)) return value;
    const name = mayBeModel(value) ? names.get(JSON.stringify(value)) : undefined;
    if (name === undefined) return inside(value);
    if (!used.has(name)) {
      // Taken before it is filled: what it contains may name it again.
      used.set(name, null);
      used.set(name, inside(value));
    }
    return { $ref: `#/components/schemas/${name}` };
  };

  const plain = (schema: object): object => JSON.parse(JSON.stringify(schema)) as object;

  return {
    refer: (schema) => visit(plain(schema)) as Json,
    spell: (schema) => inside(plain(schema)) as Json,
    schemas: () => Object.fromEntries([...used.entries()].sort(([a], [b]) => (a < b ? -1 : 1))),
  };
};
