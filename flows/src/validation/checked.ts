import {
  type ActionDefinition,
  type ColumnField,
  findAction,
  outletsOf,
  upgraded,
} from '../actions/index.ts';
import type { FlowAction, FlowDocument, FlowVariable } from '../flow.model.ts';
import type { ValidateOptions } from './index.ts';

/** An action of a known type, its settings in today's form. */
export type KnownAction = { readonly action: FlowAction; readonly definition: ActionDefinition };

/** A document of the right form, with what its checks look up. */
export type Checked = {
  readonly document: FlowDocument;
  readonly known: readonly KnownAction[];
  /** Actions of known types by name; of several, the first. */
  readonly named: ReadonlyMap<string, KnownAction>;
  readonly variables: ReadonlyMap<string, FlowVariable>;
  readonly globals: ReadonlySet<string>;
  /** Variables that are there and that flows must not read. */
  readonly hidden: ReadonlySet<string>;
  /** Contact centres that can be handed over to, in small letters; null: not known. */
  readonly providers: ReadonlySet<string> | null;
  /** Outlets of an action; none for one of unknown type. */
  readonly outlets: (id: string) => readonly string[];
};

export const checkedOf = (
  document: FlowDocument,
  { globals = [], hidden = [], providers }: ValidateOptions,
): Checked => {
  const known = document.actions.flatMap((action): KnownAction[] => {
    const definition = findAction(document.kind, action.type);
    return definition ? [{ action: upgraded(definition, action), definition }] : [];
  });
  const outlets = new Map(
    known.map(({ action, definition }) => [action.id, outletsOf(definition, action.settings)]),
  );
  return {
    document,
    known,
    named: new Map(known.map((one) => [one.action.name, one] as const).reverse()),
    variables: new Map(document.variables.map((variable) => [variable.name, variable])),
    globals: new Set(globals),
    hidden: new Set(hidden),
    providers: providers ? new Set(providers.map((one) => one.toLowerCase())) : null,
    outlets: (id) => outlets.get(id) ?? [],
  };
};

/** One setting, or one place of a list, that is looked at. */
export type Place = {
  readonly action: KnownAction;
  readonly field: ColumnField;
  /** Name of the setting; the field's own unless it is a column. */
  readonly setting: string;
  readonly row?: number;
};

export const whereOf = ({ action, field, setting, row }: Place) => ({
  action: action.action.id,
  field: setting,
  ...(row === undefined ? {} : { row, column: field.name }),
});
