import type { FlowDocument } from '../flow.model.ts';
import { type Checked, checkedOf } from './checked.ts';
import { assignmentProblems, patternProblems } from './code.ts';
import { graphProblems } from './graph.ts';
import { type FlowProblem, isError, problem } from './problems.ts';
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

/** Everything that is wrong with a document or could be better. Only errors keep it from being published. */
export const validateFlow = (document: unknown, options: ValidateOptions = {}): FlowProblem[] => {
  const shape = checkShape(document);
  if (shape.length > 0) return shape;
  const checked = checkedOf(document as FlowDocument, options);
  return [
    ...variableProblems(checked.document),
    ...unknownActions(checked),
    ...checked.known.flatMap((action) => settingProblems(checked, action)),
    ...assignmentProblems(checked),
    ...patternProblems(checked),
    ...sessionProblems(checked),
    ...graphProblems(checked),
  ];
};

/** The errors of a document; empty when it can run. */
export const checkDocument = (document: unknown, options?: ValidateOptions): FlowProblem[] =>
  validateFlow(document, options).filter(isError);
