import { type Work } from './conversation-rules.ts';
import type { useOutbox } from './use-outbox.ts';

type ConversationViewProps = {
  readonly work: Work;
  readonly typing: boolean;
  readonly outbox: ReturnType<typeof useOutbox>;
  readonly onBack: () => void;
};
/** One conversation: its history and what the agent can do with it now. */
export declare function ConversationView(props: ConversationViewProps): import('react').JSX.Element;
