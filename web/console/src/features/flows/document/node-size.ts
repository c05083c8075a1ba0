import { type Catalogue, outletsOf } from './catalogue.ts';
import type { FlowAction } from './flow-document.ts';

/** Sizes on the canvas in pixels; the style sheet draws nodes of the same. */
export const NODE_WIDTH = 232;
export const HEAD = 54;
export const ROW = 26;
/** Of the places where a run enters the flow. */
export const ENTRY = { width: 232, height: 40 };

export const nodeHeight = (action: FlowAction, catalogue: Catalogue): number =>
  HEAD + ROW * outletsOf(catalogue.get(action.type), action.settings).length;
