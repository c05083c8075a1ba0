import {
  type Alias,
  Composer,
  type CST,
  type Document,
  isAlias,
  isMap,
  isScalar,
  isSeq,
  type Node,
  Parser,
  type Scalar,
  type YAMLMap,
} from 'yaml';
import type { FlowValue } from '../flow.model.ts';
import { LanguageError } from '../language-error.ts';
import { documentErrors } from './document.errors.ts';
import type { DocumentReading } from './document-reading.ts';

/** What an anchor names; null while it is being read. */
type Anchored = { readonly value: FlowValue; readonly values: number } | null;

type Conversion = {
  readonly reading: DocumentReading;
  readonly anchors: Map<string, Anchored>;
};

const placeOf = (node: unknown): number =>
  (node as { range?: readonly number[] | null } | null)?.range?.[0] ?? 0;

const fromScalar = ({ reading }: Conversion, node: Scalar): FlowValue => {
  const { value } = node;
  if (typeof value === 'number' && !Number.isFinite(value))
    throw reading.error(documentErrors.number(), placeOf(node));
  if (value === null || value === undefined) return null;
  return typeof value === 'boolean' || typeof value === 'number' ? value : String(value);
};

/** An alias stands for what its anchor names; its values are counted each time. */
const fromAlias = ({ reading, anchors }: Conversion, node: Alias): FlowValue => {
  const anchored = anchors.get(node.source);
  if (!anchored) {
    const detail =
      anchored === null ? 'An alias stands inside its own anchor.' : 'An alias names no anchor.';
    throw reading.error(documentErrors.alias({ detail }), placeOf(node));
  }
  reading.count(anchored.values, placeOf(node));
  return anchored.value;
};

const keyOf = (conversion: Conversion, key: unknown, at: number): string => {
  if (isAlias(key) || isScalar(key)) {
    const value = isAlias(key) ? fromAlias(conversion, key) : fromScalar(conversion, key);
    if (value === null) return '';
    if (typeof value !== 'object') return String(value);
  }
  throw conversion.reading.syntax('a key is a list or a map.', at);
};

const fromMap = (conversion: Conversion, node: YAMLMap, depth: number): FlowValue => {
  const members = new Map<string, FlowValue>();
  for (const { key, value } of node.items) {
    const at = placeOf(key);
    const name = keyOf(conversion, key, at);
    if (members.has(name)) throw conversion.reading.duplicate(name, at);
    members.set(name, fromNode(conversion, value as Node | null, depth));
  }
  return Object.fromEntries(members);
};

const plainValue = (conversion: Conversion, node: Node | null, depth: number): FlowValue => {
  if (node === null) return null;
  if (isScalar(node)) return fromScalar(conversion, node);
  conversion.reading.level(depth + 1, placeOf(node));
  if (isMap(node)) return fromMap(conversion, node, depth + 1);
  return isSeq(node)
    ? node.items.map((item) => fromNode(conversion, item as Node | null, depth + 1))
    : null;
};

function fromNode(conversion: Conversion, node: Node | null, depth: number): FlowValue {
  const { reading, anchors } = conversion;
  reading.count(1, placeOf(node));
  if (isAlias(node)) return fromAlias(conversion, node);
  const anchor = (node as { anchor?: string } | null)?.anchor;
  if (anchor === undefined) return plainValue(conversion, node, depth);
  anchors.set(anchor, null);
  const before = reading.values;
  const value = plainValue(conversion, node, depth);
  anchors.set(anchor, { value, values: reading.values - before });
  return value;
}

/** The first line of the library's words, which may go on with an excerpt. */
const plainWords = (message: string): string => (message.split('\n')[0] as string).slice(0, 200);

/** Lists and maps inside each other, counted before the library goes through them by recursion. */
const checkDepth = (reading: DocumentReading, token: CST.Token): void => {
  const open: { readonly token: CST.Token; readonly depth: number }[] = [{ token, depth: 0 }];
  for (let next = open.pop(); next; next = open.pop()) {
    const { token: one, depth } = next;
    if (one.type === 'document' && one.value) open.push({ token: one.value, depth });
    if (!('items' in one)) continue;
    reading.level(depth + 1, one.offset);
    for (const { key, value } of one.items) {
      if (key) open.push({ token: key, depth: depth + 1 });
      if (value) open.push({ token: value, depth: depth + 1 });
    }
  }
};

/** What the library calls when something is wrong. Its own way is to go on, with an error for every further character. */
type OnError = (
  ...report: readonly [source: unknown, code: string, message: string, isWarning?: boolean]
) => void;

const positionOf = (source: unknown): number => {
  if (typeof source === 'number') return source;
  if (Array.isArray(source)) return Number(source[0]);
  return (source as { readonly offset: number }).offset;
};

/** The library's own ending of a text that overflows its recursion. */
const isOverflow = (message: string): boolean => message.startsWith('Maximum call stack');

const problemAt = (reading: DocumentReading, message: string, at: number): LanguageError =>
  isOverflow(message) ? reading.tooDeep(at) : reading.syntax(`${plainWords(message)}.`, at);

/** A composer that breaks off at the first thing that is wrong; `problem` tells what, since it catches errors itself. */
const composerOf = (reading: DocumentReading) => {
  const composer = new Composer({
    version: '1.2',
    schema: 'core',
    // The library compares each key with all others; conversion finds duplicates at once.
    uniqueKeys: false,
    logLevel: 'error',
    keepSourceTokens: false,
  });
  let problem: LanguageError | null = null;
  const onError: OnError = (...[source, , message, isWarning]) => {
    if (isWarning) return;
    problem ??= problemAt(reading, message, positionOf(source));
    throw problem;
  };
  (composer as unknown as { onError: OnError }).onError = onError;
  return { composer, problem: () => problem };
};

/** The document of the text. @throws LanguageError at the first thing that is wrong. */
const parse = (reading: DocumentReading, composer: Composer): Document.Parsed => {
  const { text } = reading;
  for (const token of new Parser().parse(text)) {
    checkDepth(reading, token);
    // The library hands out a document when the next one has come.
    for (const _ of composer.next(token))
      throw reading.syntax('there is a second document.', positionOf(token));
    if (token.type === 'error') throw problemAt(reading, token.message, token.offset);
  }
  const [document] = [...composer.end(true, text.length)] as [Document.Parsed];
  return document;
};

const parseWhole = (reading: DocumentReading): Document.Parsed => {
  const { composer, problem } = composerOf(reading);
  try {
    const document = parse(reading, composer);
    const [error] = document.errors;
    if (error) throw problemAt(reading, error.message, error.pos[0]);
    return document;
  } catch (error) {
    if (problem()) throw problem();
    if (error instanceof LanguageError) throw error;
    if (error instanceof RangeError) throw reading.tooDeep(0);
    throw reading.syntax('it cannot be read.', 0);
  }
};

/**
 * Reads one YAML 1.2 document of the core schema: no custom types, merge keys or dates. Aliases are resolved within the
 * limit of values; keys are texts, and a key that is there twice is refused.
 */
export const readYaml = (reading: DocumentReading): FlowValue =>
  fromNode({ reading, anchors: new Map() }, parseWhole(reading).contents as Node | null, 0);
