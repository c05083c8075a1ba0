export {
  type ActionDefinition,
  type ActionField,
  actionDefinitions,
  findAction,
} from './actions/index.ts';
export { type CompiledFlow, compileFlow } from './compile.ts';
export * from './documents/index.ts';
export * from './expressions/index.ts';
export type * from './flow.model.ts';
export { initialFlowState, stepBudget, stepFlow } from './interpreter.ts';
export * from './json-path/index.ts';
export {
  LanguageError,
  type LanguageProblem,
  problemOf,
  type SourcePosition,
} from './language-error.ts';
export { checkDocument, checkShape, flowLimits } from './validate.ts';
