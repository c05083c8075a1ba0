import { type Catalogue, outletsOf } from './catalogue.ts';
import { edgeId, type FlowDocument, type FlowEdge, type Place } from './flow-document.ts';
import { entryPlaces } from './layout.ts';
import { ENTRY, HEAD, NODE_WIDTH, nodeHeight, ROW } from './node-size.ts';

/** How a connection runs that cannot go straight: out to the right, along a lane, and in from the left. */
export type Way = {
  /** How far right of the exit it turns, in pixels. */
  readonly out: number;
  /** Height of the lane. */
  readonly lane: number;
  /** How far left of the action it leads to it turns. */
  readonly in: number;
};

type Box = {
  readonly id: string;
  readonly left: number;
  readonly right: number;
  readonly top: number;
  readonly bottom: number;
};
type Ends = { readonly from: Box; readonly to: Box; readonly exit: Place; readonly entry: Place };

/** How near a way may come to a box that is not its own. */
const NEAR = 6;
const STAND_OFF = 24;
/** Between a box and a lane beside it, and between two lanes. */
const BESIDE = 24;
const APART = 12;

const boxesOf = (document: FlowDocument, catalogue: Catalogue): readonly Box[] => {
  const actions = document.actions.map((action): Box => {
    const { x, y } = action.position ?? { x: 0, y: 0 };
    const bottom = y + nodeHeight(action, catalogue);
    return { id: action.id, left: x, right: x + NODE_WIDTH, top: y, bottom };
  });
  const entries = [...entryPlaces(document, catalogue)].map(([id, { x, y }]): Box => {
    return { id, left: x, right: x + ENTRY.width, top: y, bottom: y + ENTRY.height };
  });
  return [...actions, ...entries];
};

/** Whether the line between two points comes near the box; lines run level or upright, or are short. */
const hits = (a: Place, b: Place, { left, right, top, bottom }: Box): boolean =>
  Math.min(a.x, b.x) < right + NEAR &&
  Math.max(a.x, b.x) > left - NEAR &&
  Math.min(a.y, b.y) < bottom + NEAR &&
  Math.max(a.y, b.y) > top - NEAR;

const isClear = (points: readonly Place[], boxes: readonly Box[], { from, to }: Ends): boolean =>
  points.slice(1).every((point, index) => {
    const before = points[index] as Place;
    return boxes.every(
      (box) =>
        (box === from && index === 0) ||
        (box === to && index === points.length - 2) ||
        !hits(before, point, box),
    );
  });

const PARTS = 16;
/** Points of the curve that the canvas draws for a connection onwards. */
const curve = ({ exit, entry }: Ends): readonly Place[] => {
  const bend = (entry.x - exit.x) / 2;
  const [a, b] = [exit.x + bend, entry.x - bend];
  return Array.from({ length: PARTS + 1 }, (_, index) => {
    const t = index / PARTS;
    const u = 1 - t;
    const near = u ** 3 + 3 * u * u * t;
    const x = u ** 3 * exit.x + 3 * u * u * t * a + 3 * u * t * t * b + t ** 3 * entry.x;
    return { x, y: near * exit.y + (1 - near) * entry.y };
  });
};

/** The corners of a way, from its exit to where it goes in. */
export const cornersOf = (way: Way, exit: Place, entry: Place): readonly Place[] => {
  const [x1, x2] = [exit.x + way.out, entry.x - way.in];
  const corners = [
    exit,
    { x: x1, y: exit.y },
    { x: x1, y: way.lane },
    { x: x2, y: way.lane },
    { x: x2, y: entry.y },
    entry,
  ];
  return corners.filter(
    ({ x, y }, at) => at === 0 || corners[at - 1]?.x !== x || corners[at - 1]?.y !== y,
  );
};

type Taken = {
  readonly lane: number;
  readonly left: number;
  readonly right: number;
  readonly to: string;
};

