import type { PublicError } from '@tandem/kit';
import { LanguageError, positionAt } from '../language-error.ts';
import { documentErrors } from './document.errors.ts';

export const documentFormats = ['JSON', 'XML', 'YAML', 'TOML'] as const;
/** The formats a Parse action knows, spelled as authors choose them. */
export type DocumentFormat = (typeof documentFormats)[number];

export type DocumentLimits = {
  /** Characters of the text. */
  readonly size: number;
  /** Objects and lists inside each other. */
  readonly depth: number;
  /** Values of all kinds, aliases counted as often as they are used. */
  readonly values: number;
};

/** Depth is that of JSONPath, so that what was read can be searched. */
export const documentLimits: DocumentLimits = { size: 1024 * 1024, depth: 512, values: 200_000 };

/** Characters of a text that are read. YAML costs ten times and more what the others cost for each of them. */
export const documentSizes: Readonly<Record<DocumentFormat, number>> = {
  JSON: documentLimits.size,
  XML: documentLimits.size,
  YAML: 32 * 1024,
  TOML: 256 * 1024,
};

/**
 * Units of work (see `WorkPool`) for each character, as much as those documents cost that are made to be costly;
 * `npm run bench -- --flows` measures whether one of them costs more than it pays.
 */
export const documentPrices: Readonly<Record<DocumentFormat, number>> = {
  JSON: 4,
  XML: 5,
  YAML: 60,
  TOML: 6,
};

/** The limits of a format where the caller sets none. */
export const limitsOf = (format: DocumentFormat): DocumentLimits => ({
  ...documentLimits,
  size: documentSizes[format],
});

/** One document that is being read: its text, its limits, and how much was read. */
export class DocumentReading {
  readonly text: string;
  readonly format: DocumentFormat;
  readonly limits: DocumentLimits;
  values = 0;

  constructor(text: string, format: DocumentFormat, limits: DocumentLimits) {
    this.text = text;
    this.format = format;
    this.limits = limits;
    if (text.length > limits.size)
      throw this.error(
        documentErrors.tooLarge({ most: String(limits.size), what: 'characters' }),
        limits.size,
      );
  }

  /** Counts values that were read. @throws LanguageError `document.too.large`. */
  count(values: number, at: number): void {
    this.values += values;
    if (this.values > this.limits.values)
      throw this.error(
        documentErrors.tooLarge({ most: String(this.limits.values), what: 'values' }),
        at,
      );
  }

  /** Checks a depth. @throws LanguageError `document.too.deep`. */
  level(depth: number, at: number): void {
    if (depth > this.limits.depth) throw this.tooDeep(at);
  }

  tooDeep(at: number): LanguageError {
    return this.error(documentErrors.tooDeep({ most: String(this.limits.depth) }), at);
  }

  syntax(detail: string, at: number): LanguageError {
    return this.error(documentErrors.syntax({ format: this.format, detail }), at);
  }

  duplicate(key: string, at: number): LanguageError {
    const shown = key.length > 60 ? `${key.slice(0, 60)}…` : key;
    return this.error(documentErrors.duplicateKey({ key: shown }), at);
  }

  error(cause: PublicError, at: number): LanguageError {
    return new LanguageError(cause, positionAt(this.text, at));
  }
}
