import type { FlowValue } from '../flow.model.ts';
import { documentErrors } from './document.errors.ts';
import type { DocumentReading } from './document-reading.ts';
import { decodeEntities } from './xml-entities.ts';

/** An element whose end has not been read yet. */
type Open = {
  readonly name: string;
  readonly at: number;
  readonly members: Map<string, FlowValue>;
  /** Names that are there more than once; their members are lists. */
  readonly repeated: Set<string>;
  text: string;
};

type Cursor = {
  readonly reading: DocumentReading;
  readonly text: string;
  at: number;
  readonly open: Open[];
  root: { readonly name: string; readonly value: FlowValue } | null;
};

const nameShape = /[A-Za-z_:\u0080-\uffff][\w:.\-\u0080-\uffff]*/y;
const blank = /\s*/y;

const skipBlanks = (cursor: Cursor): boolean => {
  blank.lastIndex = cursor.at;
  const length = blank.exec(cursor.text)?.[0].length ?? 0;
  cursor.at += length;
  return length > 0;
};

const readName = (cursor: Cursor): string => {
  nameShape.lastIndex = cursor.at;
  const name = nameShape.exec(cursor.text)?.[0];
  if (name === undefined) throw cursor.reading.syntax('a name is missing.', cursor.at);
  cursor.at += name.length;
  return name;
};

/** Goes behind the next `end`. */
const skipPast = (cursor: Cursor, end: string, what: string): number => {
  const at = cursor.text.indexOf(end, cursor.at);
  if (at === -1) throw cursor.reading.syntax(`${what} is not closed.`, cursor.at);
  cursor.at = at + end.length;
  return at;
};

const readAttribute = (cursor: Cursor, element: Open): void => {
  const { reading, text } = cursor;
  const { at } = cursor;
  const name = readName(cursor);
  skipBlanks(cursor);
  if (text[cursor.at] !== '=') throw reading.syntax('an attribute has no value.', at);
  cursor.at += 1;
  skipBlanks(cursor);
  const quote = text[cursor.at];
  if (quote !== '"' && quote !== "'") throw reading.syntax('a value is not quoted.', cursor.at);
  cursor.at += 1;
  const from = cursor.at;
  const value = text.slice(from, skipPast(cursor, quote, 'an attribute'));
  if (value.includes('<')) throw reading.syntax('an attribute holds "<".', from);
  if (element.members.has(`@${name}`)) throw reading.duplicate(name, at);
  reading.count(1, at);
  element.members.set(`@${name}`, decodeEntities(value, reading, from));
};

/** The value of an element whose end was read; see {@link readXml} for the mapping. */
const contentOf = ({ members, text }: Open): FlowValue => {
  const content = text.trim();
  if (members.size === 0) return content;
  if (content !== '') members.set('#text', content);
  return Object.fromEntries(members);
};

const addMember = ({ members, repeated }: Open, name: string, value: FlowValue): void => {
  const before = members.get(name);
  if (before === undefined) members.set(name, value);
  else if (repeated.has(name)) (before as FlowValue[]).push(value);
  else {
    repeated.add(name);
    members.set(name, [before, value]);
  }
};

const close = (cursor: Cursor, element: Open): void => {
  const parent = cursor.open.at(-1);
  const value = contentOf(element);
  if (parent) addMember(parent, element.name, value);
  else cursor.root = { name: element.name, value };
};

const readStart = (cursor: Cursor): void => {
  const { reading, text, at } = cursor;
  if (cursor.root) throw reading.syntax('there is a second root element.', at);
  cursor.at += 1;
  const name = readName(cursor);
  const element: Open = { name, at, members: new Map(), repeated: new Set(), text: '' };
  reading.count(1, at);
  reading.level(cursor.open.length + 1, at);
  for (;;) {
    const spaced = skipBlanks(cursor);
    if (text[cursor.at] === '>') {
      cursor.at += 1;
      cursor.open.push(element);
      return;
    }
    if (text.startsWith('/>', cursor.at)) {
      cursor.at += 2;
      close(cursor, element);
      return;
    }
    if (cursor.at >= text.length) throw reading.syntax('a tag is not closed.', at);
    if (!spaced) throw reading.syntax('a blank is missing between attributes.', cursor.at);
    readAttribute(cursor, element);
  }
};

const readEnd = (cursor: Cursor): void => {
  const { reading, at } = cursor;
  cursor.at += 2;
  const name = readName(cursor);
  skipBlanks(cursor);
  if (cursor.text[cursor.at] !== '>') throw reading.syntax('a tag is not closed.', at);
  cursor.at += 1;
  const element = cursor.open.pop();
  if (element?.name !== name) throw reading.syntax('an end tag closes no element.', at);
  close(cursor, element);
};

/** Comments, processing instructions, CDATA and document types. */
const readSpecial = (cursor: Cursor): void => {
  const { reading, text, at } = cursor;
  if (text.startsWith('<!--', at)) {
    cursor.at += 4;
    skipPast(cursor, '-->', 'a comment');
  } else if (text.startsWith('<?', at)) skipPast(cursor, '?>', 'an instruction');
  else if (text.startsWith('<![CDATA[', at)) {
    const element = cursor.open.at(-1);
    if (!element) throw reading.syntax('text stands outside the root element.', at);
    cursor.at += 9;
    element.text += text.slice(at + 9, skipPast(cursor, ']]>', 'a CDATA section'));
  } else throw reading.error(documentErrors.entity(), at);
};

const readText = (cursor: Cursor): void => {
  const { reading, text, at } = cursor;
  const next = text.indexOf('<', at);
  cursor.at = next === -1 ? text.length : next;
  const content = text.slice(at, cursor.at);
  const element = cursor.open.at(-1);
  if (element) element.text += decodeEntities(content, reading, at);
  else if (content.trim() !== '') throw reading.syntax('text stands outside the root element.', at);
};

/**
 * Reads XML 1.0 without document types into JSON. The root element's name is the only key at the top. An element with
 * only text is that text (trimmed; '' when empty); one with attributes or elements is an object: attributes under
 * `@name`, elements under their name (a list when there are several), text under `#text`. Prefixes of namespaces stay
 * in the names; all values are texts.
 */
export const readXml = (reading: DocumentReading): FlowValue => {
  const { text } = reading;
  const cursor: Cursor = { reading, text, at: 0, open: [], root: null };
  if (text.startsWith('\ufeff')) cursor.at = 1;
  while (cursor.at < text.length) {
    const next = text[cursor.at + 1];
    if (text[cursor.at] !== '<') readText(cursor);
    else if (next === '!' || next === '?') readSpecial(cursor);
    else if (next === '/') readEnd(cursor);
    else readStart(cursor);
  }
  const unclosed = cursor.open.at(-1);
  if (unclosed) throw reading.syntax('an element is not closed.', unclosed.at);
  if (!cursor.root) throw reading.syntax('there is no root element.', text.length);
  return Object.fromEntries([[cursor.root.name, cursor.root.value]]);
};
