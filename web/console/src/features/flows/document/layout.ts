import { arranged } from './arrange.ts';
import { type Catalogue, outletsOf, type Tool } from './catalogue.ts';
import {
  type FlowAction,
  type FlowDocument,
  ON_ERROR,
  onGrid,
  type Place,
  START,
} from './flow-document.ts';
import { ENTRY, HEAD, NODE_WIDTH, nodeHeight, ROW } from './node-size.ts';

/** The document with a place for every action; those that have one keep it unless `all` are asked for. */
export const placed = (
  document: FlowDocument,
  catalogue: Catalogue,
  { all = false }: { readonly all?: boolean } = {},
): FlowDocument => {
  const missing = document.actions.some(({ position }) => !position);
  if (!all && !missing) return document;
  const nothingPlaced = document.actions.every(({ position }) => !position);
  const places = arranged(document, catalogue);
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

/** Steps upwards in which a free place for an entry is looked for. */
const STEPS = 24;

type Box = Place & { readonly width: number; readonly height: number };
const meet = (a: Box, b: Box): boolean =>
  a.x < b.x + b.width && b.x < a.x + a.width && a.y < b.y + b.height && b.y < a.y + a.height;

/** Where the entries stand: left of the action that starts, left above the one that handles errors, upon nothing. */
export const entryPlaces = (
  document: FlowDocument,
  catalogue: Catalogue,
): ReadonlyMap<string, Place> => {
  const boxes = document.actions.flatMap((action) =>
    action.position
      ? [{ ...action.position, width: NODE_WIDTH, height: nodeHeight(action, catalogue) }]
      : [],
  );
  const at = (id: string | null | undefined) =>
    document.actions.find((action) => action.id === id)?.position;
  const start = at(document.start);
  const handler = at(document.onError);
  const top = Math.min(0, ...boxes.map(({ y }) => y));
  const startPlace = start ? { x: start.x - 296, y: start.y + 8 } : { x: -296, y: 8 };
  const above = { x: startPlace.x, y: Math.min(startPlace.y, top) - 88 };
  const taken = [...boxes, { ...startPlace, ...ENTRY }];
  const isFree = (place: Place) => !taken.some((box) => meet(box, { ...place, ...ENTRY }));
  const near = ({ x, y }: Place): readonly Place[] =>
    Array.from({ length: STEPS }, (_, step) => y - 80 - step * 48).flatMap((height) => [
      { x: x - 232, y: height },
      { x, y: height },
    ]);
  const onError = (handler ? near(handler) : []).find(isFree) ?? above;
  return new Map([
    [START, startPlace],
    [ON_ERROR, onError],
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
  for (let box = inTheWay(); box; box = inTheWay()) y = onGrid(box.y + box.height + GAP + 8);
  return { x, y };
};
