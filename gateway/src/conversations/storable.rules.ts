/** PostgreSQL stores neither NUL nor half characters; what arrives from outside may hold both. */
export const storableText = (text: string): string => text.replaceAll('\u0000', '').toWellFormed();

const storableValue = (value: unknown): unknown => {
  if (typeof value === 'string') return storableText(value);
  if (Array.isArray(value)) return value.map(storableValue);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, entry]) => [storableText(key), storableValue(entry)]),
  );
};

/** The value of the same shape, as far as it can be stored. */
export const storable = <Value>(value: Value): Value => storableValue(value) as Value;

/** The value as JSON text that a jsonb column takes. */
export const storableJson = (value: object): string => JSON.stringify(storableValue(value));
