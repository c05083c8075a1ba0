import type { PublicError } from '@tandem/kit';
import {
  FunctionExpressionType,
  JSONPathEnvironment,
  JSONPathError,
  type JSONPathQuery,
} from 'json-p3';
import type { FlowValue } from '../flow.model.ts';
import { LanguageError, type LanguageProblem, positionAt, problemsOf } from '../language-error.ts';
import { translateJayway } from './jayway.ts';
import { pathErrors } from './path.errors.ts';
import { pathLimits } from './path-limits.ts';
import { PathRun } from './path-run.ts';
import { selectFrom } from './selection.ts';

/** What a path found. */
export type PathResult = {
  /** Whether any value was selected; what is not there is empty, not an error, but worth a remark in a trace. */
  readonly matched: boolean;
  /** The value of a definite path (null when there is none), otherwise the list of all selected values. */
  readonly value: FlowValue;
};

export type PathOptions = {
  /** Units of work; {@link pathLimits}.work when left out. */
  readonly work?: number;
  /** Throws when no time is left; asked every now and then. */
  readonly checkTime?: () => void;
};

/** A path that was read; it may be run often. */
export type CompiledPath = {
  readonly source: string;
  /** Whether it can select one value at most (only names and indexes; a singular query of RFC 9535). */
  readonly definite: boolean;
  /** @throws LanguageError `path.budget`, `path.depth`, `path.pattern`. */
  readonly select: (document: FlowValue, options?: PathOptions) => PathResult;
};

export type PathDialect = {
  /**
   * `jayway` also reads the spellings of Webex flows: a missing `$`, `.with-hyphen`, `[(@.length-1)]`, and `.length()`
   * at the end, whose result is a number.
   */
  readonly dialect?: 'rfc9535' | 'jayway';
};

const { LogicalType, NodesType, ValueType } = FunctionExpressionType;

/** Types of the functions of RFC 9535, for the reader; the results are ours. */
const functionTypes = {
  count: { argTypes: [NodesType], returnType: ValueType },
  length: { argTypes: [ValueType], returnType: ValueType },
  match: { argTypes: [ValueType, ValueType], returnType: LogicalType },
  search: { argTypes: [ValueType, ValueType], returnType: LogicalType },
  value: { argTypes: [NodesType], returnType: ValueType },
};

const createReader = (): JSONPathEnvironment => {
  const reader = new JSONPathEnvironment();
  reader.functionRegister = new Map(
    Object.entries(functionTypes).map(([name, types]) => [
      name,
      { ...types, call: () => undefined },
    ]),
  );
  return reader;
};

const failure = (source: string, at: number, cause: PublicError) =>
  new LanguageError(cause, positionAt(source, at));

/** The reader's words without its token names and its own excerpt of the path. */
const plainWords = (message: string): string => {
  const excerpt = message.lastIndexOf(" ('");
  const words = (excerpt === -1 ? message : message.slice(0, excerpt)).replaceAll(
    /TOKEN_([A-Z_]+)/g,
    (_, name: string) => name.toLowerCase().replaceAll('_', ' '),
  );
  return words.endsWith('.') ? words : `${words}.`;
};

const nestsTooDeeply = (source: string): boolean => {
  let depth = 0;
  for (const character of source) {
    if (character === '[' || character === '(') depth += 1;
    if (character === ']' || character === ')') depth -= 1;
    if (depth > pathLimits.nesting) return true;
  }
  return false;
};

const read = (source: string): JSONPathQuery => {
  if (source.length > pathLimits.source)
    throw failure(
      source,
      pathLimits.source,
      pathErrors.tooLong({ most: String(pathLimits.source) }),
    );
  if (!source.startsWith('$'))
    throw failure(source, 0, pathErrors.syntax({ detail: 'it begins with "$".' }));
  if (nestsTooDeeply(source))
    throw failure(source, 0, pathErrors.syntax({ detail: 'too many brackets inside brackets.' }));
  try {
    return createReader().compile(source);
  } catch (error) {
    const at = error instanceof JSONPathError ? error.token.index : 0;
    const detail = error instanceof Error ? plainWords(error.message) : 'it cannot be read.';
    throw failure(source, at, pathErrors.syntax({ detail }));
  }
};

const lengthOf = (value: FlowValue): number | null => {
  if (Array.isArray(value) || typeof value === 'string') return value.length;
  return typeof value === 'object' && value !== null ? Object.keys(value).length : null;
};

type ReadPath = { readonly query: JSONPathQuery; readonly length: boolean };

const readPlain = (source: string): ReadPath => ({ query: read(source), length: false });

const readJayway = (source: string): ReadPath => {
  const { path, length } = translateJayway(source);
  try {
    return { query: read(path), length };
  } catch (error) {
    // The place in the translation means nothing to the author.
    if (error instanceof LanguageError && path !== source) throw failure(source, 0, error);
    throw error;
  }
};

/**
 * Reads a JSONPath (RFC 9535).
 * @throws LanguageError `path.syntax`, `path.too.long`, with the dialect `jayway` also `path.dialect`.
 */
export const compilePath = (
  source: string,
  { dialect = 'rfc9535' }: PathDialect = {},
): CompiledPath => {
  const { query, length } = dialect === 'jayway' ? readJayway(source) : readPlain(source);
  const definite = query.singularQuery();
  const resultOf = (nodes: FlowValue[]): PathResult => {
    const matched = nodes.length > 0;
    const value = definite ? (nodes[0] ?? null) : nodes;
    return { matched, value: length ? lengthOf(value) : value };
  };
  return {
    source,
    definite: definite || length,
    select(document, options = {}) {
      const run = new PathRun({ source, root: document, select: selectFrom, ...options });
      return resultOf(selectFrom(query, document, run));
    },
  };
};

/** What is wrong with a path; empty when it can be run. For the designer. */
export const checkPath = (source: string, dialect?: PathDialect): LanguageProblem[] =>
  problemsOf(() => compilePath(source, dialect));
