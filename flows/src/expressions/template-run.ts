import type { PublicError } from '@tandem/kit';
import type { FlowValue } from '../flow.model.ts';
import { LanguageError, positionAt } from '../language-error.ts';
import { createRegexCache, type LinearRegex } from '../linear-regex.ts';
import { templateErrors } from './template.errors.ts';
import { templateLimits } from './template-limits.ts';

/** A value while an expression is evaluated; undefined is a name nobody knows. */
export type Value = FlowValue | undefined;

/** Values by name as templates see them; a dotted name is asked for whole before its parts. */
export type Lookup = (name: string) => FlowValue | undefined;

/** What a template may see of the outside. */
export type TemplateScope = {
  readonly lookup: Lookup;
  /** The time of `now()` and `epoch()`; without it they fail with `template.no.time`. */
  readonly now?: Date;
  /** IANA zone of dates that name none; UTC when left out. */
  readonly timeZone?: string;
  /** `checkTime` throws when no time is left; asked every now and then. */
  readonly pool?: { readonly checkTime: () => void };
};

/** One filling of one template: its scope, what is left of its budget, and where it is. */
export class TemplateRun {
  readonly scope: TemplateScope;
  readonly source: string;
  /** Offset of the part that is evaluated, for errors. */
  at = 0;
  steps: number;
  #regexes: ReturnType<typeof createRegexCache> | null = null;

  constructor(source: string, scope: TemplateScope, steps: number = templateLimits.steps) {
    this.source = source;
    this.scope = scope;
    this.steps = steps;
  }

  /** Pays for work. @throws LanguageError `template.budget` when nothing is left. */
  take(work: number): void {
    const before = this.steps;
    this.steps -= work;
    if (before >> 10 !== this.steps >> 10) this.scope.pool?.checkTime();
    if (this.steps < 0) throw this.error(templateErrors.budget());
  }

  /** Pays for a text that was made. @throws LanguageError `template.too.long`. */
  made(text: string): string {
    this.room(text.length);
    return text;
  }

  /** Pays for a text of that length before it is made. */
  room(length: number): void {
    if (length > templateLimits.text) throw this.error(templateErrors.tooLong());
    this.take(length >> 6);
  }

  /** A pattern without backtracking; its use on a text is paid for by its size times the text's length. */
  regex(pattern: string, text: string): LinearRegex {
    this.#regexes ??= createRegexCache();
    const regex = this.#regexes(pattern);
    if (typeof regex === 'string')
      throw this.error(templateErrors.pattern({ what: 'Regular expression', detail: `${regex}.` }));
    this.take(Math.ceil((regex.size * (text.length + 16)) / 64));
    return regex;
  }

  error(cause: PublicError): LanguageError {
    return new LanguageError(cause, positionAt(this.source, this.at));
  }
}
