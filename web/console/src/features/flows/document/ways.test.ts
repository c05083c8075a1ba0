import { describe, expect, it } from 'vitest';
import { action, catalogue, documentOf } from './designer.fixture.ts';
import { cornersOf, waysOf } from './ways.ts';

const at = (id: string, x: number, y: number) => ({ ...action(id, 'say'), position: { x, y } });
const HEIGHT = 54 + 2 * 26;

describe('ways of connections', () => {
  const actions = [at('a', 0, 0), at('b', 320, 160), at('c', 640, 0), at('far', 2000, 900)];
  const back = { from: 'c', outlet: 'next', to: 'a' };

  it('lead back around every box between, and leave plain ways onwards as they are', () => {
    const document = documentOf(actions, {
      edges: [{ from: 'a', outlet: 'next', to: 'b' }, back],
    });
    const ways = waysOf(document, catalogue);
    expect([...ways.keys()]).toEqual(['c next']);
    const lane = ways.get('c next')?.lane ?? 0;
    expect(lane < 0 || lane > HEIGHT).toBe(true);
    expect(lane < 160 || lane > 160 + HEIGHT).toBe(true);
  });

  it('lead onwards around an action that stands in between', () => {
    const row = [at('a', 0, 0), at('b', 320, 0), at('c', 640, 0)];
    const document = documentOf(row, { edges: [{ from: 'a', outlet: 'next', to: 'c' }] });
    const way = waysOf(document, catalogue).get('a next');
    expect(way && (way.lane < 0 || way.lane > HEIGHT)).toBe(true);
  });

  it('lie beside each other, not upon each other', () => {
    const edges = [
      back,
      { ...back, outlet: 'error', to: 'b' },
      { from: 'b', outlet: 'next', to: 'a' },
    ];
    const lanes = [...waysOf(documentOf(actions, { edges }), catalogue).values()];
    expect(new Set(lanes.map(({ lane }) => lane)).size).toBe(3);
  });

  it('lead an action back to itself around its own box', () => {
    const document = documentOf([at('a', 0, 0)], {
      edges: [{ from: 'a', outlet: 'error', to: 'a' }],
    });
    const lane = waysOf(document, catalogue).get('a error')?.lane ?? 0;
    expect(lane < 0 || lane > HEIGHT).toBe(true);
  });

  it('have no corner twice', () => {
    const way = { out: 24, lane: 10, in: 24 };
    expect(cornersOf(way, { x: 0, y: 10 }, { x: 100, y: 10 })).toEqual([
      { x: 0, y: 10 },
      { x: 24, y: 10 },
      { x: 76, y: 10 },
      { x: 100, y: 10 },
    ]);
  });
});
