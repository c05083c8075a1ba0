import type {
  ActionCaches,
  ActionContext,
  ActionField,
  ActionRow,
} from './actions/action.types.ts';
import type { CompiledAction } from './compile.ts';
import type { FlowFrame, FlowSurroundings } from './run.model.ts';
import { assign, type Run } from './run.ts';
import { type Filled, isHidden, readField, readInteger, readRows } from './settings.ts';
import type { WorkPool } from './work-pool.ts';

/**
 * One context for all actions of a run: only what they are changes from one to the next. Its functions are taken out of
 * it by those who use them, so they are its own and not its class's.
 */
export class Sight implements ActionContext {
  compiled: CompiledAction;
  frame: FlowFrame | null = null;
  readonly #run: Run;
  readonly pool: WorkPool;

  constructor(run: Run, compiled: CompiledAction) {
    this.#run = run;
    this.compiled = compiled;
    this.pool = run.scope.pool;
  }

  readonly #field = (name: string): Filled => readField(this.compiled.settings, name);
  readonly text = (name: string) => this.#field(name).text(this.#run.scope);
  readonly value = (name: string) => this.#field(name).value(this.#run.scope);
  readonly json = (name: string) => this.#field(name).json(this.#run.scope);
  readonly number = (name: string): number | null => {
    const field = this.compiled.definition.fields.find((one) => one.name === name);
    return readInteger(field as ActionField, this.#field(name), this.#run.scope);
  };
  readonly flag = (name: string): boolean => this.#field(name).raw === true;
  readonly raw = (name: string) => this.#field(name).raw;
  readonly hidden = (name: string): boolean => isHidden(this.#field(name), this.#run.scope);
  readonly hidesData = (name: string): boolean => this.#run.maskedData.has(name);
  readonly rows = (name: string): readonly ActionRow[] =>
    readRows(this.compiled.settings, name, this.#run.scope);
  readonly variable = (name: string) => {
    const { variables } = this.#run;
    return Object.hasOwn(variables, name) ? variables[name] : undefined;
  };
  readonly typeOf: ActionContext['typeOf'] = (name) => {
    const variable = this.#run.flow.variables.get(name);
    return variable ? variable.type : null;
  };
  readonly leadsOn = (outlet: string): boolean => this.compiled.next.has(outlet);
  readonly set: ActionContext['set'] = (name, value) => assign(this.#run, { [name]: value });

  get id(): string {
    return this.compiled.action.id;
  }
  get surroundings(): FlowSurroundings {
    return this.#run.surroundings;
  }
  get sessions(): ActionContext['sessions'] {
    return this.#run.sessions;
  }
  get caches(): ActionCaches {
    return this.compiled.caches;
  }
}

/** What an action of a run sees, until the next one is asked for. */
export const contextOf = (
  run: Run,
  compiled: CompiledAction,
  frame: FlowFrame | null,
): ActionContext => {
  run.sight ??= new Sight(run, compiled);
  run.sight.compiled = compiled;
  run.sight.frame = frame;
  return run.sight;
};
