/** A line of a transcript: who said it, when the line tells. */
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

const maxSpeaker = 24;

/** What the bot side calls the speakers, in the languages of customers. */
const ROLES: Readonly<Record<string, TranscriptLine['role']>> = {
  Customer: 'customer',
  Kunde: 'customer',
  Müşteri: 'customer',
  Bot: 'bot',
  Agent: 'agent',
  Temsilci: 'agent',
};

/** Its headings: the desk has one of its own in the agent's language. */
const TITLES: readonly string[] = ['Transcript', 'Gesprächsverlauf', 'Konuşma dökümü'];

const toLine = (line: string): TranscriptLine => {
  const at = line.indexOf(': ');
  const speaker = at > 0 && at <= maxSpeaker ? line.slice(0, at) : null;
  return speaker
    ? { speaker, role: ROLES[speaker] ?? null, words: line.slice(at + 2) }
    : { speaker: null, role: null, words: line };
};

/** Reads the text of a transcript message: an optional heading between dashes, then one line a message. */
export const readTranscript = (text: string): TranscriptView => {
  const [first = '', ...rest] = text.split('\n');
  const title = /^— (.+) —$/.exec(first)?.[1] ?? null;
  const known = title !== null && TITLES.includes(title);
  return { title: known ? null : title, lines: (title ? rest : [first, ...rest]).map(toLine) };
};
