import type { Catalogue } from './catalogue.ts';
import { edgeId, type FlowDocument } from './flow-document.ts';
import { NODE_WIDTH, nodeHeight } from './layout.ts';

/** Room between a box and the way below it, and between two such ways. */
const BELOW = 28;
const APART = 12;
/** How far a way back stands off the boxes at both of its ends. */
export const STAND_OFF = 24;

/**
 * Heights in which connections run that lead back to the left, by edge: below all boxes between both ends. Drawn
 * straight they would lie behind those boxes.
 */
export const lanesOf = (
  { actions, edges }: FlowDocument,
  catalogue: Catalogue,
): ReadonlyMap<string, number> => {
  const boxes = new Map(
    actions.map((action) => {
      const { x, y } = action.position ?? { x: 0, y: 0 };
      const bottom = y + nodeHeight(action, catalogue);
      return [action.id, { left: x, right: x + NODE_WIDTH, bottom }];
    }),
  );
  const lanes = new Map<string, number>();
  const taken = new Map<number, number>();
  for (const edge of edges) {
    const [from, to] = [boxes.get(edge.from), boxes.get(edge.to)];
    if (!from || !to || to.left >= from.right) continue;
    const left = to.left - STAND_OFF;
    const right = from.right + STAND_OFF;
    const between = [...boxes.values()].filter((box) => box.left < right && box.right > left);
    const lowest = Math.max(...between.map(({ bottom }) => bottom)) + BELOW;
    const before = taken.get(lowest) ?? 0;
    taken.set(lowest, before + 1);
    lanes.set(edgeId(edge), lowest + before * APART);
  }
  return lanes;
};
