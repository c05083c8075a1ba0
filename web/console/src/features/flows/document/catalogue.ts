import type {
  FlowActionGroup,
  FlowCatalogueAction,
  FlowCatalogueColumn,
  FlowCatalogueField,
  FlowCatalogueRows,
  FlowMoreOutlets,
} from '@tandem/contract';
import { type FlowAction, type Json, rowsOf, type Settings } from './flow-document.ts';

/** A setting that is no list. */
export type PlainField = FlowCatalogueColumn;
export type RowsField = FlowCatalogueRows;
/** One setting of an action, as the server declares it. */
export type ToolField = FlowCatalogueField;

export const TOOL_GROUPS = [
  'message',
  'bot',
  'data',
  'flow',
  'integration',
  'genesys',
] as const satisfies readonly FlowActionGroup[];
/** An action of the toolbox, as the server declares it. */
export type Tool = FlowCatalogueAction;

export type Catalogue = ReadonlyMap<string, Tool>;

/** The actions a flow may use, by type and in the toolbox's order. */
export const toCatalogue = (actions: readonly unknown[]): Catalogue =>
  new Map((actions as readonly Tool[]).map((tool) => [tool.type, tool]));

export const ERROR_OUTLET = 'error';

export type Outlet = {
  readonly name: string;
  /** Null for an outlet that a row of the settings names. */
  readonly labelKey: string | null;
};

const madeOutlets = (more: FlowMoreOutlets, settings: Settings): readonly Outlet[] => {
  if ('flag' in more) {
    if (settings[more.flag] !== true) return [];
    return more.outlets.map((name) => ({ name, labelKey: `flow.outlet.${name}` }));
  }
  const names = rowsOf(settings[more.rows]).map((row) => row[more.column]);
  return names.flatMap((name) =>
    typeof name === 'string' && name ? { name, labelKey: null } : [],
  );
};

/** The outlets of an action with its settings, once each, the error exit last. */
export const outletsOf = (tool: Tool | undefined, settings: Settings): readonly Outlet[] => {
  if (!tool) return [];
  const own = tool.outlets.filter(({ name }) => name !== ERROR_OUTLET);
  const error = tool.outlets.filter(({ name }) => name === ERROR_OUTLET);
  const made = tool.moreOutlets ? madeOutlets(tool.moreOutlets, settings) : [];
  const all = [...own, ...made, ...error];
  return all.filter(({ name }, index) => all.findIndex((one) => one.name === name) === index);
};

const shownValue = (field: ToolField | undefined, settings: Settings): Json | undefined =>
  field ? (settings[field.name] ?? field.default) : undefined;

/** Whether somebody has set a field: new actions come with the defaults. */
export const isSet = (
  { name, default: given }: Pick<ToolField, 'name' | 'default'>,
  settings: Settings,
): boolean => settings[name] !== undefined && settings[name] !== given;

/** Whether a field shows with these settings; defaults count for what is not set. */
export const isVisible = (
  field: Pick<ToolField, 'visibleWhen'>,
  settings: Settings,
  fields: readonly ToolField[],
): boolean =>
  Object.entries(field.visibleWhen ?? {}).every(([name, wanted]) => {
    const other = fields.find((one) => one.name === name);
    if (other && !isVisible(other, settings, fields)) return false;
    const value = shownValue(other, settings);
    return wanted.some((one) => one === value);
  });

/** Names of the sessions that actions of the flow sign in, in their order. */
export const sessionsOf = (
  actions: readonly FlowAction[],
  catalogue: Catalogue,
): readonly string[] => {
  const names = actions.flatMap(({ type, settings }) =>
    (catalogue.get(type)?.fields ?? []).flatMap((field) => {
      if (field.kind !== 'session' || !field.declares) return [];
      const name = settings[field.name] ?? field.default;
      return typeof name === 'string' ? [name] : [];
    }),
  );
  return [...new Set(names)];
};

/** Variables that surroundings fill; no flow declares them. */
export const GIVEN_NAMES: readonly string[] = [
  'message',
  'customer',
  'conversation',
  'participant',
];
