import { type Edge, type Node, Position } from '@xyflow/react';
import { type Catalogue, ERROR_OUTLET, type Outlet, outletsOf } from '../document/catalogue.ts';
import {
  allEdges,
  ENTRY_OUTLET,
  edgeId,
  type FlowAction,
  type FlowDocument,
  type FlowEdge,
  ON_ERROR,
  type Place,
  START,
} from '../document/flow-document.ts';
import { entryPlaces } from '../document/layout.ts';
import { ENTRY, HEAD, NODE_WIDTH, nodeHeight, ROW } from '../document/node-size.ts';
import type { ActionMark, EdgeMark } from '../document/trace.ts';
import type { Way } from '../document/ways.ts';

export type Severity = 'error' | 'recommendation';

export type ActionNodeData = {
  readonly action: FlowAction;
  readonly outlets: readonly Outlet[];
  /** Outlets an edge leaves. */
  readonly connected: string;
  readonly severity: Severity | null;
  readonly mark: ActionMark | null;
};
export type EntryNodeData = { readonly entry: 'start' | 'onError' };
export type ActionNode = Node<ActionNodeData, 'action'>;
export type EntryNode = Node<EntryNodeData, 'entry'>;
export type CanvasNode = ActionNode | EntryNode;
export type CanvasEdge = Edge<
  {
    readonly mark: EdgeMark | null;
    /** How it goes around the boxes, where a plain curve would not. */
    readonly way: Way | null;
  },
  'way'
>;

export type CanvasInput = {
  readonly document: FlowDocument;
  readonly catalogue: Catalogue;
  readonly selection: ReadonlySet<string>;
  /** The worst problem of an action, by its id. */
  readonly severities: ReadonlyMap<string, Severity>;
  /** Places of what is dragged just now. */
  readonly dragged: ReadonlyMap<string, Place>;
  readonly marks: ReadonlyMap<string, ActionMark> | null;
  readonly ariaLabel: (action: FlowAction, outlets: readonly Outlet[]) => string;
};

const DOT = 12;
const dot = (id: string, type: 'source' | 'target', at: Place) => ({
  id,
  type,
  position: type === 'source' ? Position.Right : Position.Left,
  x: at.x - DOT / 2,
  y: at.y - DOT / 2,
  width: DOT,
  height: DOT,
});

export const TARGET = 'in';

const sameData = (a: ActionNodeData, b: ActionNodeData): boolean =>
  a.action === b.action &&
  a.connected === b.connected &&
  a.severity === b.severity &&
  a.mark === b.mark &&
  a.outlets.length === b.outlets.length &&
  a.outlets.every(({ name }, index) => name === b.outlets[index]?.name);

const dataOf = (input: CanvasInput, action: FlowAction, connected: string): ActionNodeData => ({
  action,
  outlets: outletsOf(input.catalogue.get(action.type), action.settings),
  connected,
  severity: input.severities.get(action.id) ?? null,
  mark: input.marks?.get(action.id) ?? null,
});

/** The size is known beforehand; the canvas fits the view only to what has been measured. */
const sized = (width: number, height: number) => ({ width, height, measured: { width, height } });

const actionNode = (input: CanvasInput, action: FlowAction, data: ActionNodeData): ActionNode => ({
  id: action.id,
  type: 'action',
  data,
  position: input.dragged.get(action.id) ?? action.position ?? { x: 0, y: 0 },
  selected: input.selection.has(action.id),
  ...sized(NODE_WIDTH, nodeHeight(action, input.catalogue)),
  ariaLabel: input.ariaLabel(action, data.outlets),
  // Places of the dots, so that edges to what is out of sight are drawn as well.
  handles: [
    dot(TARGET, 'target', { x: 0, y: HEAD / 2 }),
    ...data.outlets.map(({ name }, index) =>
      dot(name, 'source', { x: NODE_WIDTH, y: HEAD + ROW * index + ROW / 2 }),
    ),
  ],
});

const entryNode = (id: string, position: Place, ariaLabel: string): EntryNode => ({
  id,
  type: 'entry',
  data: { entry: id === START ? 'start' : 'onError' },
  position,
  ...sized(ENTRY.width, ENTRY.height),
  draggable: false,
  selectable: false,
  deletable: false,
  focusable: false,
  ariaLabel,
  handles: [
    id === START
      ? dot(ENTRY_OUTLET, 'source', { x: ENTRY.width, y: ENTRY.height / 2 })
      : {
          ...dot(ENTRY_OUTLET, 'source', { x: ENTRY.width / 2, y: ENTRY.height }),
          position: Position.Bottom,
        },
  ],
});

/** The nodes of the canvas. What did not change is the object it was, so that it is not drawn again. */
export const toNodes = (
  input: CanvasInput,
  before: ReadonlyMap<string, CanvasNode>,
  entryLabel: (entry: 'start' | 'onError') => string,
): readonly CanvasNode[] => {
  const leaving = Map.groupBy(input.document.edges, ({ from }) => from);
  const actions = input.document.actions.map((action): CanvasNode => {
    const connected = (leaving.get(action.id) ?? []).map(({ outlet }) => outlet).join(' ');
    const data = dataOf(input, action, connected);
    const old = before.get(action.id);
    const kept = old?.type === 'action' && sameData(old.data, data) ? old : null;
    const fresh = actionNode(input, action, kept ? kept.data : data);
    const still =
      kept?.selected === fresh.selected &&
      kept?.position.x === fresh.position.x &&
      kept?.position.y === fresh.position.y &&
      kept?.ariaLabel === fresh.ariaLabel;
    return kept && still ? kept : fresh;
  });
  const places = entryPlaces(input.document, input.catalogue);
  const entries = [START, ON_ERROR].map((id) =>
    entryNode(id, places.get(id) ?? { x: 0, y: 0 }, entryLabel(id === START ? 'start' : 'onError')),
  );
  return [...entries, ...actions];
};

/** The edges of the canvas, also those from the entries. */
export const toEdges = (
  document: FlowDocument,
  selected: ReadonlySet<string>,
  {
    marks,
    label,
    ways,
    ariaLabel,
    className,
  }: {
    readonly marks: ReadonlyMap<string, EdgeMark> | null;
    readonly ways: ReadonlyMap<string, Way>;
    readonly label: (mark: EdgeMark) => string;
    readonly ariaLabel: (edge: FlowEdge) => string;
    readonly className: (edge: { readonly error: boolean; readonly passed: boolean }) => string;
  },
): readonly CanvasEdge[] =>
  allEdges(document).map((edge) => {
    const id = edgeId(edge);
    const mark = marks?.get(id) ?? null;
    return {
      id,
      type: 'way',
      source: edge.from,
      sourceHandle: edge.outlet,
      target: edge.to,
      targetHandle: TARGET,
      selected: selected.has(id),
      data: { mark, way: ways.get(id) ?? null },
      ariaLabel: ariaLabel(edge),
      className: className({ error: edge.outlet === ERROR_OUTLET, passed: mark !== null }),
      ...(mark ? { label: label(mark) } : {}),
    };
  });
