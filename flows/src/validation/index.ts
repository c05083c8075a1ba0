import type { FlowDocument } from '../flow.model.ts';
import { type Checked, checkedOf } from './checked.ts';
import { assignmentProblems, patternProblems, sharedProblems } from './code.ts';
import { graphProblems } from './graph.ts';
import {
  type FlowCode,
  type FlowProblem,
  isError,
  mostCounted,
  mostProblems,
  problem,
} from './problems.ts';
import { sessionProblems } from './session-problems.ts';
import { settingProblems } from './settings.ts';
import { checkShape } from './shape.ts';
import { variableProblems } from './variables.ts';

export { problemReasons } from './problem-reasons.ts';
export { type FlowCode, type FlowProblem, flowCodes, isError, type Severity } from './problems.ts';
export { checkShape };

/** What each user has of their own, by ids and names. */
export type OfEachUser = {
  readonly connection: readonly string[];
  readonly connector: readonly string[];
  readonly attributes: readonly {
    readonly credential: readonly string[];
    readonly attribute: readonly string[];
  }[];
};

export type ValidateOptions = {
  /** Names of global variables. */
  readonly globals?: readonly string[];
  /** Names of variables that are there and that flows must not read. */
  readonly hidden?: readonly string[];
  /** Ids and names of contact centres that can be handed over to; any name will do when left out. */
  readonly providers?: readonly string[];
  readonly ofEachUser?: OfEachUser;
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
  yield* sharedProblems(checked);
  yield* patternProblems(checked);
  yield* sessionProblems(checked);
  yield* graphProblems(checked);
}

/** How many problems of each severity there are; exact up to {@link mostCounted}. */
export type ProblemCounts = { error: number; recommendation: number };

/**
 * What is wrong with a document or could be better: the first 500 errors, and as many recommendations, and how many there
 * are of each, counted up to 5000. Only errors keep it from being published.
 */
export const validateCounted = (
  document: unknown,
  options: ValidateOptions = {},
): { readonly problems: FlowProblem[]; readonly counts: ProblemCounts } => {
  const problems: FlowProblem[] = [];
  const counts: ProblemCounts = { error: 0, recommendation: 0 };
  for (const found of problemsOf(document, options)) {
    counts[found.severity] += 1;
    if (counts[found.severity] <= mostProblems) problems.push(found);
    if (counts.error + counts.recommendation >= mostCounted && counts.error >= mostProblems) break;
  }
  return { problems, counts };
};

/** The problems of {@link validateCounted} alone. */
export const validateFlow = (document: unknown, options: ValidateOptions = {}): FlowProblem[] =>
  validateCounted(document, options).problems;

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
