import type { Catalogue, Tool } from './catalogue.ts';
import { outletsOf } from './catalogue.ts';
import {
  ENTRY_OUTLET,
  type FlowAction,
  type FlowDocument,
  type FlowEdge,
  ON_ERROR,
  type Place,
  type Settings,
  START,
} from './flow-document.ts';

/** A name that no action of the flow has: `Say`, `Say2`, … */
export const freeName = (wish: string, taken: ReadonlySet<string>): string => {
  let name = wish;
  for (let number = 2; taken.has(name); number += 1) name = `${wish}${number}`;
  return name;
};

/** An id that no action of the flow has. */
export const freeId = (taken: ReadonlySet<string>): string => {
  let number = taken.size + 1;
  while (taken.has(`action${number}`)) number += 1;
  return `action${number}`;
};

export const idsOf = ({ actions }: FlowDocument): ReadonlySet<string> =>
  new Set(actions.map(({ id }) => id));
export const namesOf = ({ actions }: FlowDocument): ReadonlySet<string> =>
  new Set(actions.map(({ name }) => name));

const isEntry = (from: string): boolean => from === START || from === ON_ERROR;

const enter = (document: FlowDocument, from: string, to: string | null): FlowDocument =>
  from === START ? { ...document, start: to } : { ...document, onError: to };

/** Leads an outlet to an action; where it led before is forgotten. */
export const connect = (document: FlowDocument, edge: FlowEdge): FlowDocument => {
  if (isEntry(edge.from)) return enter(document, edge.from, edge.to);
  const others = document.edges.filter(
    ({ from, outlet }) => from !== edge.from || outlet !== edge.outlet,
  );
  return { ...document, edges: [...others, edge] };
};

export type OutletPlace = Pick<FlowEdge, 'from' | 'outlet'>;

/** Takes away what leaves an outlet. */
export const disconnect = (document: FlowDocument, { from, outlet }: OutletPlace): FlowDocument => {
  if (isEntry(from)) return enter(document, from, null);
  const edges = document.edges.filter((edge) => edge.from !== from || edge.outlet !== outlet);
  return { ...document, edges };
};

export type Addition = {
  readonly tool: Tool;
  /** Name on the canvas; a number is added where it is taken. */
  readonly name: string;
  readonly position: Place;
  /** The outlet that leads to it. */
  readonly after?: OutletPlace | null;
  /** Its own outlet that leads to where `after` led before. */
  readonly onward?: string | null;
};

const defaultsOf = (tool: Tool): Settings =>
  Object.fromEntries(
    tool.fields.flatMap((field) =>
      field.default === undefined ? [] : [[field.name, field.default]],
    ),
  );

/** Adds an action with its defaults; the first of a flow becomes its start. */
export const addAction = (
  document: FlowDocument,
  { tool, name, position, after = null, onward = null }: Addition,
): { readonly document: FlowDocument; readonly id: string } => {
  const id = freeId(idsOf(document));
  const action: FlowAction = {
    id,
    type: tool.type,
    name: freeName(name, namesOf(document)),
    settings: defaultsOf(tool),
    position,
  };
  const added = { ...document, actions: [...document.actions, action] };
  const from = after ?? (document.start === null ? { from: START, outlet: ENTRY_OUTLET } : null);
  const before = document.edges.find(
    (edge) => edge.from === after?.from && edge.outlet === after.outlet,
  );
  const led = from ? connect(added, { ...from, to: id }) : added;
  if (onward === null || !before) return { document: led, id };
  return { document: connect(led, { from: id, outlet: onward, to: before.to }), id };
};

/** Takes actions away with everything that leads to them or leaves them. */
export const removeActions = (document: FlowDocument, ids: ReadonlySet<string>): FlowDocument => {
  const gone = (id: string | null | undefined) => typeof id === 'string' && ids.has(id);
  return {
    ...document,
    start: gone(document.start) ? null : document.start,
    ...(document.onError === undefined
      ? {}
      : { onError: gone(document.onError) ? null : document.onError }),
    actions: document.actions.filter(({ id }) => !ids.has(id)),
    edges: document.edges.filter(({ from, to }) => !ids.has(from) && !ids.has(to)),
  };
};

export const changeAction = (
  document: FlowDocument,
  id: string,
  change: (action: FlowAction) => FlowAction,
): FlowDocument => ({
  ...document,
  actions: document.actions.map((action) => (action.id === id ? change(action) : action)),
});

/** Outlets that rows name keep their edges when a row is renamed: old name → new name. */
const renamedOutlets = (
  tool: Tool | undefined,
  before: Settings,
  after: Settings,
): ReadonlyMap<string, string> => {
  const more = tool?.moreOutlets;
  if (!more || !('rows' in more)) return new Map();
  const rows = (settings: Settings) => {
    const list = settings[more.rows];
    return Array.isArray(list) ? list.map((row) => String(row?.[more.column] ?? '')) : [];
  };
  const [old, now] = [rows(before), rows(after)];
  if (old.length !== now.length) return new Map();
  const changed = old.flatMap((name, index): [string, string][] => {
    const next = now[index] ?? '';
    return name && next && name !== next && !now.includes(name) ? [[name, next]] : [];
  });
  return new Map(changed);
};

/** Sets the settings of an action; edges follow outlets that are renamed by it. */
export const changeSettings = (
  document: FlowDocument,
  id: string,
  { settings, catalogue }: { readonly settings: Settings; readonly catalogue: Catalogue },
): FlowDocument => {
  const action = document.actions.find((one) => one.id === id);
  if (!action) return document;
  const renamed = renamedOutlets(catalogue.get(action.type), action.settings, settings);
  const changed = changeAction(document, id, (one) => ({ ...one, settings }));
  if (renamed.size === 0) return changed;
  const edges = changed.edges.map((edge) =>
    edge.from === id ? { ...edge, outlet: renamed.get(edge.outlet) ?? edge.outlet } : edge,
  );
  return { ...changed, edges };
};

/** Puts actions elsewhere on the canvas. */
export const moveActions = (
  document: FlowDocument,
  places: ReadonlyMap<string, Place>,
): FlowDocument => ({
  ...document,
  actions: document.actions.map((action) => {
    const place = places.get(action.id);
    return place ? { ...action, position: place } : action;
  }),
});

/** Edges that leave by an outlet the action no longer has. */
export const looseEdges = (document: FlowDocument, catalogue: Catalogue): readonly FlowEdge[] => {
  const byId = new Map(document.actions.map((action) => [action.id, action]));
  return document.edges.filter(({ from, outlet }) => {
    const action = byId.get(from);
    const tool = action && catalogue.get(action.type);
    if (!action || !tool) return false;
    return !outletsOf(tool, action.settings).some(({ name }) => name === outlet);
  });
};

/**
 * The document after it was saved: what was not touched meanwhile takes the server's form, which has sealed
 * what was typed as a secret.
 */
export const afterSave = (
  current: FlowDocument,
  sent: FlowDocument,
  stored: FlowDocument,
): FlowDocument => {
  const sentBy = new Map(sent.actions.map((action) => [action.id, action]));
  const storedBy = new Map(stored.actions.map((action) => [action.id, action]));
  return {
    ...current,
    actions: current.actions.map((action) => {
      const kept = storedBy.get(action.id);
      const untouched = sentBy.get(action.id)?.settings === action.settings;
      return kept && untouched ? { ...action, settings: kept.settings } : action;
    }),
  };
};
