import { readdirSync, readFileSync } from 'node:fs';

/** A statement of the source with the type that is claimed for its rows. */
export type TypedStatement = {
  readonly place: string;
  readonly sql: string;
  readonly fields: Readonly<Record<string, string>>;
};

const closing: Readonly<Record<string, string>> = { '{': '}', '(': ')', '[': ']', '<': '>' };

/** Where the bracket that stands at `from` ends. Arrows of function types are no brackets. */
const endOf = (text: string, from: number): number => {
  const stack: string[] = [];
  for (let at = from; at < text.length; at += 1) {
    const character = text[at] as string;
    if (character === '>' && text[at - 1] === '=') continue;
    if (closing[character]) stack.push(closing[character]);
    else if (character === stack.at(-1)) stack.pop();
    if (stack.length === 0) return at;
  }
  return -1;
};

/** The parts of a text between separators that stand in no bracket. */
const partsOf = (text: string, separators: RegExp): string[] => {
  const parts: string[] = [];
  let begin = 0;
  for (let at = 0; at < text.length; at += 1) {
    const character = text[at] as string;
    if (closing[character]) at = Math.max(at, endOf(text, at));
    else if (separators.test(character)) {
      parts.push(text.slice(begin, at));
      begin = at + 1;
    }
  }
  return [...parts, text.slice(begin)].map((part) => part.trim()).filter(Boolean);
};

const withoutComments = (text: string) =>
  text.replaceAll(/\/\*[\s\S]*?\*\//g, '').replaceAll(/^\s*\/\/.*$/gm, '');

const fieldsOf = (body: string): Record<string, string> =>
  Object.fromEntries(
    partsOf(body, /[;,]/).flatMap((part) => {
      const found = /^(?:readonly\s+)?(\w+)\??:\s*([\s\S]+)$/.exec(part);
      return found?.[1] && found[2] ? [[found[1], found[2].trim()] as const] : [];
    }),
  );

/** The fields of an object type that is written out, here or as a type of the same file; null for all others. */
const objectFields = (type: string, source: string): Record<string, string> | null => {
  if (type.startsWith('{') && endOf(type, 0) === type.length - 1)
    return fieldsOf(type.slice(1, -1));
  const named = new RegExp(`\\btype ${type} = (?=\\{)`).exec(source);
  if (!/^\w+$/.test(type) || !named) return null;
  const begin = named.index + named[0].length;
  const end = endOf(source, begin);
  return source[end + 1] === ';' ? fieldsOf(source.slice(begin + 1, end)) : null;
};

/** The string that stands at the beginning of a text: written out, or a constant of the same file. */
const stringAt = (text: string, source: string, depth = 0): string | null => {
  const plain = /^'((?:[^'\\]|\\.)*)'|^"((?:[^"\\]|\\.)*)"/.exec(text);
  if (plain) return (plain[1] ?? plain[2] ?? '').replaceAll(/\\(.)/g, '$1');
  const template = /^`((?:[^`\\]|\\.)*)`/.exec(text);
  if (template) {
    let whole = true;
    const filled = (template[1] ?? '').replaceAll(/\$\{([^}]*)\}/g, (_, inner: string) => {
      const value = /^\w+$/.test(inner) ? stringAt(inner, source, depth + 1) : null;
      if (value === null) whole = false;
      return value ?? '';
    });
    return whole && !filled.includes('${') ? filled : null;
  }
  const name = /^(\w+)\b/.exec(text)?.[1];
  const constant = name && depth < 4 ? new RegExp(`\\bconst ${name} =\\s*`).exec(source) : null;
  if (!constant) return null;
  return stringAt(source.slice(constant.index + constant[0].length), source, depth + 1);
};

const statementsOf = (source: string, file: string): TypedStatement[] => {
  const found: TypedStatement[] = [];
  for (const { 0: head, 1: kind, index } of source.matchAll(/\.(query|call)(?=<)/g)) {
    const open = index + head.length;
    const close = endOf(source, open);
    const begin = source.indexOf('(', close);
    if (close < 0 || begin !== close + 1) continue;
    const given = partsOf(source.slice(begin + 1, endOf(source, begin)), /,/);
    // A comma within the text of a statement parts nothing: the text is read from where it begins.
    const from = source.indexOf(given[kind === 'call' ? 1 : 0] ?? '', begin + 1);
    const sql = stringAt(source.slice(from), source);
    const fields = objectFields(source.slice(open + 1, close).trim(), source);
    if (sql === null || fields === null) continue;
    found.push({ place: `${file}: ${sql.trim().slice(0, 60)}`, sql, fields });
  }
  return found;
};

/** The typed statements of a package that can be read without running it. */
export const typedStatements = (folder: URL): TypedStatement[] =>
  readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.ts') && !/\.(test|fixture|suite)\.ts$/.test(name))
    .flatMap((name) =>
      statementsOf(withoutComments(readFileSync(new URL(name, folder), 'utf8')), name),
    );
