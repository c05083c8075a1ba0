import { type Work } from './conversation-rules.ts';
import type { useAgentActions } from './use-agent-actions.ts';

type WrapupFormProps = {
  readonly work: Work;
  readonly actions: ReturnType<typeof useAgentActions>;
};
/** How it ended. A mandatory code cannot be passed over unless the queue has none. */
export declare function WrapupForm({ work, actions }: WrapupFormProps): import('react').JSX.Element;
