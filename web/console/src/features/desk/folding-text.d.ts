/** Whether a text is so long that it starts folded. */
export declare const isLong: (text: string) => boolean;
type FoldingTextProps = {
  readonly children: string;
  /** Stars and underscores make words bold or italic. */
  readonly marked: boolean;
};
/** A text with its line breaks; a long one, such as the bot's transcript, unfolds on request. */
export declare function FoldingText({
  children,
  marked,
}: FoldingTextProps): import('react').JSX.Element;
