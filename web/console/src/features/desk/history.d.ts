import type { Conversation } from './conversation-rules.ts';
import type { useOutbox } from './use-outbox.ts';

type HistoryProps = {
  readonly conversation: Conversation;
  readonly typing: boolean;
  readonly outbox: ReturnType<typeof useOutbox>;
};
/** What was said, what is on its way, and whether the customer types. The newest stays in view. */
export declare function History({
  conversation,
  typing,
  outbox,
}: HistoryProps): import('react').JSX.Element;
