import { FLOW_LABELS, type Flow, type FlowLabel } from '../flow-api.ts';

/**
 * What is ticked when the dialog opens: what is published first becomes Live, so that it runs; afterwards a label moves
 * only when somebody ticks it.
 */
export const firstLabels = (
  {
    labels,
    publishedVersion,
    savedVersion,
  }: Pick<Flow, 'labels' | 'publishedVersion' | 'savedVersion'>,
  dirty: boolean,
): readonly FlowLabel[] => {
  if (publishedVersion === null) return ['Live'];
  return dirty ? [] : FLOW_LABELS.filter((label) => labels[label] === savedVersion);
};
