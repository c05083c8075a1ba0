import { useDesigner } from './designer/designer-context.ts';
import { actionOf } from './document/flow-document.ts';
import type { FlowProblem } from './flow-api.ts';
import { useWords } from './use-words.ts';

/** Where a problem stands: action and setting as the form calls them, a row by its number. Empty for the flow itself. */
export function usePlaceText(): (problem: FlowProblem) => string {
  const words = useWords();
  const { document, catalogue } = useDesigner();
  const settingOf = ({ action = '', field, row, column }: FlowProblem): string => {
    const tool = catalogue.get(actionOf(document, action)?.type ?? '');
    const place = tool?.fields.find(({ name }) => name === field);
    if (!place) return '';
    const label = words.field(place);
    const inRow = place.kind === 'rows' && place.columns.find(({ name }) => name === column);
    const number = row === undefined ? '' : ` ${row + 1}`;
    return `${label}${number}${inRow ? ` · ${words.field(inRow)}` : ''}`;
  };
  return (problem) =>
    [actionOf(document, problem.action ?? '')?.name, settingOf(problem)]
      .filter(Boolean)
      .join(' · ');
}
