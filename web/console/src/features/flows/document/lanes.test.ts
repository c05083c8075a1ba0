import { describe, expect, it } from 'vitest';
import { action, catalogue, documentOf } from './designer.fixture.ts';
import { lanesOf } from './lanes.ts';

const at = (id: string, x: number, y: number) => ({ ...action(id, 'say'), position: { x, y } });
const HEIGHT = 54 + 2 * 26;

describe('ways back', () => {
  const actions = [at('a', 0, 0), at('b', 320, 160), at('c', 640, 0), at('far', 2000, 900)];
  const back = { from: 'c', outlet: 'next', to: 'a' };

  it('go below every box that stands between, and leave the ways onwards as they are', () => {
    const document = documentOf(actions, {
      edges: [{ from: 'a', outlet: 'next', to: 'b' }, back],
    });
    const lanes = lanesOf(document, catalogue);
    expect([...lanes.keys()]).toEqual(['c next']);
    expect(lanes.get('c next')).toBeGreaterThan(160 + HEIGHT);
    expect(lanes.get('c next')).toBeLessThan(900);
  });

  it('lie beside each other, not upon each other', () => {
    const lanes = lanesOf(
      documentOf(actions, { edges: [back, { ...back, outlet: 'error' }, { ...back, from: 'b' }] }),
      catalogue,
    );
    expect(new Set(lanes.values()).size).toBe(3);
  });

  it('lead an action back to itself below its own box', () => {
    const document = documentOf([at('a', 0, 0)], {
      edges: [{ from: 'a', outlet: 'error', to: 'a' }],
    });
    expect(lanesOf(document, catalogue).get('a error')).toBeGreaterThan(HEIGHT);
  });
});
