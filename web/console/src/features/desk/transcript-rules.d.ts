/** A message of a transcript: who said it, when the line tells. Further lines of it are in its words. */
export type TranscriptLine = {
  readonly speaker: string | null;
  /** Who that is, when the speaker is called by a word of the bot side's. */
  readonly role: 'customer' | 'bot' | 'agent' | null;
  readonly words: string;
};
export type TranscriptView = {
  /** Its own heading, such as "Transcript"; null when it has none. */
  readonly title: string | null;
  readonly lines: readonly TranscriptLine[];
};
/**
 * Reads the text of a transcript message: an optional heading between dashes, then the messages, each beginning with
 * its speaker. What is set in below it, or has no speaker, is a further line of the message before.
 */
export declare const readTranscript: (text: string) => TranscriptView;
type Lines = readonly TranscriptLine[];
/** What of a transcript is shown at once, and what on request. */
export declare function foldTranscript(lines: Lines): {
  readonly head: Lines;
  readonly folded: Lines;
  readonly tail: Lines;
};
