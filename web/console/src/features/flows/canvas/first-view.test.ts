import { describe, expect, it } from 'vitest';
import { firstView } from './first-view.ts';

const window = { width: 700, height: 600 };
const start = { x: -296, y: 1400, width: 232, height: 40 };

describe('what a flow is opened with', () => {
  it('shows everything where it can be read', () => {
    const small = { x: -296, y: 0, width: 600, height: 300 };
    const view = firstView({ ...window, everything: small, start: { ...start, y: 0 } });
    expect(view.zoom).toBe(1);
    expect(view.x + small.x * view.zoom).toBeGreaterThanOrEqual(0);
  });

  it('shows the beginning of a flow that would be too small to read', () => {
    for (const height of [300, 4000]) {
      const everything = { x: -296, y: 0, width: 6000, height };
      const at = { ...start, y: Math.min(start.y, height - 40) };
      const { x, y, zoom } = firstView({ ...window, everything, start: at });
      expect(zoom).toBe(0.7);
      expect(x + at.x * zoom).toBe(24);
      expect(y + at.y * zoom).toBeGreaterThanOrEqual(24);
      expect(y + (at.y + at.height) * zoom).toBeLessThanOrEqual(window.height - 24);
    }
  });
});
