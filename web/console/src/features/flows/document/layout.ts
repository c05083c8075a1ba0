import { Graph, layout } from '@dagrejs/dagre';
import type { Catalogue, Tool } from './catalogue.ts';
import { outletsOf } from './catalogue.ts';
import type { FlowAction, FlowDocument, FlowEdge, Place } from './flow-document.ts';
import { ON_ERROR, START } from './flow-document.ts';

/** Sizes on the canvas in pixels; the style sheet draws nodes of the same. */
export const NODE_WIDTH = 232;
export const HEAD = 54;
export const ROW = 26;
const GRID = 8;

export const nodeHeight = (action: FlowAction, catalogue: Catalogue): number =>
  HEAD + ROW * outletsOf(catalogue.get(action.type), action.settings).length;

const onGrid = (value: number): number => Math.round(value / GRID) * GRID;

/** From this many actions on only the edge by which an action is reached first decides its place. */
const LARGE = 120;

/** Of every action the one edge by which it is reached first. Edges across many ranks cost most to arrange. */
const firstReached = ({ actions, edges, start, onError }: FlowDocument): readonly FlowEdge[] => {
  const leaving = Map.groupBy(edges, ({ from }) => from);
  const seen = new Set<string>();
  const kept: FlowEdge[] = [];
  const roots = [start, onError, ...actions.map(({ id }) => id)];
  for (const root of roots) {
    if (!root || seen.has(root)) continue;
    seen.add(root);
    const queue = [root];
    for (const id of queue) {
      for (const edge of leaving.get(id) ?? []) {
        if (seen.has(edge.to)) continue;
        seen.add(edge.to);
        kept.push(edge);
        queue.push(edge.to);
      }
    }
  }
  return kept;
};

/** Places for all actions, from the start on to the right, so that edges cross little. */
export const layoutOf = (
  document: FlowDocument,
  catalogue: Catalogue,
): ReadonlyMap<string, Place> => {
  const graph = new Graph({ multigraph: true });
  graph.setGraph({ rankdir: 'LR', nodesep: 40, ranksep: 72, marginx: 0, marginy: 0 });
  graph.setDefaultEdgeLabel(() => ({}));
  for (const action of document.actions) {
    graph.setNode(action.id, { width: NODE_WIDTH, height: nodeHeight(action, catalogue) });
  }
  const edges = document.actions.length > LARGE ? firstReached(document) : document.edges;
  for (const { from, outlet, to } of edges) {
    if (graph.hasNode(from) && graph.hasNode(to)) graph.setEdge(from, to, {}, outlet);
  }
  layout(graph);
  return new Map(
    document.actions.map((action) => {
      const { x = 0, y = 0, width = 0, height = 0 } = graph.node(action.id);
      return [action.id, { x: onGrid(x - width / 2), y: onGrid(y - height / 2) }];
    }),
  );
};

/** The document with a place for every action; those that have one keep it unless `all` are asked for. */
export const placed = (
  document: FlowDocument,
  catalogue: Catalogue,
  { all = false }: { readonly all?: boolean } = {},
): FlowDocument => {
  const missing = document.actions.some(({ position }) => !position);
  if (!all && !missing) return document;
  const nothingPlaced = document.actions.every(({ position }) => !position);
  const places = layoutOf(document, catalogue);
  // Single ones without a place go below what is drawn, so that nothing lies upon another.
  const below = Math.max(0, ...document.actions.map(({ position }) => (position?.y ?? 0) + 240));
  return {
    ...document,
    actions: document.actions.map((action) => {
      if (action.position && !all) return action;
      const { x, y } = places.get(action.id) ?? { x: 0, y: 0 };
      return { ...action, position: { x, y: all || nothingPlaced ? y : y + below } };
    }),
  };
};

/** Where the entries stand: left of the action that starts, left above the one that handles errors. */
export const entryPlaces = (document: FlowDocument): ReadonlyMap<string, Place> => {
  const at = (id: string | null | undefined) =>
    document.actions.find((action) => action.id === id)?.position;
  const start = at(document.start);
  const handler = at(document.onError);
  const top = Math.min(0, ...document.actions.map(({ position }) => position?.y ?? 0));
  const startPlace = start ? { x: start.x - 296, y: start.y + 8 } : { x: -296, y: 8 };
  const free = { x: startPlace.x, y: Math.min(startPlace.y, top) - 88 };
  return new Map([
    [START, startPlace],
    [ON_ERROR, handler ? { x: handler.x - 232, y: handler.y - 80 } : free],
  ]);
};

type NextPlaceInput = {
  readonly besides: FlowAction | undefined;
  readonly tool: Tool;
  readonly catalogue: Catalogue;
};
const GAP = 24;

/** A free place for one more action: right of the given one, else right of all. */
export const nextPlace = (
  document: FlowDocument,
  { besides, tool, catalogue }: NextPlaceInput,
): Place => {
  const boxes = document.actions.flatMap((action) =>
    action.position ? { ...action.position, height: nodeHeight(action, catalogue) } : [],
  );
  const from = besides?.position;
  const rightmost = Math.max(-NODE_WIDTH - 88, ...boxes.map(({ x }) => x));
  const x = (from?.x ?? rightmost) + NODE_WIDTH + 88;
  const height = HEAD + ROW * outletsOf(tool, {}).length;
  let y = from?.y ?? 0;
  // Every box in the way is passed downwards, so this comes to an end.
  const inTheWay = () =>
    boxes.find(
      (box) =>
        Math.abs(box.x - x) < NODE_WIDTH + GAP &&
        box.y < y + height + GAP &&
        y < box.y + box.height + GAP,
    );
  for (let box = inTheWay(); box; box = inTheWay()) y = onGrid(box.y + box.height + GAP + GRID);
  return { x, y };
};
