import type { useAgentActions } from './use-agent-actions.ts';
/** Set aside: it takes up no place until the customer writes or the agent goes on. */
export declare function ParkedBar({
  actions,
}: {
  readonly actions: ReturnType<typeof useAgentActions>;
}): import('react').JSX.Element;
