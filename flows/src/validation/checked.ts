import {
  type ActionDefinition,
  type ColumnField,
  findAction,
  outletsOf,
  upgraded,
} from '../actions/index.ts';
import type { FlowAction, FlowDocument, FlowValue, FlowVariable } from '../flow.model.ts';
import type { OfEachUser, ValidateOptions } from './index.ts';

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
  /** Whether a setting names something that each user has of their own. */
  readonly isOfEachUser: (field: ColumnField, value: FlowValue) => boolean;
  /** Outlets of an action; none for one of unknown type. */
  readonly outlets: (id: string) => readonly string[];
};

const hasName = (names: readonly string[], wanted: unknown): boolean =>
  typeof wanted === 'string' &&
  names.some((name) => name.toLowerCase() === wanted.trim().toLowerCase());

const ofEachUserOf =
  (all: OfEachUser | undefined): Checked['isOfEachUser'] =>
  (field, value) => {
    if (!all) return false;
    if (field.kind === 'resource')
      return (
        (field.resource === 'connection' || field.resource === 'connector') &&
        hasName(all[field.resource], value)
      );
    if (field.kind !== 'secret') return false;
    const { kind, credential, attribute } = value as Readonly<Record<string, unknown>>;
    return (
      kind === 'credential' &&
      all.attributes.some(
        (one) => hasName(one.credential, credential) && hasName(one.attribute, attribute),
      )
    );
  };

export const checkedOf = (
  document: FlowDocument,
  { globals = [], hidden = [], providers, ofEachUser }: ValidateOptions,
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
    isOfEachUser: ofEachUserOf(ofEachUser),
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
