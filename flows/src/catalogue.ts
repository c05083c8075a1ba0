import {
  type ActionDefinition,
  type ActionField,
  type ActionGroup,
  type ActionOutput,
  actionDefinitions,
  type ColumnField,
  type MoreOutlets,
} from './actions/index.ts';
import { errorOutlet, type FlowKind } from './flow.model.ts';

/** A text of the console: its key, and the English words. */
type Labelled = { readonly labelKey: string; readonly label: string };

export type CatalogueField = Labelled &
  (
    | ColumnField
    | (Extract<ActionField, { kind: 'rows' }> & { readonly columns: readonly CatalogueColumn[] })
  );

export type CatalogueColumn = Labelled & ColumnField;

/** An action as the designer draws it: toolbox, form and outlets. Plain JSON. */
export type CatalogueAction = Labelled & {
  readonly type: string;
  readonly group: ActionGroup;
  readonly fields: readonly CatalogueField[];
  /** Outlets every action of the type has, the error exit last. */
  readonly outlets: readonly { readonly name: string; readonly labelKey: string }[];
  readonly moreOutlets: MoreOutlets | null;
  readonly outputs: readonly ActionOutput[];
};

const columnOf = (type: string, field: string, column: ColumnField): CatalogueColumn => ({
  ...column,
  labelKey: `flow.action.${type}.${field}.${column.name}`,
});

const fieldOf = (type: string, field: ActionField): CatalogueField => {
  const labelKey = `flow.action.${type}.${field.name}`;
  if (field.kind !== 'rows') return { ...field, labelKey };
  const columns = field.columns.map((column) => columnOf(type, field.name, column));
  return { ...field, columns, labelKey };
};

const actionOf = (definition: ActionDefinition): CatalogueAction => {
  const { type, group, label, fields, outlets, outputs = [], moreOutlets = null } = definition;
  return {
    type,
    group,
    label,
    labelKey: `flow.action.${type}`,
    fields: fields.map((field) => fieldOf(type, field)),
    outlets: [...outlets, errorOutlet].map((name) => ({ name, labelKey: `flow.outlet.${name}` })),
    moreOutlets,
    outputs,
  };
};

/** The actions that flows of a kind may use, in the order of the toolbox. */
export const actionCatalogue = (kind: FlowKind): readonly CatalogueAction[] =>
  actionDefinitions.filter(({ kinds }) => kinds.includes(kind)).map(actionOf);
