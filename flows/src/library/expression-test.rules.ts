import type { ExpressionTestReply } from '@tandem/contract';
import { type DocumentFormat, parseText } from '../documents/index.ts';
import { compileTemplate } from '../expressions/index.ts';
import type { FlowValue } from '../flow.model.ts';
import { compilePath } from '../json-path/index.ts';
import { LanguageError, problemOf } from '../language-error.ts';

export type ExpressionTest = {
  readonly language: 'template' | 'jsonPath';
  readonly expression: string;
  readonly values?: Readonly<Record<string, unknown>> | undefined;
  readonly content?: string | undefined;
  readonly contentType?: DocumentFormat | undefined;
};

const fillTemplate = ({ expression, values = {} }: ExpressionTest, now: Date) => {
  const lookup = (name: string) =>
    Object.hasOwn(values, name) ? (values[name] as FlowValue) : undefined;
  return { value: compileTemplate(expression).evaluate({ lookup, now }), nothing: false };
};

/** The path as the actions of flows read it. */
const followPath = ({ expression, content = '', contentType = 'JSON' }: ExpressionTest) => {
  const path = compilePath(expression, { dialect: 'jayway' });
  const { value, matched } = path.select(parseText(content, contentType));
  return { value, nothing: !matched };
};

/** Tries a template on values or a path on a document. What is wrong with either is the answer, not an error. */
export const testExpression = (test: ExpressionTest, now: Date): ExpressionTestReply => {
  try {
    const found = test.language === 'template' ? fillTemplate(test, now) : followPath(test);
    return { ok: true, ...found, code: null, message: null };
  } catch (error) {
    if (!(error instanceof LanguageError)) throw error;
    return { ok: false, value: null, nothing: false, ...problemOf(error) };
  }
};
