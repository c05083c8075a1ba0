/** The agent's conversations, kept current by events. */
export declare function useConversations(): {
  query: import('@tanstack/react-query').UseQueryResult<
    readonly import('@tandem/contract').MessageConversation[],
    Error
  >;
  lists: Readonly<
    Record<
      import('./conversation-rules.ts').Stage,
      readonly import('./conversation-rules.ts').Work[]
    >
  >;
  reread: () => Promise<void>;
};
