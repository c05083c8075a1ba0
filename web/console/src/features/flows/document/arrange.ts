import { type Catalogue, ERROR_OUTLET, outletsOf } from './catalogue.ts';
import { type FlowDocument, type FlowEdge, onGrid, type Place } from './flow-document.ts';
import { NODE_WIDTH, nodeHeight } from './node-size.ts';

/** Room between columns, wide enough for ways that turn in it. */
const COLUMN = NODE_WIDTH + 104;
const BETWEEN = 48;
/** Room above what handles errors, and above each part of its own. */
const APART = 96;

type Walk = {
  /** Connections by the action they leave, in the order of its exits, the error exit last. */
  readonly leaving: ReadonlyMap<string, readonly FlowEdge[]>;
  /** Actions from which every connection but those back leads to a later one. */
  readonly order: readonly string[];
  readonly back: ReadonlySet<FlowEdge>;
};

const leavingOf = (
  { actions, edges }: FlowDocument,
  catalogue: Catalogue,
): ReadonlyMap<string, readonly FlowEdge[]> => {
  const known = new Set(actions.map(({ id }) => id));
  const all = Map.groupBy(
    edges.filter(({ to }) => known.has(to)),
    ({ from }) => from,
  );
  return new Map(
    actions.map(({ id, type, settings }) => {
      const exits = outletsOf(catalogue.get(type), settings).map(({ name }) => name);
      const place = ({ outlet }: FlowEdge) =>
        outlet === ERROR_OUTLET ? exits.length : exits.indexOf(outlet);
      return [id, (all.get(id) ?? []).toSorted((a, b) => place(a) - place(b))];
    }),
  );
};

/** What is reached from a root and was not before, in an order in which its ways onwards only lead onwards. */
const walk = (
  root: string,
  leaving: Walk['leaving'],
  seen: Map<string, 'open' | 'done'>,
): Pick<Walk, 'order' | 'back'> => {
  const order: string[] = [];
  const back = new Set<FlowEdge>();
  const stack = [{ id: root, at: 0 }];
  seen.set(root, 'open');
  for (let top = stack.at(-1); top; top = stack.at(-1)) {
    const edge = leaving.get(top.id)?.[top.at];
    top.at += 1;
    if (!edge) {
      seen.set(top.id, 'done');
      order.unshift(top.id);
      stack.pop();
    } else if (seen.get(edge.to) === 'open') back.add(edge);
    else if (!seen.has(edge.to)) {
      seen.set(edge.to, 'open');
      stack.push({ id: edge.to, at: 0 });
    }
  }
  return { order, back };
};

type Reached = { readonly from: string; readonly error: boolean };
type Part = { readonly columns: ReadonlyMap<string, number>; readonly rows: readonly Row[] };
type Row = { readonly id: string; readonly by: Reached | null; readonly error: boolean };

/** The columns of a part, and in what order its actions take their rows: what only errors lead to comes last. */
const partOf = ({ leaving, order, back }: Walk): Part => {
  const own = new Set(order);
  const columns = new Map(order.map((id) => [id, 0]));
  const plain = new Set(order.slice(0, 1));
  const by = new Map<string, Reached>();
  for (const from of order) {
    const next = (columns.get(from) ?? 0) + 1;
    for (const edge of leaving.get(from) ?? []) {
      if (back.has(edge) || !own.has(edge.to)) continue;
      const error = edge.outlet === ERROR_OUTLET || !plain.has(from);
      const nearer = next > (columns.get(edge.to) ?? 0);
      const before = by.get(edge.to);
      // An action stands beside what comes before it; beside what goes well rather than beside an error.
      if (!before || (before.error && !error) || (nearer && before.error === error))
        by.set(edge.to, { from, error });
      if (nearer) columns.set(edge.to, next);
      if (!error) plain.add(edge.to);
    }
  }
  const followers = Map.groupBy(order.slice(1), (id) => by.get(id)?.from ?? '');
  const rows: Row[] = [];
  const stack = order.slice(0, 1);
  for (let id = stack.pop(); id !== undefined; id = stack.pop()) {
    rows.push({ id, by: by.get(id) ?? null, error: !plain.has(id) });
    const exits = (leaving.get(id) ?? []).map(({ to }) => to);
    const later = [...(followers.get(id) ?? [])];
    later.sort((a, b) => exits.indexOf(b) - exits.indexOf(a));
    stack.push(...later);
  }
  return { columns, rows: [...rows.filter(({ error }) => !error), ...rows.filter((r) => r.error)] };
};

type Placing = {
  readonly top: number;
  readonly heightOf: (id: string) => number;
  readonly places: Map<string, Place>;
};

/** Gives the actions of a part their places from `top` on; answers where the part ends. */
const placePart = ({ columns, rows }: Part, { top, heightOf, places }: Placing): number => {
  const bottoms: number[] = [];
  const below = (first: number, last: number) =>
    Math.max(
      Number.NEGATIVE_INFINITY,
      ...Array.from({ length: last - first + 1 }, (_, index) => bottoms[first + index] ?? top),
    );
  const errors = new Set(rows.filter(({ error }) => error).map(({ id }) => id));
  for (const { id, by, error } of rows) {
    const column = columns.get(id) ?? 0;
    const before = by ? places.get(by.from) : undefined;
    const free = bottoms[column] === undefined ? top : bottoms[column] + BETWEEN;
    // What an error leads to stands below everything that goes well on the way to it.
    const fromPlain = error && by !== null && !errors.has(by.from);
    const sunk = fromPlain ? below(columns.get(by.from) ?? 0, column) + BETWEEN : top;
    const y = onGrid(Math.max(before?.y ?? top, free, sunk));
    places.set(id, { x: column * COLUMN, y });
    bottoms[column] = y + heightOf(id);
  }
  return Math.max(top, ...bottoms.filter((bottom) => bottom !== undefined));
};

/**
 * Places for all actions: columns from the start on to the right, what goes well in a straight line, further exits
 * below, what errors lead to below that. What the start does not lead to follows underneath, the global handler first.
 */
export const arranged = (
  document: FlowDocument,
  catalogue: Catalogue,
): ReadonlyMap<string, Place> => {
  const { actions, edges, start, onError } = document;
  const leaving = leavingOf(document, catalogue);
  const heights = new Map(actions.map((action) => [action.id, nodeHeight(action, catalogue)]));
  const reached = new Set(edges.map(({ to }) => to));
  const ids = actions.map(({ id }) => id);
  const unreached = ids.filter((id) => !reached.has(id));
  const seen = new Map<string, 'open' | 'done'>();
  const places = new Map<string, Place>();
  let top = 0;
  for (const root of [start, onError, ...unreached, ...ids]) {
    if (!root || seen.has(root) || !heights.has(root)) continue;
    const part = partOf({ leaving, ...walk(root, leaving, seen) });
    const heightOf = (id: string) => heights.get(id) ?? 0;
    top = onGrid(placePart(part, { top, heightOf, places }) + APART);
  }
  return places;
};
