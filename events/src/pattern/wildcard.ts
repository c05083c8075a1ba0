/** Literals up to this length are sought by the engine; longer ones need a table for linear time. */
const shortLiteral = 16;

/**
 * Splits a wildcard at its asterisks; `\*` and `\\` stand for themselves.
 * Returns what is wrong when two asterisks follow each other or something else is escaped.
 */
export const splitWildcard = (text: string): readonly string[] | { readonly fault: string } => {
  const parts: string[] = [];
  let part = '';
  for (let at = 0; at < text.length; at += 1) {
    const sign = text.charAt(at);
    const next = text.charAt(at + 1);
    if (sign === '*') {
      if (next === '*') return { fault: `Two wildcards follow each other at ${at}.` };
      parts.push(part);
      part = '';
    } else if (sign === '\\') {
      if (next !== '*' && next !== '\\')
        return { fault: `Only * and \\ can be escaped, but not what stands at ${at}.` };
      part += next;
      at += 1;
    } else part += sign;
  }
  return [...parts, part];
};

/** Length of the longest proper prefix of the literal that ends at each of its places (Knuth, Morris, Pratt). */
const borders = (literal: string): Uint32Array => {
  const table = new Uint32Array(literal.length);
  for (let at = 1, length = 0; at < literal.length; at += 1) {
    while (length > 0 && literal.charCodeAt(at) !== literal.charCodeAt(length))
      length = table[length - 1] as number;
    if (literal.charCodeAt(at) === literal.charCodeAt(length)) length += 1;
    table[at] = length;
  }
  return table;
};

type Seek = (text: string, from: number) => number;

/** Where a literal ends behind `from`, or -1, in time linear in the text whatever both are made of. */
const seeker = (literal: string): Seek => {
  if (literal.length <= shortLiteral)
    return (text, from) => {
      const at = text.indexOf(literal, from);
      return at < 0 ? -1 : at + literal.length;
    };
  const table = borders(literal);
  return (text, from) => {
    for (let at = from, length = 0; at < text.length; at += 1) {
      while (length > 0 && text.charCodeAt(at) !== literal.charCodeAt(length))
        length = table[length - 1] as number;
      if (text.charCodeAt(at) === literal.charCodeAt(length)) length += 1;
      if (length === literal.length) return at + 1;
    }
    return -1;
  };
};

/**
 * A wildcard as a function. The first and the last part are anchored and every part between is taken where it stands
 * first, which never rules out a later one: no way back is needed.
 */
export const wildcardTest = (parts: readonly string[]): ((text: string) => boolean) => {
  const first = parts[0] ?? '';
  if (parts.length < 2) return (text) => text === first;
  const last = parts.at(-1) ?? '';
  const seekers = parts.slice(1, -1).map(seeker);
  const shortest = first.length + last.length;
  return (text) => {
    if (text.length < shortest || !text.startsWith(first) || !text.endsWith(last)) return false;
    let at = first.length;
    for (const seek of seekers) {
      at = seek(text, at);
      if (at < 0) return false;
    }
    return at <= text.length - last.length;
  };
};
