import { type Work } from './conversation-rules.ts';
import type { useAgentActions } from './use-agent-actions.ts';

type TakeOverBarProps = {
  readonly work: Work;
  readonly actions: ReturnType<typeof useAgentActions>;
};
/** Who is asked to take over while the agent goes on, and the way back. */
export declare function TakeOverBar({
  work,
  actions,
}: TakeOverBarProps): import('react').JSX.Element;
