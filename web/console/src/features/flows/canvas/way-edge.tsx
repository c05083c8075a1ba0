import { BaseEdge, type EdgeProps, getBezierPath, getSmoothStepPath } from '@xyflow/react';
import { STAND_OFF } from '../document/lanes.ts';
import type { CanvasEdge } from './to-nodes.ts';

/** A connection: a curve onwards, and below the boxes where it leads back. */
export function WayEdge(props: EdgeProps<CanvasEdge>) {
  const { data, label, interactionWidth } = props;
  const lane = data?.lane ?? null;
  const [path, labelX, labelY] =
    lane === null
      ? getBezierPath(props)
      : getSmoothStepPath({ ...props, centerY: lane, offset: STAND_OFF, borderRadius: 12 });
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
