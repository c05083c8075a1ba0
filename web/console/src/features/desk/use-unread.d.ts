import { type Conversation } from './conversation-rules.ts';

type Seen = Readonly<Record<string, number>>;
/** What has been seen after a look at the list: all of the one in view, and whatever was there at the first look. */
export declare const seenAfter: (
  seen: Seen,
  conversations: readonly Conversation[],
  shown: string | null,
) => Seen;
/** How many messages of the customer came while the conversation was not in view. */
export declare function useUnread(
  conversations: readonly Conversation[],
  shown: string | null,
): (conversation: Conversation) => number;
