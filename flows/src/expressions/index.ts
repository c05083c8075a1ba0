export type { CallDefinition } from './definitions.ts';
export type { TemplateReference } from './references.ts';
export { filters as templateFilters, functions as templateFunctions } from './registry.ts';
export {
  type CompiledTemplate,
  checkTemplate,
  compileTemplate,
  referencesOf,
  type TemplateOptions,
} from './template.ts';
export { templateLimits } from './template-limits.ts';
export type { Lookup, TemplateScope } from './template-run.ts';
