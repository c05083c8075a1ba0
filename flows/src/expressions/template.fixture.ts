import type { FlowValue } from '../flow.model.ts';
import { LanguageError } from '../language-error.ts';
import { compileTemplate, type TemplateOptions, type TemplateScope } from './index.ts';

/** A scope over plain variables at a fixed time (Thursday, 2026-03-05 14:07:09.042 UTC). */
export const scopeOf = (
  variables: Readonly<Record<string, FlowValue>> = {},
  scope: Partial<TemplateScope> = {},
): TemplateScope => ({
  lookup: (name) => (Object.hasOwn(variables, name) ? variables[name] : undefined),
  now: new Date('2026-03-05T14:07:09.042Z'),
  ...scope,
});

export const render = (
  template: string,
  variables: Readonly<Record<string, FlowValue>> = {},
  options?: TemplateOptions,
): string => compileTemplate(template).render(scopeOf(variables), options);

export const evaluate = (
  template: string,
  variables: Readonly<Record<string, FlowValue>> = {},
): FlowValue => compileTemplate(template).evaluate(scopeOf(variables));

/** Code and offset of the error a call throws; fails when it throws another or none. */
export const failureOf = (call: () => unknown): { code: string; offset: number } => {
  try {
    call();
  } catch (error) {
    if (error instanceof LanguageError) return { code: error.code, offset: error.position.offset };
    throw error;
  }
  throw new Error('nothing was thrown');
};
