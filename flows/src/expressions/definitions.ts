import type { FlowValue } from '../flow.model.ts';
import type { TemplateRun, Value } from './template-run.ts';

/** A filter or function as data: the compiler places arguments by it, the designer can list it. */
export type CallDefinition = {
  /** Names of the arguments, in order; the optional ones end with `?`. */
  readonly parameters: readonly string[];
  /** Takes any number of arguments; `parameters` is empty then. */
  readonly variadic?: true;
};

/** `value` is what stands left of the `|`; arguments left out are undefined. */
export type FilterDefinition = CallDefinition & {
  readonly apply: (value: Value, args: readonly Value[], run: TemplateRun) => FlowValue;
};

export type FunctionDefinition = CallDefinition & {
  readonly call: (args: readonly Value[], run: TemplateRun) => FlowValue;
};

export type Predicate = (value: Value, run: TemplateRun) => boolean;
