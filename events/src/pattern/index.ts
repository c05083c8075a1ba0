export * from './compile-pattern.ts';
export * from './exact-json.ts';
export { defaultPatternLimits, type PatternLimits, type PatternProblem } from './pattern.model.ts';
export * from './pattern.operations.ts';
