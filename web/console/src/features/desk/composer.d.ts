import type { Work } from './conversation-rules.ts';
import type { Outbox } from './outbox.ts';

type ComposerProps = {
  readonly work: Work;
  readonly outbox: Outbox;
};
/** Where the agent writes: Enter sends, Shift and Enter begin a line, a file goes with its caption. */
export declare function Composer({ work, outbox }: ComposerProps): import('react').JSX.Element;
