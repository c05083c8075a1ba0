export * from './actions/index.ts';
export * from './calls/index.ts';
export type * from './calls.model.ts';
export * from './catalogue.ts';
export { type CompiledFlow, type CompileOptions, compileFlow } from './compile.ts';
export * from './documents/index.ts';
export type * from './effect.model.ts';
export * from './expressions/index.ts';
export * from './flow.model.ts';
export * from './http.model.ts';
export * from './import/index.ts';
export { initialFlowState, type StepOptions, stepBudget, stepFlow } from './interpreter.ts';
export * from './json-path/index.ts';
export {
  LanguageError,
  type LanguageProblem,
  problemOf,
  type SourcePosition,
} from './language-error.ts';
export { flowLanguageSchema } from './language-schema.ts';
export * from './library/index.ts';
export type * from './run.model.ts';
export type { FlowLibrary } from './run.ts';
export { mostStepTries, type RunError, runErrorOf, runOutputsOf, stuckRun } from './run-end.ts';
export { checkInputs } from './run-inputs.ts';
export { maskedIn } from './run-masks.ts';
export { runLimits } from './run-moves.ts';
export {
  contextOfSecret,
  flowSecretContext,
  isSecretReference,
  type SealedSecret,
  type SecretReference,
  unboundSecretContext,
} from './secrets.ts';
export * from './simulation/index.ts';
export { type KeptEntry, stepsOf, toTraceWire } from './trace.wire.ts';
export * from './validation/index.ts';
export { mostStepMs, type StepTime, WorkPool } from './work-pool.ts';
