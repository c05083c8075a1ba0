import type { Catalogue, PlainField, ToolField } from './catalogue.ts';
import {
  type FlowAction,
  type FlowDocument,
  type FlowVariable,
  isRow,
  type Json,
  type Settings,
} from './flow-document.ts';

/** A setting that names a variable. */
export type Usage = {
  readonly action: string;
  readonly field: string;
  readonly row?: number;
  readonly column?: string;
};

const TEMPLATE = /\{\{[\s\S]*?\}\}|\{%[\s\S]*?%\}/g;
/** A text in quotes, or a name that no dot stands before. */
const WORD = /"(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*'|(?<![\w.])[A-Za-z_]\w*/g;

/** The text with the variable's name replaced wherever an expression in braces reads it. */
const inTemplate = (text: string, name: string, next: string): string =>
  text.replaceAll(TEMPLATE, (part) =>
    part.replaceAll(WORD, (word) => (word === name ? next : word)),
  );

const replaced = (
  field: PlainField,
  value: Json,
  [name, next]: readonly [string, string],
): Json => {
  switch (field.kind) {
    case 'variable':
      return value === name ? next : value;
    case 'secret':
      return isRow(value) && value['kind'] === 'variable' && value['name'] === name
        ? { ...value, name: next }
        : value;
    case 'template':
    case 'expression':
    case 'integer':
    case 'resource':
      return typeof value === 'string' ? inTemplate(value, name, next) : value;
    case 'text':
    case 'boolean':
    case 'choice':
    case 'path':
    case 'regex':
    case 'session':
      return value;
  }
};

type Visit = (field: PlainField, value: Json, place: Omit<Usage, 'action'>) => Json;

const visitField = (field: ToolField, value: Json, visit: Visit): Json => {
  if (field.kind !== 'rows') return visit(field, value, { field: field.name });
  if (!Array.isArray(value)) return value;
  return value.map((row: Json, index) => {
    if (!isRow(row)) return row;
    const columns = field.columns.flatMap((column): [string, Json][] => {
      const cell = row[column.name];
      if (cell === undefined) return [];
      return [
        [column.name, visit(column, cell, { field: field.name, row: index, column: column.name })],
      ];
    });
    return { ...row, ...Object.fromEntries(columns) };
  });
};

const visitSettings = (action: FlowAction, catalogue: Catalogue, visit: Visit): Settings => {
  const fields = catalogue.get(action.type)?.fields ?? [];
  const changed = fields.flatMap((field): [string, Json][] => {
    const value = action.settings[field.name];
    return value === undefined ? [] : [[field.name, visitField(field, value, visit)]];
  });
  return { ...action.settings, ...Object.fromEntries(changed) };
};

/** Where a variable is read or set, in the order of the actions. */
export const usagesOf = (
  { actions }: Pick<FlowDocument, 'actions'>,
  name: string,
  catalogue: Catalogue,
): readonly Usage[] => {
  const found: Usage[] = [];
  for (const action of actions) {
    visitSettings(action, catalogue, (field, value, place) => {
      // No name holds a space, so a replacement by one shows that the name stood there.
      const used = replaced(field, value, [name, `${name} `]);
      if (JSON.stringify(used) !== JSON.stringify(value))
        found.push({ action: action.id, ...place });
      return value;
    });
  }
  return found;
};

/** Changes a variable; actions that name it follow a new name. */
export const changeVariable = (
  document: FlowDocument,
  change: { readonly index: number; readonly variable: FlowVariable },
  catalogue: Catalogue,
): FlowDocument => {
  const old = document.variables[change.index];
  const variables = document.variables.map((one, at) =>
    at === change.index ? change.variable : one,
  );
  const names = [old?.name ?? '', change.variable.name] as const;
  const changed = { ...document, variables };
  if (!old || names[0] === names[1] || names[0] === '' || names[1] === '') return changed;
  const used = new Set(usagesOf(document, names[0], catalogue).map(({ action }) => action));
  return {
    ...changed,
    actions: document.actions.map((action) =>
      used.has(action.id)
        ? {
            ...action,
            settings: visitSettings(action, catalogue, (field, value) =>
              replaced(field, value, names),
            ),
          }
        : action,
    ),
  };
};

/** Renames an action; whatever reads what it puts out (`{{ Name.output }}`) follows. */
export const renameAction = (
  document: FlowDocument,
  change: { readonly id: string; readonly name: string },
  catalogue: Catalogue,
): FlowDocument => {
  const old = document.actions.find(({ id }) => id === change.id)?.name ?? '';
  const follows = old !== '' && change.name.trim() !== '';
  const rename = (action: FlowAction): FlowAction =>
    action.id === change.id ? { ...action, name: change.name } : action;
  const follow: Visit = (field, value) =>
    field.kind === 'variable' || field.kind === 'secret'
      ? value
      : replaced(field, value, [old, change.name]);
  return {
    ...document,
    actions: document.actions.map((action) => {
      if (!follows || !JSON.stringify(action.settings).includes(old)) return rename(action);
      return rename({ ...action, settings: visitSettings(action, catalogue, follow) });
    }),
  };
};
