import { useEffect, useRef, useState } from 'react';
import { useLive } from '#src/live/live-provider.tsx';
import { useSession } from '#src/session/session.ts';
import { type Conversation, communicationOf } from './conversation-rules.ts';
import {
  heardOf,
  isTyping,
  lastOf,
  noTyping,
  readTyping,
  shouldSignal,
  signalled,
  TYPING_EVERY_MS,
} from './typing-rules.ts';

/** Which customers of these conversations are typing now. */
export function useCustomerTyping(
  conversations: readonly Conversation[],
): (conversationId: string) => boolean {
  const { me } = useSession();
  const live = useLive();
  const [facts, setFacts] = useState(noTyping);
  const [now, setNow] = useState(() => Date.now());
  const last = lastOf(facts);

  useEffect(() => {
    setFacts((old) => heardOf(old, conversations, Date.now()));
  }, [conversations]);

  useEffect(
    () =>
      live.subscribe({
        topics: [`v2.users.${me.id}.conversations.inbound.typing.event`],
        onResync: () => setFacts((old) => ({ ...old, signals: {} })),
        onEvent: ({ eventBody }) => {
          const typing = readTyping(eventBody);
          if (!typing) return;
          setNow(Date.now());
          setFacts((old) => signalled(old, typing, Date.now()));
        },
      }),
    [live, me.id],
  );
  useEffect(() => {
    if (last <= Date.now()) return;
    const timer = setTimeout(() => setNow(Date.now()), last - Date.now() + 50);
    return () => clearTimeout(timer);
  }, [last]);

  return (conversationId) => isTyping(facts, conversationId, now);
}

/** Tells the customer that the agent types; never more often than the signal lasts. */
export function useAgentTyping(conversation: Conversation): () => void {
  const { api } = useSession();
  const lastSignal = useRef(-TYPING_EVERY_MS);
  return () => {
    const communicationId = communicationOf(conversation);
    const now = performance.now();
    if (!communicationId || !conversation.id || !shouldSignal(lastSignal.current, now)) return;
    lastSignal.current = now;
    // A lost signal is not worth a word to the agent.
    void api
      .call(
        'POST /api/v2/conversations/messages/{conversationId}/communications/{communicationId}/typing',
        {
          params: { conversationId: conversation.id, communicationId },
          body: { typing: { type: 'On', duration: 5000 } },
        },
      )
      .catch(() => undefined);
  };
}
