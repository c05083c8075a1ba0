import type { PublicError } from '@tandem/kit';
import type { JSONPathQuery } from 'json-p3';
import type { FlowValue } from '../flow.model.ts';
import { LanguageError, positionAt } from '../language-error.ts';
import { createRegexCache, type LinearRegex } from '../linear-regex.ts';
import { toRe2 } from './i-regexp.ts';
import { pathErrors } from './path.errors.ts';
import { pathLimits } from './path-limits.ts';

/** The values a query selects, starting at a value. */
export type Select = (query: JSONPathQuery, from: FlowValue, run: PathRun) => FlowValue[];

type PathRunInit = {
  readonly source: string;
  readonly root: FlowValue;
  /** Resolves the queries inside filters. */
  readonly select: Select;
  readonly work?: number;
  /** Throws when no time is left; asked every now and then. */
  readonly checkTime?: () => void;
};

/** One run of a path over a document: what is left of its budget. */
export class PathRun {
  readonly root: FlowValue;
  readonly source: string;
  work: number;
  readonly #select: Select;
  readonly #checkTime: (() => void) | undefined;
  readonly #regexes = createRegexCache(toRe2);

  constructor({ source, root, select, work = pathLimits.work, checkTime }: PathRunInit) {
    this.source = source;
    this.root = root;
    this.work = work;
    this.#select = select;
    this.#checkTime = checkTime;
  }

  select(query: JSONPathQuery, from: FlowValue): FlowValue[] {
    return this.#select(query, from, this);
  }

  /** Pays for work. @throws LanguageError `path.budget` when nothing is left. */
  take(units: number): void {
    const before = this.work;
    this.work -= units;
    if (before >> 12 !== this.work >> 12) this.#checkTime?.();
    if (this.work < 0) throw this.error(pathErrors.budget());
  }

  /** Checks a depth of the document. @throws LanguageError `path.depth`. */
  level(depth: number): void {
    if (depth > pathLimits.depth)
      throw this.error(pathErrors.depth({ most: String(pathLimits.depth) }));
  }

  /**
   * A pattern without backtracking, paid for before it is used on the text; null when it is no pattern.
   * @throws LanguageError `path.pattern` when it is too large.
   */
  regex(pattern: string, text: string): LinearRegex | null {
    const regex = this.#regexes(pattern);
    if (regex === 'invalid') return null;
    if (regex === 'too large') throw this.error(pathErrors.pattern());
    this.take(Math.ceil((regex.size * (text.length + 16)) / 16));
    return regex;
  }

  error(cause: PublicError): LanguageError {
    return new LanguageError(cause, positionAt(this.source, 0));
  }
}
