export declare const labelsKey: (conversationId: string) => readonly ['desk', 'labels', string];
/** What colleagues filed the conversation under. */
export declare function useLabels(conversationId: string): readonly string[];
/** Labels that the organisation uses, to choose from. */
export declare function useUsedLabels(): readonly string[];
/** Changes the labels to those that are wanted; shown at once, and taken back when it does not succeed. */
export declare function useChangeLabels(
  conversationId: string,
): import('@tanstack/react-query').UseMutationResult<
  {
    labels: string[];
  },
  Error,
  {
    readonly before: readonly string[];
    readonly after: string[];
  },
  void
>;
