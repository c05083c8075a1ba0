import type { ActionContext } from './actions/action.types.ts';
import type { CompiledAction, CompiledFlow } from './compile.ts';
import { type TemplateScope, templateLimits } from './expressions/index.ts';
import type {
  FlowEffect,
  FlowInput,
  FlowOutcome,
  FlowState,
  FlowStep,
  FlowSurroundings,
  FlowValue,
} from './flow.model.ts';
import { LanguageError } from './language-error.ts';
import type { SettingTemplates } from './template.ts';

/** Actions a run may take on one input; a flow that needs more goes round in circles. */
export const stepBudget = 1000;

class TemplateTooLong extends Error {}

const fill = (
  templates: SettingTemplates,
  setting: FlowValue | undefined,
  scope: TemplateScope,
): string => {
  const source = typeof setting === 'string' ? setting : '';
  const text = templates.get(source)?.render(scope) ?? source;
  if (text.length > templateLimits.output) throw new TemplateTooLong();
  return text;
};

const scopeOf = (
  variables: Readonly<Record<string, FlowValue>>,
  { values, now }: FlowSurroundings,
): TemplateScope => ({
  lookup: (name) => {
    if (Object.hasOwn(variables, name)) return variables[name];
    return Object.hasOwn(values, name) ? values[name] : undefined;
  },
  ...(now ? { now } : {}),
});

const contextOf = (
  { action }: CompiledAction,
  templates: SettingTemplates,
  { scope, surroundings }: { scope: TemplateScope; surroundings: FlowSurroundings },
): ActionContext => {
  const raw = (name: string) => action.settings[name];
  return {
    raw,
    surroundings,
    text: (name) => fill(templates, raw(name), scope),
    rows: (name) => {
      const rows = raw(name);
      return (Array.isArray(rows) ? rows : []).map((row) =>
        Object.fromEntries(
          Object.entries(row as Record<string, FlowValue>).map(([column, value]) => [
            column,
            fill(templates, value, scope),
          ]),
        ),
      );
    },
  };
};

const initialVariables = ({ document }: CompiledFlow): Record<string, FlowValue> =>
  Object.fromEntries(document.variables.map(({ name, initial = '' }) => [name, initial]));

/** State of a flow that has not run. */
export const initialFlowState = (flow: CompiledFlow): FlowState => ({
  at: flow.document.start,
  variables: initialVariables(flow),
});

type Cursor = { at: string | null; variables: Record<string, FlowValue>; effects: FlowEffect[] };

const takeAction = (
  flow: CompiledFlow,
  cursor: Cursor,
  surroundings: FlowSurroundings,
): FlowOutcome | null => {
  const compiled = cursor.at === null ? undefined : flow.actions.get(cursor.at);
  if (!compiled) {
    cursor.at = null;
    return { status: 'ended' };
  }
  const scope = scopeOf(cursor.variables, surroundings);
  const result = compiled.definition.run(
    contextOf(compiled, flow.templates, { scope, surroundings }),
  );
  cursor.variables = { ...cursor.variables, ...result.variables };
  cursor.effects.push(...(result.effects ?? []));
  if (result.goTo === 'wait') return { status: 'waiting' };
  if (result.goTo === 'end') {
    cursor.at = null;
    return { status: 'ended' };
  }
  cursor.at = compiled.next.get(result.goTo.outlet) ?? null;
  return null;
};

const run = (flow: CompiledFlow, cursor: Cursor, surroundings: FlowSurroundings): FlowOutcome => {
  for (let taken = 0; taken < stepBudget; taken += 1) {
    const action = cursor.at;
    try {
      const outcome = takeAction(flow, cursor, surroundings);
      if (outcome) return outcome;
    } catch (error) {
      if (!(error instanceof TemplateTooLong || error instanceof LanguageError)) throw error;
      return { status: 'failed', code: 'template', action };
    }
  }
  return { status: 'failed', code: 'budget', action: cursor.at };
};

/** Where a run goes on with this input; null when it does not wait for it. */
const enter = (flow: CompiledFlow, state: FlowState, input: FlowInput): Cursor | null => {
  const cursor = { at: state.at, variables: { ...state.variables }, effects: [] };
  if (input.kind === 'start') return cursor;
  const waiting = state.at === null ? undefined : flow.actions.get(state.at);
  if (!waiting) return null;
  return {
    ...cursor,
    at: waiting.next.get(input.outlet) ?? null,
    variables: { ...cursor.variables, ...input.variables },
  };
};

/**
 * One step of a run: from an input to the first effect whose result is needed, or to the end. Pure: the same
 * arguments give the same answer. A failed run has ended; its effects up to the failure are answered.
 */
export const stepFlow = (
  flow: CompiledFlow,
  state: FlowState,
  { input, surroundings }: { input: FlowInput; surroundings: FlowSurroundings },
): FlowStep => {
  const cursor = enter(flow, state, input);
  if (!cursor)
    return {
      state,
      effects: [],
      outcome: { status: 'failed', code: 'not.waiting', action: state.at },
    };
  const outcome = run(flow, cursor, surroundings);
  return {
    state: {
      at: outcome.status === 'waiting' ? cursor.at : null,
      variables: cursor.variables,
    },
    effects: cursor.effects,
    outcome,
  };
};
