import type { Conversation } from './conversation-rules.ts';
import { type MessageData } from './message-rules.ts';

type Known = Readonly<Record<string, MessageData>>;
export declare const historyKey: (conversationId: string) => readonly ['desk', 'history', string];
/** Adds messages to what is known of a conversation. */
export declare const withMessages: (known: Known, messages: readonly MessageData[]) => Known;
/** The messages of a conversation; only those not at hand are read. */
export declare function useHistory(conversation: Conversation): {
  messages: readonly import('./message-rules.ts').ChatMessage[];
  loading: boolean;
  query: import('@tanstack/react-query').UseQueryResult<number, Error>;
};
