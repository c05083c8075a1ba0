import type { ActionContext, ActionField } from './actions/action.types.ts';
import type { CompiledAction } from './compile.ts';
import type { FlowFrame } from './run.model.ts';
import { assign, type Run } from './run.ts';
import { isHidden, readField, readInteger, readRows } from './settings.ts';

/** What an action of a run sees. */
export const contextOf = (
  run: Run,
  compiled: CompiledAction,
  frame: FlowFrame | null,
): ActionContext => {
  const { settings, definition, caches } = compiled;
  const { scope } = run;
  return {
    id: compiled.action.id,
    text: (name) => readField(settings, name).text(scope),
    value: (name) => readField(settings, name).value(scope),
    json: (name) => readField(settings, name).json(scope),
    number: (name) => {
      const field = definition.fields.find((one) => one.name === name) as ActionField;
      return readInteger(field, readField(settings, name), scope);
    },
    flag: (name) => readField(settings, name).raw === true,
    raw: (name) => readField(settings, name).raw,
    hidden: (name) => isHidden(readField(settings, name), scope),
    hidesData: (name) => run.maskedData.has(name),
    rows: (name) => readRows(settings, name, scope),
    variable: (name) => (Object.hasOwn(run.variables, name) ? run.variables[name] : undefined),
    typeOf: (name) => {
      const variable = run.flow.variables.get(name);
      return variable ? variable.type : null;
    },
    set: (name, value) => assign(run, { [name]: value }),
    surroundings: run.surroundings,
    frame,
    sessions: run.sessions,
    caches,
    pool: scope.pool,
  };
};
