type QuickRepliesFieldProps = {
  readonly replies: readonly string[];
  readonly onChange: (replies: readonly string[]) => void;
  readonly onClose: () => void;
};
/** Answers that the customer can tap instead of writing. */
export declare function QuickRepliesField({
  replies,
  onChange,
  onClose,
}: QuickRepliesFieldProps): import('react').JSX.Element;
