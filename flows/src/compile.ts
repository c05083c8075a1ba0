import { type ActionCaches, type ActionDefinition, findAction, upgraded } from './actions/index.ts';
import type { FlowAction, FlowDocument, FlowVariable } from './flow.model.ts';
import { createMaskedNames, type MaskedWith } from './masked-names.ts';
import { type CompiledSettings, compileSettings } from './settings.ts';
import {
  checkDocument,
  type FlowCode,
  type FlowProblem,
  type ValidateOptions,
} from './validation/index.ts';

export type CompiledAction = {
  readonly action: FlowAction;
  readonly definition: ActionDefinition;
  readonly settings: CompiledSettings;
  readonly caches: ActionCaches;
  /** Outlet → id of the next action. */
  readonly next: ReadonlyMap<string, string>;
};

/** A checked flow, ready to run. */
export type CompiledFlow = {
  readonly document: FlowDocument;
  readonly actions: ReadonlyMap<string, CompiledAction>;
  readonly variables: ReadonlyMap<string, FlowVariable>;
  /** Variables whose values a trace masks. */
  readonly masked: ReadonlySet<string>;
  /** The same, where the run has put something secure into other variables too. */
  readonly maskedWith: MaskedWith;
};

const createCaches = (): ActionCaches => {
  const made = new Map<string, unknown>();
  return {
    once<Made>(key: string, make: () => Made): Made {
      if (!made.has(key)) made.set(key, make());
      return made.get(key) as Made;
    },
  };
};

const compileAction = (
  document: FlowDocument,
  written: FlowAction,
  next: ReadonlyMap<string, string>,
): CompiledAction => {
  const definition = findAction(document.kind, written.type) as ActionDefinition;
  const action = upgraded(definition, written);
  return {
    action,
    definition,
    settings: compileSettings(definition.fields, action.settings),
    caches: createCaches(),
    next,
  };
};

const edgesByAction = ({ edges }: FlowDocument): Map<string, Map<string, string>> => {
  const next = new Map<string, Map<string, string>>();
  for (const { from, outlet, to } of edges) {
    const own = next.get(from) ?? new Map<string, string>();
    next.set(from, own.set(outlet, to));
  }
  return next;
};

/** Checks that are younger than the language: what was published before them goes on running. */
const youngChecks: ReadonlySet<FlowCode> = new Set([
  'FC1020',
  'FC1030',
  'FC1040',
  'FC1041',
  'FC1042',
]);

/** Names may belong to global variables, which come and go: without one a published flow reads nothing, and runs. */
const checkedWhenPublished: ReadonlySet<FlowCode> = new Set([...youngChecks, 'FC1038']);

export type CompileOptions = ValidateOptions & { readonly published?: boolean };

/**
 * Checks a document of unknown origin and prepares it for the interpreter. Recommendations do not hold it up.
 * `published`: it was checked when it was published, so checks added since do not stop it.
 */
export const compileFlow = (
  document: unknown,
  { published = false, ...options }: CompileOptions = {},
):
  | { readonly flow: CompiledFlow; readonly problems: readonly [] }
  | { readonly flow: null; readonly problems: readonly FlowProblem[] } => {
  const problems = checkDocument(document, options, published ? checkedWhenPublished : undefined);
  if (problems.length > 0) return { flow: null, problems };
  const checked = document as FlowDocument;
  const next = edgesByAction(checked);
  const actions = checked.actions.map((action) =>
    compileAction(checked, action, next.get(action.id) ?? new Map()),
  );
  const maskedWith = createMaskedNames(checked);
  return {
    flow: {
      document: checked,
      actions: new Map(actions.map((compiled) => [compiled.action.id, compiled])),
      variables: new Map(checked.variables.map((variable) => [variable.name, variable])),
      masked: maskedWith([]),
      maskedWith,
    },
    problems: [],
  };
};
