/** A message of a transcript: who said it, when the line tells. Further lines of it are in its words. */
export type TranscriptLine = {
  readonly speaker: string | null;
  /** Who that is, when the speaker is called by a word of the bot side's. */
  readonly role: 'customer' | 'bot' | 'agent' | null;
  /** What a line before the first speaker is about, where the bot side has written it; `words` are what it says. */
  readonly head?: TranscriptHead;
  readonly words: string;
};

export type TranscriptHead =
  | 'reason'
  | 'summary'
  | 'message'
  | 'email'
  | 'callback'
  | 'when'
  | 'cut'
  | 'cutTalk';

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

/** What the bot side calls lines before the first speaker, in the languages of customers. */
const HEADS: Readonly<Record<string, TranscriptHead>> = {
  Reason: 'reason',
  Grund: 'reason',
  Neden: 'reason',
  Summary: 'summary',
  Zusammenfassung: 'summary',
  Özet: 'summary',
  'Message left while no agent was there': 'message',
  'E-mail': 'email',
  'Callback wanted': 'callback',
  When: 'when',
};

/** Lines of the bot side's that stand alone. */
const REMARKS: Readonly<Record<string, TranscriptHead>> = {
  '[Earlier messages are left out.]': 'cut',
  '[Frühere Nachrichten sind weggelassen.]': 'cut',
  '[Daha önceki mesajlar çıkarıldı.]': 'cut',
  '[Earlier messages are left out: they stand in the last talk with an agent.]': 'cutTalk',
  '[Frühere Nachrichten sind weggelassen: Sie stehen im letzten Gespräch mit einem Agenten.]':
    'cutTalk',
  '[Daha önceki mesajlar çıkarıldı: temsilciyle yapılan son görüşmede duruyor.]': 'cutTalk',
};

/** A line before the first speaker, by what it is about where that is known. */
const headOf = (line: TranscriptLine): TranscriptLine => {
  const remark = REMARKS[line.words];
  if (remark) return { ...line, head: remark, words: '' };
  const at = line.words.indexOf(': ');
  const head = at > 0 ? HEADS[line.words.slice(0, at)] : undefined;
  return head ? { ...line, head, words: line.words.slice(at + 2) } : line;
};

const withHeads = (lines: readonly TranscriptLine[]): readonly TranscriptLine[] => {
  const first = lines.findIndex(({ speaker }) => speaker !== null);
  return lines.map((line, at) => (first < 0 || at < first ? headOf(line) : line));
};

/** Its headings: the desk has one of its own in the agent's language. */
const TITLES: readonly string[] = ['Transcript', 'Gesprächsverlauf', 'Konuşma dökümü'];

type Context = {
  /** The heading is one of somebody else's, who may call the speakers as they like. */
  readonly foreign: boolean;
};

const toLine = (line: string, { foreign }: Context): TranscriptLine => {
  const at = line.indexOf(': ');
  const speaker = at > 0 && at <= maxSpeaker ? line.slice(0, at) : '';
  const role = ROLES[speaker] ?? null;
  // A file's name between brackets is nobody who speaks.
  return role || (foreign && /^[^[\s]/.test(speaker))
    ? { speaker, role, words: line.slice(at + 2) }
    : { speaker: null, role: null, words: line };
};

/** How the bot side begins the further lines of a message, so that no customer speaks as somebody else. */
const CONTINUED = /^(?: {1,4}|\t|> ?|[|│] ?)/;

/** Further lines of a message stay with it: only a speaker begins the next one. */
const gather = (lines: readonly string[], context: Context): readonly TranscriptLine[] => {
  const messages: TranscriptLine[] = [];
  for (const line of lines) {
    const last = messages.at(-1);
    const continued = CONTINUED.test(line);
    const next = continued ? null : toLine(line, context);
    if (next && (next.speaker || !last?.speaker)) messages.push(next);
    else if (last)
      messages.splice(-1, 1, {
        ...last,
        words: `${last.words}\n${line.replace(CONTINUED, '')}`,
      });
    else messages.push({ speaker: null, role: null, words: line.replace(CONTINUED, '') });
  }
  return messages;
};

/**
 * Reads the text of a transcript message: an optional heading between dashes, then the messages, each beginning with
 * its speaker. What is set in below it, or has no speaker, is a further line of the message before.
 */
export const readTranscript = (text: string): TranscriptView => {
  const [first = '', ...rest] = text.split('\n');
  const title = /^— (.+) —$/.exec(first)?.[1] ?? null;
  const foreign = title !== null && !TITLES.includes(title);
  const lines = gather(title === null ? [first, ...rest] : rest, { foreign });
  return { title: foreign ? title : null, lines: foreign ? lines : withHeads(lines) };
};

/** Lines at the end that are shown at first: the newest say why the customer is here. */
const SHOWN = 6;
/** Fewer lines than these are not worth a click. */
const WORTH_FOLDING = 3;
/** Lines before the first speaker that stay: what was left, why the bot gave up. */
const MOST_HEAD = 3;

type Lines = readonly TranscriptLine[];

/** What of a transcript is shown at once, and what on request. */
export function foldTranscript(lines: Lines): {
  readonly head: Lines;
  readonly folded: Lines;
  readonly tail: Lines;
} {
  const first = lines.findIndex(({ speaker }) => speaker !== null);
  const start = Math.min(first < 0 ? lines.length : first, MOST_HEAD);
  const room = lines.length - start - SHOWN;
  const end = room < WORTH_FOLDING ? start : start + room;
  return {
    head: lines.slice(0, start),
    folded: lines.slice(start, end),
    tail: lines.slice(end),
  };
}
