/** A line of a transcript: who said it, when the line tells. */
export type TranscriptLine = { readonly speaker: string | null; readonly words: string };

export type TranscriptView = {
  /** Its own heading, such as "Transcript"; null when it has none. */
  readonly title: string | null;
  readonly lines: readonly TranscriptLine[];
};

const maxSpeaker = 24;

const toLine = (line: string): TranscriptLine => {
  const at = line.indexOf(': ');
  const speaker = at > 0 && at <= maxSpeaker ? line.slice(0, at) : null;
  return speaker ? { speaker, words: line.slice(at + 2) } : { speaker: null, words: line };
};

/** Reads the text of a transcript message: an optional heading between dashes, then one line a message. */
export const readTranscript = (text: string): TranscriptView => {
  const [first = '', ...rest] = text.split('\n');
  const title = /^— (.+) —$/.exec(first)?.[1] ?? null;
  return { title, lines: (title ? rest : [first, ...rest]).map(toLine) };
};
