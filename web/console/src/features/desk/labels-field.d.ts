/** The labels of a conversation, as they stand under the customer's name. */
export declare function LabelBadges({
  conversationId,
}: {
  readonly conversationId: string;
}): import('react').JSX.Element | null;
/** Puts labels on the conversation and takes them off; those of the organisation are offered. */
export declare function LabelsField({
  conversationId,
}: {
  readonly conversationId: string;
}): import('react').JSX.Element;
