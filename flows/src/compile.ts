import { type ActionDefinition, findAction } from './actions/index.ts';
import type { FlowAction, FlowDocument, FlowProblem } from './flow.model.ts';
import { readTemplates, type SettingTemplates } from './template.ts';
import { checkDocument } from './validate.ts';

export type CompiledAction = {
  readonly action: FlowAction;
  readonly definition: ActionDefinition;
  /** Outlet → id of the next action. */
  readonly next: ReadonlyMap<string, string>;
};

/** A checked flow, ready to run. */
export type CompiledFlow = {
  readonly document: FlowDocument;
  readonly actions: ReadonlyMap<string, CompiledAction>;
  readonly templates: SettingTemplates;
};

/** Checks a document of unknown origin and prepares it for the interpreter. */
export const compileFlow = (
  document: unknown,
):
  | { readonly flow: CompiledFlow; readonly problems: readonly [] }
  | { readonly flow: null; readonly problems: readonly FlowProblem[] } => {
  const problems = checkDocument(document);
  if (problems.length > 0) return { flow: null, problems };
  const checked = document as FlowDocument;
  const actions = new Map<string, CompiledAction>();
  for (const action of checked.actions) {
    actions.set(action.id, {
      action,
      definition: findAction(checked.kind, action.type) as ActionDefinition,
      next: new Map(
        checked.edges
          .filter(({ from }) => from === action.id)
          .map(({ outlet, to }) => [outlet, to]),
      ),
    });
  }
  const templates = readTemplates(checked.actions.map(({ settings }) => settings));
  return { flow: { document: checked, actions, templates }, problems: [] };
};
