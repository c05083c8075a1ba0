import { type TSchema, type TUnsafe, Type } from 'typebox';

/** A mention of something that has an id. */
export type EntityRef = { id?: string; name?: string; selfUri?: string };
export const EntityRef = Type.Unsafe<EntityRef>(
  Type.Object({
    id: Type.Optional(Type.String()),
    name: Type.Optional(Type.String()),
    selfUri: Type.Optional(Type.String()),
  }),
);

/**
 * Schema of an object with the static type `T`. The type is written out instead of inferred, so that declarations
 * stay short. Unknown fields are accepted: the vendor ignores them, so does Tandem.
 */
export function model<T>(
  required: readonly (keyof T & string)[],
  properties: { readonly [K in keyof Required<T>]: TSchema },
): TUnsafe<T> {
  const needed = new Set<string>(required);
  const entries = Object.entries<TSchema>(properties).map(([name, schema]) => [
    name,
    needed.has(name) ? schema : Type.Optional(schema),
  ]);
  return Type.Unsafe<T>(Type.Object(Object.fromEntries(entries)));
}

/** Optional query parameters. An array arrives repeated (`id=a&id=b`) or joined by commas (`id=a,b`). */
export const query = {
  text: Type.Optional(Type.String()),
  integer: Type.Optional(Type.Integer()),
  decimal: Type.Optional(Type.Number()),
  flag: Type.Optional(Type.Boolean()),
  list: Type.Optional(Type.Array(Type.String())),
};

/** Names of the query parameters that are lists: the server splits them at commas before validation. */
export function listParameters(schema: TSchema | undefined): string[] {
  const properties = (schema as { properties?: Record<string, { type?: string }> } | undefined)
    ?.properties;
  return Object.entries(properties ?? {})
    .filter(([, property]) => property.type === 'array')
    .map(([name]) => name);
}
