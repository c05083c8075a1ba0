import { BaseEdge, type EdgeProps, getBezierPath } from '@xyflow/react';
import type { Place } from '../document/flow-document.ts';
import { cornersOf, type Way } from '../document/ways.ts';
import type { CanvasEdge } from './to-nodes.ts';

const RADIUS = 12;

const towards = (from: Place, to: Place, length: number): Place => {
  const whole = Math.hypot(to.x - from.x, to.y - from.y);
  const part = whole === 0 ? 0 : Math.min(length, whole / 2) / whole;
  return { x: from.x + (to.x - from.x) * part, y: from.y + (to.y - from.y) * part };
};

/** A path along the corners, each of them rounded. */
const rounded = (corners: readonly Place[]): string =>
  corners
    .map((corner, index) => {
      const [before, after] = [corners[index - 1], corners[index + 1]];
      if (!before) return `M${corner.x} ${corner.y}`;
      if (!after) return `L${corner.x} ${corner.y}`;
      const [a, b] = [towards(corner, before, RADIUS), towards(corner, after, RADIUS)];
      return `L${a.x} ${a.y}Q${corner.x} ${corner.y} ${b.x} ${b.y}`;
    })
    .join('');

/** The path of a way and the middle of its lane. */
const alongLane = (way: Way, props: EdgeProps<CanvasEdge>): readonly [string, number, number] => {
  const exit = { x: props.sourceX, y: props.sourceY };
  const entry = { x: props.targetX, y: props.targetY };
  const middle = (exit.x + way.out + entry.x - way.in) / 2;
  return [rounded(cornersOf(way, exit, entry)), middle, way.lane];
};

/** A connection: a curve, or where that would lead back or through an action, a way around. */
export function WayEdge(props: EdgeProps<CanvasEdge>) {
  const { data, label, interactionWidth } = props;
  const way = data?.way ?? null;
  const [path, labelX, labelY] = way === null ? getBezierPath(props) : alongLane(way, props);
  return (
    <BaseEdge
      id={props.id}
      path={path}
      labelX={labelX}
      labelY={labelY}
      label={label}
      {...(interactionWidth === undefined ? {} : { interactionWidth })}
    />
  );
}
