import { describe, expect, it } from 'vitest';
import { outletsOf } from './catalogue.ts';
import { action, catalogue, documentOf } from './designer.fixture.ts';
import type { FlowDocument, FlowEdge, Place } from './flow-document.ts';
import { entryPlaces, placed } from './layout.ts';
import { HEAD, NODE_WIDTH, nodeHeight, ROW } from './node-size.ts';
import { cornersOf, waysOf } from './ways.ts';

type Box = { readonly id: string; readonly x: number; readonly y: number; readonly h: number };

const boxesOf = (document: FlowDocument): readonly Box[] => [
  ...document.actions.map((one) => ({
    id: one.id,
    ...(one.position ?? { x: Number.NaN, y: Number.NaN }),
    h: nodeHeight(one, catalogue),
  })),
  ...[...entryPlaces(document, catalogue)].map(([id, place]) => ({ id, ...place, h: 40 })),
];

const overlaps = (boxes: readonly Box[]): readonly string[] =>
  boxes.flatMap((a, index) =>
    boxes
      .slice(index + 1)
      .filter((b) => Math.abs(a.x - b.x) < NODE_WIDTH && a.y < b.y + b.h && b.y < a.y + a.h)
      .map((b) => `${a.id} ${b.id}`),
  );

/** Points along a connection as it is drawn. */
const drawn = (document: FlowDocument, edge: FlowEdge): readonly Place[] => {
  const boxes = new Map(boxesOf(document).map((box) => [box.id, box]));
  const [from, to] = [boxes.get(edge.from), boxes.get(edge.to)];
  const tool = document.actions.find(({ id }) => id === edge.from);
  const exits = outletsOf(catalogue.get(tool?.type ?? ''), tool?.settings ?? {});
  const row = exits.findIndex(({ name }) => name === edge.outlet);
  const exit = {
    x: (from?.x ?? 0) + NODE_WIDTH,
    y: (from?.y ?? 0) + HEAD + ROW * row + ROW / 2,
  };
  const entry = { x: to?.x ?? 0, y: (to?.y ?? 0) + HEAD / 2 };
  const way = waysOf(document, catalogue).get(`${edge.from} ${edge.outlet}`);
  const corners = way ? cornersOf(way, exit, entry) : [exit, entry];
  return corners.slice(1).flatMap((b, index) => {
    const a = corners[index] as Place;
    return Array.from({ length: 60 }, (_, n) => {
      const t = (n + 0.5) / 60;
      const bent = way ? t : t * t * (3 - 2 * t);
      return { x: a.x + (b.x - a.x) * t, y: a.y + (b.y - a.y) * bent };
    });
  });
};

const crossings = (document: FlowDocument): readonly string[] =>
  document.edges.flatMap((edge) => {
    const points = drawn(document, edge);
    return boxesOf(document)
      .filter(({ x, y, h }) =>
        points.some(
          (at) => at.x > x + 1 && at.x < x + NODE_WIDTH - 1 && at.y > y + 1 && at.y < y + h - 1,
        ),
      )
      .map(({ id }) => `${edge.from} ${edge.outlet} → ${edge.to} through ${id}`);
  });

const cases = (...names: readonly string[]) => ({ cases: names.map((name) => ({ name })) });
const edge = (from: string, outlet: string, to: string): FlowEdge => ({ from, outlet, to });

/** A flow as people draw them: a choice, ways that join again, a shared way for errors, a way back, a handler. */
const grown = documentOf(
  [
    action('hello', 'say'),
    action('which', 'case', cases('order', 'invoice', 'other')),
    action('order', 'call'),
    action('invoice', 'call'),
    action('tell', 'say'),
    action('more', 'case', cases('yes')),
    action('bye', 'say'),
    action('sorry', 'say'),
    action('handler', 'say'),
    action('over', 'say'),
    action('alone', 'say'),
  ],
  {
    onError: 'handler',
    edges: [
      edge('hello', 'next', 'which'),
      edge('hello', 'error', 'sorry'),
      edge('which', 'order', 'order'),
      edge('which', 'invoice', 'invoice'),
      edge('which', 'other', 'bye'),
      edge('which', 'default', 'more'),
      edge('which', 'error', 'sorry'),
      edge('order', 'next', 'tell'),
      edge('order', 'error', 'sorry'),
      edge('invoice', 'next', 'tell'),
      edge('invoice', 'error', 'sorry'),
      edge('tell', 'next', 'more'),
      edge('more', 'yes', 'which'),
      edge('more', 'default', 'bye'),
      edge('sorry', 'next', 'bye'),
      edge('handler', 'next', 'over'),
    ],
  },
);

const randomOf = (seed: number) => {
  let state = seed;
  return (below: number) => {
    state = (state * 1_103_515_245 + 12_345) % 2_147_483_648;
    return Math.floor((state / 2_147_483_648) * below);
  };
};

const wild = (seed: number): FlowDocument => {
  const random = randomOf(seed);
  const ids = Array.from({ length: 14 }, (_, index) => `n${index}`);
  const actions = ids.map((id) =>
    random(3) === 0 ? action(id, 'case', cases('x', 'y')) : action(id, 'say'),
  );
  const edges = actions.flatMap(({ id, type }) =>
    [...(type === 'case' ? ['x', 'y', 'default'] : ['next']), 'error']
      .filter(() => random(10) < 8)
      .map((outlet) => edge(id, outlet, ids[random(ids.length)] ?? id)),
  );
  return documentOf(actions, { edges, onError: ids[random(ids.length)] ?? null });
};

const topOf = (document: FlowDocument, id: string) =>
  document.actions.find((one) => one.id === id)?.position?.y ?? Number.NaN;

describe('arranging', () => {
  it('draws nothing upon another, no connection through an action, and errors below', () => {
    const document = placed(grown, catalogue, { all: true });
    expect(overlaps(boxesOf(document))).toEqual([]);
    expect(crossings(document)).toEqual([]);
    for (const id of ['hello', 'which', 'order', 'invoice', 'tell', 'more'])
      expect(topOf(document, 'sorry')).toBeGreaterThan(topOf(document, id));
    expect(topOf(document, 'handler')).toBeGreaterThan(topOf(document, 'sorry'));
    expect(topOf(document, 'alone')).toBeGreaterThan(topOf(document, 'handler'));
    expect(topOf(document, 'order')).toBe(topOf(document, 'hello'));
  });

  it.each(Array.from({ length: 30 }, (_, seed) => seed + 1))(
    'keeps boxes and ways apart in any flow (%i)',
    (seed) => {
      const document = placed(wild(seed), catalogue, { all: true });
      expect(overlaps(boxesOf(document))).toEqual([]);
      expect(crossings(document)).toEqual([]);
    },
  );
});
