import type { FlowValue } from '../flow.model.ts';
import { documentErrors } from './document.errors.ts';
import type { DocumentReading } from './document-reading.ts';

const number = /-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?/y;
/** Whatever lies before the blank. */
const control = /[^ -\uffff]/;
const words = { true: true, false: false, null: null } as const;

type Cursor = { readonly reading: DocumentReading; readonly text: string; at: number };

const skipBlanks = (cursor: Cursor): string => {
  const { text } = cursor;
  for (;;) {
    const code = text.charCodeAt(cursor.at);
    if (code !== 32 && code !== 10 && code !== 13 && code !== 9) break;
    cursor.at += 1;
  }
  return text[cursor.at] ?? '';
};

const unexpected = ({ reading, text, at }: Cursor, wanted: string) =>
  reading.syntax(
    `expected ${wanted}, found ${at >= text.length ? 'the end' : 'something else'}.`,
    at,
  );

/** The place behind the quote that ends a text. */
const endOfText = (cursor: Cursor): number => {
  const { text, at } = cursor;
  for (let end = text.indexOf('"', at + 1); end !== -1; end = text.indexOf('"', end + 1)) {
    let slashes = 0;
    while (text[end - 1 - slashes] === '\\') slashes += 1;
    if (slashes % 2 === 0) return end + 1;
  }
  throw cursor.reading.syntax('a text is not closed.', at);
};

const readText = (cursor: Cursor): string => {
  const from = cursor.at;
  const end = endOfText(cursor);
  const inner = cursor.text.slice(from + 1, end - 1);
  const bad = control.exec(inner);
  if (bad) throw cursor.reading.syntax('a text holds a control character.', from + 1 + bad.index);
  cursor.at = end;
  if (!inner.includes('\\')) return inner;
  try {
    return JSON.parse(`"${inner}"`) as string;
  } catch {
    throw cursor.reading.syntax('a text holds an unknown escape.', from);
  }
};

const readScalar = (cursor: Cursor): FlowValue => {
  const { text, at, reading } = cursor;
  for (const [word, value] of Object.entries(words))
    if (text.startsWith(word, at)) {
      cursor.at += word.length;
      return value;
    }
  number.lastIndex = at;
  const found = number.exec(text)?.[0];
  if (found === undefined) throw unexpected(cursor, 'a value');
  const value = Number(found);
  if (!Number.isFinite(value)) throw reading.error(documentErrors.number(), at);
  cursor.at += found.length;
  return value;
};

const readList = (cursor: Cursor, depth: number): FlowValue[] => {
  const items: FlowValue[] = [];
  cursor.at += 1;
  if (skipBlanks(cursor) !== ']')
    for (;;) {
      items.push(readValue(cursor, depth));
      if (skipBlanks(cursor) !== ',') break;
      cursor.at += 1;
    }
  if (cursor.text[cursor.at] !== ']') throw unexpected(cursor, '"," or "]"');
  cursor.at += 1;
  return items;
};

const readObject = (cursor: Cursor, depth: number): FlowValue => {
  const members = new Map<string, FlowValue>();
  cursor.at += 1;
  if (skipBlanks(cursor) !== '}')
    for (;;) {
      if (skipBlanks(cursor) !== '"') throw unexpected(cursor, 'a key in double quotes');
      const { at } = cursor;
      const key = readText(cursor);
      if (members.has(key)) throw cursor.reading.duplicate(key, at);
      if (skipBlanks(cursor) !== ':') throw unexpected(cursor, '":"');
      cursor.at += 1;
      members.set(key, readValue(cursor, depth));
      if (skipBlanks(cursor) !== ',') break;
      cursor.at += 1;
    }
  if (cursor.text[cursor.at] !== '}') throw unexpected(cursor, '"," or "}"');
  cursor.at += 1;
  // fromEntries defines own members: "__proto__" is a key like any other.
  return Object.fromEntries(members);
};

function readValue(cursor: Cursor, depth: number): FlowValue {
  const first = skipBlanks(cursor);
  cursor.reading.count(1, cursor.at);
  if (first === '"') return readText(cursor);
  if (first !== '{' && first !== '[') return readScalar(cursor);
  cursor.reading.level(depth + 1, cursor.at);
  return first === '{' ? readObject(cursor, depth + 1) : readList(cursor, depth + 1);
}

/** Reads JSON (RFC 8259); keys that are there twice are refused. */
export const readJson = (reading: DocumentReading): FlowValue => {
  const cursor: Cursor = { reading, text: reading.text, at: 0 };
  if (reading.text.startsWith('\ufeff')) cursor.at = 1;
  const value = readValue(cursor, 0);
  if (skipBlanks(cursor) !== '') throw unexpected(cursor, 'the end');
  return value;
};
