import type { Work } from './conversation-rules.ts';
import type { useAgentActions } from './use-agent-actions.ts';

type OfferBarProps = {
  readonly work: Work;
  readonly actions: ReturnType<typeof useAgentActions>;
};
/** Take it or leave it, while it is offered. */
export declare function OfferBar({ work, actions }: OfferBarProps): import('react').JSX.Element;
