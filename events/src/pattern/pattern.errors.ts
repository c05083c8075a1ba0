import type { PatternProblem } from './pattern.model.ts';

/** Carries a problem out of the depth of a pattern; never leaves `compilePattern`. */
export class PatternFault extends Error {
  readonly problem: PatternProblem;

  constructor(problem: PatternProblem) {
    super(problem.message);
    this.problem = problem;
  }
}

/** Where in a pattern something stands. */
export type Place = { readonly pointer: string };

export const root: Place = { pointer: '' };

/** One step deeper, escaped as RFC 6901 asks. */
export const inside = ({ pointer }: Place, step: string | number): Place => ({
  pointer: `${pointer}/${String(step).replaceAll('~', '~0').replaceAll('/', '~1')}`,
});

export const refuse = (place: Place, code: PatternProblem['code'], message: string): never => {
  throw new PatternFault({ code, message, pointer: place.pointer });
};
