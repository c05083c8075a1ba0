import { getViewportForBounds, type Rect, type Viewport } from '@xyflow/react';

/** Below this the names in the boxes are hard to read. */
const READABLE = 0.7;
const EDGE = 24;

type FirstViewInput = {
  /** What everything covers, and where the run starts, on the canvas. */
  readonly everything: Rect;
  readonly start: Rect;
  readonly width: number;
  readonly height: number;
};

/** What a flow is opened with: everything where that can be read, else its beginning. */
export const firstView = ({ everything, start, width, height }: FirstViewInput): Viewport => {
  const whole = getViewportForBounds(everything, width, height, 0.1, 1, 0.06);
  if (whole.zoom >= READABLE) return whole;
  const middle = height / 2 - (everything.y + everything.height / 2) * READABLE;
  const top = EDGE - start.y * READABLE;
  const bottom = height - EDGE - (start.y + start.height) * READABLE;
  return {
    zoom: READABLE,
    x: EDGE - start.x * READABLE,
    y: Math.min(bottom, Math.max(top, middle)),
  };
};
