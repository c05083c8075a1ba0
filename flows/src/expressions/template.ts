import type { FlowValue } from '../flow.model.ts';
import { LanguageError, type LanguageProblem, positionAt, problemsOf } from '../language-error.ts';
import { compileNode, type Evaluate } from './compile-expression.ts';
import { escapeJson } from './encoding-filters.ts';
import { parseExpression } from './parser.ts';
import { referencesIn, type TemplateReference } from './references.ts';
import type { ExpressionNode } from './syntax.ts';
import { templateErrors } from './template.errors.ts';
import { templateLimits } from './template-limits.ts';
import { TemplateRun, type TemplateScope, type Value } from './template-run.ts';
import { toText } from './values.ts';

/** What a filling may be told. */
export type TemplateOptions = {
  /** Makes texts safe inside the quotes of a JSON body; `raw` and `escape` switch it off for an expression. */
  readonly escapeTexts?: 'json';
  /** Most characters of the result; {@link templateLimits}.output when left out. */
  readonly output?: number;
  /** Units of work; {@link templateLimits}.steps when left out. */
  readonly steps?: number;
};

/** A template that was read; it may be filled often. */
export type CompiledTemplate = {
  readonly source: string;
  /** Whether it is one expression and nothing else, so that it has a typed value. */
  readonly isExpression: boolean;
  /** The variables it asks for, in the order of the text. */
  readonly references: readonly TemplateReference[];
  /** Fills it to a text. @throws LanguageError when it cannot be filled or a budget is used up. */
  readonly render: (scope: TemplateScope, options?: TemplateOptions) => string;
  /** Its typed value when it is one expression (a name nobody knows is null), otherwise its text. */
  readonly evaluate: (scope: TemplateScope, options?: TemplateOptions) => FlowValue;
};

type Part = string | { readonly evaluate: Evaluate; readonly escapes: boolean };

/** The next `{{`, `{%` or `{#`. */
const nextOpening = (source: string, from: number): number => {
  for (let at = source.indexOf('{', from); at !== -1; at = source.indexOf('{', at + 1))
    if ('{%#'.includes(source[at + 1] ?? ' ')) return at;
  return -1;
};

const endOfComment = (source: string, at: number): number => {
  const end = source.indexOf('#}', at + 2);
  if (end === -1)
    throw new LanguageError(templateErrors.unclosed({ what: 'comment' }), positionAt(source, at));
  return end + 2;
};

const checkSize = (source: string): void => {
  if (source.length > templateLimits.source)
    throw new LanguageError(
      templateErrors.tooLarge({
        most: String(templateLimits.source),
        parts: String(templateLimits.parts),
      }),
      positionAt(source, templateLimits.source),
    );
};

const isOpen = (node: ExpressionNode): boolean =>
  node.type === 'filter' && (node.name === 'raw' || node.name === 'escape');

/** Splits a template into texts and expressions. */
const readParts = (source: string) => {
  checkSize(source);
  const parts: Part[] = [];
  const references: TemplateReference[] = [];
  let at = 0;
  let trimNext = false;
  const addText = (end: number, trimEnd: boolean) => {
    let text = source.slice(at, end);
    if (trimNext) text = text.trimStart();
    if (trimEnd) text = text.trimEnd();
    if (text !== '') parts.push(text);
    trimNext = false;
  };
  for (let open = nextOpening(source, 0); open !== -1; open = nextOpening(source, at)) {
    if (source[open + 1] === '%')
      throw new LanguageError(templateErrors.block(), positionAt(source, open));
    const trims = source[open + 2] === '-' && source[open + 1] === '{';
    addText(open, trims);
    if (source[open + 1] === '#') {
      at = endOfComment(source, open);
      continue;
    }
    const { node, end, trimsAfter } = parseExpression(source, open + (trims ? 3 : 2));
    parts.push({ evaluate: compileNode(node, source), escapes: !isOpen(node) });
    references.push(...referencesIn(node, source));
    at = end;
    trimNext = trimsAfter;
  }
  addText(source.length, false);
  return { parts, references };
};

const textOf = (value: Value, run: TemplateRun, escapes: boolean): string =>
  escapes && typeof value === 'string' ? run.made(escapeJson(value)) : toText(value, run);

const guarded = <Result>(run: TemplateRun, fill: () => Result): Result => {
  try {
    return fill();
  } catch (error) {
    // A stack or a text beyond what the engine can hold: the budget is the reason to tell.
    if (error instanceof RangeError) throw run.error(templateErrors.budget());
    throw error;
  }
};

const joinParts = (parts: readonly Part[], run: TemplateRun, options: TemplateOptions): string => {
  const most = options.output ?? templateLimits.output;
  let text = '';
  for (const part of parts) {
    text +=
      typeof part === 'string'
        ? part
        : textOf(part.evaluate(run), run, part.escapes && options.escapeTexts === 'json');
    if (text.length > most) throw run.error(templateErrors.tooLong());
  }
  return text;
};

/**
 * Reads a template: text with expressions in double braces, in the part of Pebble's language that Webex authors use.
 * Reading takes time in proportion to the text's length.
 * @throws LanguageError `template.syntax`, `template.block`, `template.unclosed`, `template.too.large`,
 * `template.filter.unknown`, `template.function.unknown`, `template.test.unknown`, `template.arguments`.
 */
export const compileTemplate = (source: string): CompiledTemplate => {
  const { parts, references } = readParts(source);
  const only = parts.length === 1 && typeof parts[0] === 'object' ? parts[0] : null;
  const render: CompiledTemplate['render'] = (scope, options = {}) => {
    const run = new TemplateRun(source, scope, options.steps);
    return guarded(run, () => joinParts(parts, run, options));
  };
  return {
    source,
    isExpression: only !== null,
    references,
    render,
    evaluate(scope, options = {}) {
      if (!only) return render(scope, options);
      const run = new TemplateRun(source, scope, options.steps);
      return guarded(run, () => only.evaluate(run) ?? null);
    },
  };
};

/** What is wrong with a template; empty when it can be filled. For the designer. */
export const checkTemplate = (source: string): LanguageProblem[] =>
  problemsOf(() => compileTemplate(source));

/** The variables a template asks for; none when it cannot be read. */
export const referencesOf = (template: string | CompiledTemplate): readonly TemplateReference[] => {
  if (typeof template !== 'string') return template.references;
  if (!template.includes('{{')) return [];
  try {
    return compileTemplate(template).references;
  } catch (error) {
    if (error instanceof LanguageError) return [];
    throw error;
  }
};
