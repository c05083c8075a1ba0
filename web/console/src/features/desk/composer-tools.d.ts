import type { useCannedResponses, useFile, useQuickReplies } from './use-composer.ts';

type ToolsProps = {
  readonly file: File | null;
  readonly quick: Pick<ReturnType<typeof useQuickReplies>, 'opened' | 'toggle'>;
  readonly canned: ReturnType<typeof useCannedResponses>;
  readonly reset: ReturnType<typeof useFile>['reset'];
  readonly attach: (file: File | null) => void;
};
/** What can go along with a message. */
export declare function ComposerTools({
  file,
  quick,
  canned,
  reset,
  attach,
}: ToolsProps): import('react').JSX.Element;
type HintsProps = {
  readonly text: string;
  readonly needsText: boolean;
  readonly left: number;
};
/** What is still missing, and how much room there is. */
export declare function ComposerHints({
  text,
  needsText,
  left,
}: HintsProps): import('react').JSX.Element;
