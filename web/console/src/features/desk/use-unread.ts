import { useEffect, useState } from 'react';
import { type Conversation, receivedOf } from './conversation-rules.ts';

type Seen = Readonly<Record<string, number>>;

/** What has been seen after a look at the list: all of the one in view, and whatever was there at the first look. */
export const seenAfter = (
  seen: Seen,
  conversations: readonly Conversation[],
  shown: string | null,
): Seen => {
  const next = Object.fromEntries(
    conversations.map((one) => {
      const id = one.id ?? '';
      const known = seen[id];
      return [id, id === shown || known === undefined ? receivedOf(one) : known];
    }),
  );
  const same =
    Object.keys(next).length === Object.keys(seen).length &&
    Object.entries(next).every(([id, count]) => seen[id] === count);
  return same ? seen : next;
};

/** How many messages of the customer came while the conversation was not in view. */
export function useUnread(conversations: readonly Conversation[], shown: string | null) {
  const [seen, setSeen] = useState<Seen>({});
  useEffect(() => {
    setSeen((now) => seenAfter(now, conversations, shown));
  }, [conversations, shown]);
  return (conversation: Conversation): number => {
    const id = conversation.id ?? '';
    if (id === shown) return 0;
    const received = receivedOf(conversation);
    return Math.max(0, received - (seen[id] ?? received));
  };
}
