import { type Conversation } from './conversation-rules.ts';
/** Which customers of these conversations are typing now. */
export declare function useCustomerTyping(
  conversations: readonly Conversation[],
): (conversationId: string) => boolean;
/** Tells the customer that the agent types; never more often than the signal lasts. */
export declare function useAgentTyping(conversation: Conversation): () => void;
