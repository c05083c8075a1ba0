/** A piece of a text: words, or an address that can be opened. */
export type TextPart = {
  /** Where it begins in the text. */
  readonly at: number;
  readonly text: string;
  readonly href?: string;
};
/** Splits a text at its http(s) addresses; the parts together are the text. */
export declare function linkParts(text: string): readonly TextPart[];
