import {
  type Alias,
  isAlias,
  isMap,
  isScalar,
  isSeq,
  type Node,
  parseDocument,
  type Scalar,
  type YAMLMap,
} from 'yaml';
import type { FlowValue } from '../flow.model.ts';
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

const parse = (reading: DocumentReading) => {
  try {
    return parseDocument(reading.text, {
      version: '1.2',
      schema: 'core',
      prettyErrors: false,
      // The library compares each key with all others; conversion finds duplicates at once.
      uniqueKeys: false,
      // Quieter, the library would pass over further documents.
      logLevel: 'error',
      keepSourceTokens: false,
    });
  } catch (error) {
    // The library reads nested lists by recursion and has no limit of its own.
    if (error instanceof RangeError) throw reading.tooDeep(0);
    throw reading.syntax('it cannot be read.', 0);
  }
};

/**
 * Reads one YAML 1.2 document of the core schema: no custom types, merge keys or dates. Aliases are resolved within the
 * limit of values; keys are texts, and a key that is there twice is refused.
 */
export const readYaml = (reading: DocumentReading): FlowValue => {
  const document = parse(reading);
  const [error] = document.errors;
  // The library reports the overflow of its own recursion as an error of the text.
  if (error?.message.startsWith('Maximum call stack')) throw reading.tooDeep(error.pos[0]);
  if (error) throw reading.syntax(`${plainWords(error.message)}.`, error.pos[0]);
  return fromNode({ reading, anchors: new Map() }, document.contents as Node | null, 0);
};
