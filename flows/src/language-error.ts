import { PublicError } from '@tandem/kit';

/** A place in a source text. `line` and `column` count from 1, `offset` from 0, all in UTF-16 units. */
export type SourcePosition = {
  readonly offset: number;
  readonly line: number;
  readonly column: number;
};

/** Something wrong with a template, a path or a document; everything in it may be shown. */
export type LanguageProblem = {
  readonly code: string;
  readonly message: string;
  readonly position: SourcePosition;
};

/** The place of an offset in a text; offsets beyond the end mean the end. */
export const positionAt = (text: string, offset: number): SourcePosition => {
  const end = Math.max(0, Math.min(offset, text.length));
  let line = 1;
  let lineStart = 0;
  for (let at = text.indexOf('\n'); at !== -1 && at < end; at = text.indexOf('\n', at + 1)) {
    line += 1;
    lineStart = at + 1;
  }
  return { offset: end, line, column: end - lineStart + 1 };
};

/** The only error that templates, paths and documents throw: a declared public error with its place. */
export class LanguageError extends PublicError {
  readonly position: SourcePosition;

  constructor(cause: PublicError, position: SourcePosition) {
    super({
      status: cause.status,
      code: cause.code,
      message: cause.message,
      params: cause.params,
    });
    this.name = 'LanguageError';
    this.position = position;
  }
}

/** The error as data, for the designer. */
export const problemOf = ({ code, message, position }: LanguageError): LanguageProblem => ({
  code,
  message,
  position,
});

/** Runs a check that throws {@link LanguageError} and answers its problem; empty when it passes. */
export const problemsOf = (check: () => unknown): LanguageProblem[] => {
  try {
    check();
    return [];
  } catch (error) {
    if (error instanceof LanguageError) return [problemOf(error)];
    throw error;
  }
};
