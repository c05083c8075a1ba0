import type { useAgentActions } from './use-agent-actions.ts';
/** Says that one only reads along, and leaves. */
export declare function AlongBar({
  actions,
}: {
  readonly actions: ReturnType<typeof useAgentActions>;
}): import('react').JSX.Element;
