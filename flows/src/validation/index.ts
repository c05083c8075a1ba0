import type { FlowDocument } from '../flow.model.ts';
import { type Checked, checkedOf } from './checked.ts';
import { assignmentProblems, patternProblems } from './code.ts';
import { graphProblems } from './graph.ts';
import { type FlowCode, type FlowProblem, isError, mostProblems, problem } from './problems.ts';
import { sessionProblems } from './session-problems.ts';
import { settingProblems } from './settings.ts';
import { checkShape } from './shape.ts';
import { variableProblems } from './variables.ts';

export { problemReasons } from './problem-reasons.ts';
export { type FlowCode, type FlowProblem, flowCodes, isError, type Severity } from './problems.ts';
export { checkShape };

export type ValidateOptions = {
  /** Names of global variables. */
  readonly globals?: readonly string[];
  /** Names of variables that are there and that flows must not read. */
  readonly hidden?: readonly string[];
};

const unknownActions = ({ document, known }: Checked): FlowProblem[] => {
  const ids = new Set(known.map(({ action }) => action.id));
  return document.actions
    .filter(({ id }) => !ids.has(id))
    .map(({ id, name, type }) => problem('unknownAction', { action: name, type }, { action: id }));
};

/** One after the other, as they are asked for: nobody reads a million problems, and no memory holds them. */
function* problemsOf(document: unknown, options: ValidateOptions): Generator<FlowProblem> {
  const shape = checkShape(document);
  yield* shape;
  if (shape.length > 0) return;
  const checked = checkedOf(document as FlowDocument, options);
  yield* variableProblems(checked.document);
  yield* unknownActions(checked);
  for (const action of checked.known) yield* settingProblems(checked, action);
  yield* assignmentProblems(checked);
  yield* patternProblems(checked);
  yield* sessionProblems(checked);
  yield* graphProblems(checked);
}

/**
 * What is wrong with a document or could be better: the first 500 errors, and as many recommendations. Only errors keep
 * it from being published.
 */
export const validateFlow = (document: unknown, options: ValidateOptions = {}): FlowProblem[] => {
  const kept: FlowProblem[] = [];
  const left = { error: mostProblems, recommendation: mostProblems };
  for (const found of problemsOf(document, options)) {
    left[found.severity] -= 1;
    if (left[found.severity] >= 0) kept.push(found);
    if (left.error === 0) break;
  }
  return kept;
};

/** The first 500 errors of a document, without those of codes that do not count; empty when it can run. */
export const checkDocument = (
  document: unknown,
  options: ValidateOptions = {},
  ignored: ReadonlySet<FlowCode> = new Set(),
): FlowProblem[] =>
  problemsOf(document, options)
    .filter((found) => isError(found) && !ignored.has(found.code))
    .take(mostProblems)
    .toArray();
