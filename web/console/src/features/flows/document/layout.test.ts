import { describe, expect, it } from 'vitest';
import type { Tool } from './catalogue.ts';
import { action, catalogue, documentOf } from './designer.fixture.ts';
import { ON_ERROR, START } from './flow-document.ts';
import { entryPlaces, nextPlace, placed } from './layout.ts';
import { NODE_WIDTH, nodeHeight } from './node-size.ts';

const chain = documentOf(
  [action('a', 'say'), action('b', 'case', { cases: [{ name: 'x' }] }), action('c', 'say')],
  {
    edges: [
      { from: 'a', outlet: 'next', to: 'b' },
      { from: 'b', outlet: 'x', to: 'c' },
      { from: 'b', outlet: 'default', to: 'a' },
    ],
  },
);

describe('layout', () => {
  it('goes from left to right and puts nothing upon another', () => {
    const { actions } = placed(chain, catalogue);
    const xs = actions.map(({ position }) => position?.x ?? 0);
    expect((xs[1] ?? 0) - (xs[0] ?? 0)).toBeGreaterThan(NODE_WIDTH);
    expect((xs[2] ?? 0) - (xs[1] ?? 0)).toBeGreaterThan(NODE_WIDTH);
    expect(nodeHeight(actions[1] ?? action('', ''), catalogue)).toBe(54 + 3 * 26);
  });

  it('keeps what has a place, unless everything is arranged anew', () => {
    const [a, ...others] = chain.actions;
    const mixed = {
      ...chain,
      actions: [{ ...action('a', 'say'), position: { x: 7, y: 9 } }, ...others],
    };
    expect(a?.position).toBeUndefined();
    const kept = placed(mixed, catalogue);
    expect(kept.actions[0]?.position).toEqual({ x: 7, y: 9 });
    expect(kept.actions[1]?.position?.y).toBeGreaterThan(200);
    expect(placed(kept, catalogue)).toBe(kept);
    expect(placed(kept, catalogue, { all: true }).actions[0]?.position).not.toEqual({ x: 7, y: 9 });
  });

  it('finds a free place beside an action', () => {
    const at = (id: string, x: number, y: number) => ({ ...action(id, 'say'), position: { x, y } });
    const first = at('a', 0, 0);
    const say = catalogue.get('say') as Tool;
    const beside = { besides: first, tool: say, catalogue };
    const right = nextPlace(documentOf([first]), beside);
    expect(right.x).toBeGreaterThan(NODE_WIDTH);
    const tall = {
      ...at('b', right.x, right.y),
      type: 'case',
      settings: { cases: ['p', 'q', 'r', 's', 't'].map((name) => ({ name })) },
    };
    const below = nextPlace(documentOf([first, tall]), beside);
    expect(below.x).toBe(right.x);
    expect(below.y).toBeGreaterThan(right.y + nodeHeight(tall, catalogue));
    expect(nextPlace(documentOf([]), { ...beside, besides: undefined })).toEqual({ x: 0, y: 0 });
  });

  it('places the entries beside what they lead to', () => {
    const { actions } = placed(chain, catalogue);
    const document = { ...chain, actions, onError: 'c' };
    const places = entryPlaces(document, catalogue);
    expect(places.get(START)?.x).toBeLessThan(actions[0]?.position?.x ?? 0);
    expect(places.get(ON_ERROR)?.x).toBeLessThan(actions[2]?.position?.x ?? 0);
  });

  it('arranges five hundred actions within seconds', () => {
    const ids = Array.from({ length: 500 }, (_, index) => `n${index}`);
    const long = documentOf(
      ids.map((id) => action(id, 'case', { cases: [{ name: 'x' }] })),
      {
        edges: ids.slice(1).flatMap((to, index) => [
          { from: `n${index}`, outlet: 'default', to },
          { from: `n${index}`, outlet: 'x', to: ids[(index * 7) % 500] ?? to },
        ]),
      },
    );
    const started = performance.now();
    expect(placed(long, catalogue).actions.every(({ position }) => position)).toBe(true);
    expect(performance.now() - started).toBeLessThan(10_000);
  });
});
