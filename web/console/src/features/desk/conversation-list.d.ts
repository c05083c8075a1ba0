import { type Conversation, type Lists } from './conversation-rules.ts';

type ConversationListProps = {
  readonly lists: Lists;
  readonly selected: string | null;
  readonly typing: (conversationId: string) => boolean;
  readonly unread: (conversation: Conversation) => number;
  readonly onSelect: (key: string) => void;
};
/** Offered, active and after-call work, each with what is waiting in it. */
export declare function ConversationList({
  lists,
  ...rest
}: ConversationListProps): import('react').JSX.Element;