/** Whether another way lies in the lane already; ways to the same action may share theirs. */
const isTaken = (lane: Taken, taken: readonly Taken[]): boolean =>
  taken.some(
    (other) =>
      other.to !== lane.to &&
      Math.abs(other.lane - lane.lane) < APART &&
      other.left < lane.right &&
      lane.left < other.right,
  );

type Traffic = { readonly boxes: readonly Box[]; readonly taken: Taken[] };

const lanesFor = ({ exit, entry }: Ends, between: readonly Box[]): readonly number[] => {
  const beside = between.flatMap(({ top, bottom }) =>
    [0, 1, 2, 3].flatMap((n) => [top - BESIDE - n * APART, bottom + BESIDE + n * APART]),
  );
  const cost = (lane: number) => Math.abs(lane - exit.y) + Math.abs(lane - entry.y);
  return [entry.y, exit.y, (entry.y + exit.y) / 2, ...beside].sort((a, b) => cost(a) - cost(b));
};

/** The shortest way that comes near no box; where there is none, one below all of them. */
const wayOf = (ends: Ends, out: number, { boxes, taken }: Traffic): Way => {
  const { exit, entry, to } = ends;
  const [x1, x2] = [exit.x + out, entry.x - STAND_OFF];
  const [left, right] = [Math.min(x1, x2), Math.max(x1, x2)];
  const between = boxes.filter((box) => box.left < right + NEAR && box.right > left - NEAR);
  const asTaken = (lane: number): Taken => ({ lane, left, right, to: to.id });
  const wayAt = (lane: number): Way => ({ out, lane, in: STAND_OFF });
  const lowest = Math.max(exit.y, entry.y, ...between.map(({ bottom }) => bottom)) + BESIDE;
  let free = lanesFor(ends, between).find(
    (lane) =>
      !isTaken(asTaken(lane), taken) && isClear(cornersOf(wayAt(lane), exit, entry), boxes, ends),
  );
  if (free === undefined) {
    free = lowest;
    while (isTaken(asTaken(free), taken)) free += APART;
  }
  taken.push(asTaken(free));
  return wayAt(free);
};

/**
 * The ways of those connections that would lead back or through an action if they were drawn as plain curves, by the
 * connection. They go around the actions, each in a lane of its own.
 */
export const waysOf = (document: FlowDocument, catalogue: Catalogue): ReadonlyMap<string, Way> => {
  const boxes = boxesOf(document, catalogue);
  const byId = new Map(boxes.map((box) => [box.id, box]));
  const exits = new Map(
    document.actions.map(({ id, type, settings }) => [
      id,
      outletsOf(catalogue.get(type), settings).map(({ name }) => name),
    ]),
  );
  const traffic: Traffic = { boxes, taken: [] };
  const ways = new Map<string, Way>();
  for (const edge of document.edges) {
    const ends = endsOf(edge, byId, exits);
    if (!ends) continue;
    const { from, to } = ends;
    const others = boxes.filter((box) => box !== from && box !== to);
    if (to.left >= from.right && isClear(curve(ends), others, ends)) continue;
    const number = exits.get(edge.from)?.indexOf(edge.outlet) ?? 0;
    // Lower exits turn first, so that the ways of one action do not cross.
    const count = exits.get(edge.from)?.length ?? 1;
    const out = 16 + 8 * Math.min(count - 1 - number, 6);
    ways.set(edgeId(edge), wayOf(ends, out, traffic));
  }
  return ways;
};

const endsOf = (
  edge: FlowEdge,
  boxes: ReadonlyMap<string, Box>,
  exits: ReadonlyMap<string, readonly string[]>,
): Ends | null => {
  const [from, to] = [boxes.get(edge.from), boxes.get(edge.to)];
  if (!from || !to) return null;
  const number = Math.max(0, exits.get(edge.from)?.indexOf(edge.outlet) ?? 0);
  const exit = { x: from.right, y: from.top + HEAD + ROW * number + ROW / 2 };
  return { from, to, exit, entry: { x: to.left, y: to.top + HEAD / 2 } };
};
