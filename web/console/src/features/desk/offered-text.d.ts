type Offered = {
  readonly conversationId: string;
  readonly text: string;
};
/** Offers a text for the agent's message in a conversation. */
export declare const offerText: (offered: Offered) => void;
/** Takes texts that are offered for a conversation. */
export declare function useOfferedText(conversationId: string, take: (text: string) => void): void;
