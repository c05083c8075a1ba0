import type { Work } from './conversation-rules.ts';

type AcceptButtonProps = {
  readonly work: Work;
  /** Whether the key for accepting means this offer. */
  readonly hasKey: boolean;
  /** Id of what tells whose offer it is. */
  readonly describedBy: string;
  readonly onAccepted: (key: string) => void;
};
/** Takes an offer from the list, whatever is in view, and opens it. */
export declare function AcceptButton({
  work,
  hasKey,
  describedBy,
  onAccepted,
}: AcceptButtonProps): import('react').JSX.Element;
