import type {
  FlowCatalogueAction,
  FlowCatalogueColumn,
  FlowCatalogueField,
} from '@tandem/contract';
import {
  type ActionDefinition,
  type ActionField,
  actionDefinitions,
  type ColumnField,
} from './actions/index.ts';
import { errorOutlet, type FlowKind } from './flow.model.ts';

const columnOf = (type: string, field: string, column: ColumnField): FlowCatalogueColumn => ({
  ...column,
  labelKey: `flow.action.${type}.${field}.${column.name}`,
});

const fieldOf = (type: string, field: ActionField): FlowCatalogueField => {
  const labelKey = `flow.action.${type}.${field.name}`;
  if (field.kind !== 'rows') return { ...field, labelKey };
  const columns = field.columns.map((column) => columnOf(type, field.name, column));
  return { ...field, columns, labelKey };
};

const actionOf = (definition: ActionDefinition): FlowCatalogueAction => {
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
export const actionCatalogue = (kind: FlowKind): readonly FlowCatalogueAction[] =>
  actionDefinitions.filter(({ kinds }) => kinds.includes(kind)).map(actionOf);
