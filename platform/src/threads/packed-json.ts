import { storableJson } from './storable.rules.ts';

/** JSON text never holds this character unescaped, so texts can be told apart by it. */
const separator = '\u001e';

/**
 * JSON texts as one parameter. An array parameter would escape every quotation mark, and the server would take it
 * apart letter by letter. Characters that would make a text unreadable for the server are left out, whoever made it.
 */
export const packed = (texts: readonly string[]): string => texts.map(storableJson).join(separator);

/** The parameter at a position, which holds packed texts, as `text[]`. */
export const unpacked = (position: number): string =>
  `string_to_array($${position}::text, E'\\x1e')`;

/** Placeholders `$1, $2, …`; those at the given positions hold packed texts. */
export const placeholders = (count: number, packedAt: readonly number[]): string =>
  Array.from({ length: count }, (_, index) => index + 1)
    .map((position) => (packedAt.includes(position) ? unpacked(position) : `$${position}`))
    .join(', ');
