import type { StoredActivity } from '../conversations/index.ts';
import { shortFileUrl } from '../file-links.rules.ts';
import type { HandlingOptions } from '../handling/index.ts';
import { botFailed, type HandoverRequest } from './handover.model.ts';
import { redactionOf } from './redaction.rules.ts';

const texts = {
  en: {
    user: 'Customer',
    bot: 'Bot',
    agent: 'Agent',
    title: 'Transcript',
    cut: '[Earlier messages are left out.]',
    cutTalk: '[Earlier messages are left out: they stand in the last talk with an agent.]',
    long: '[… shortened]',
    reason: 'Reason',
    summary: 'Summary',
  },
  de: {
    user: 'Kunde',
    bot: 'Bot',
    agent: 'Agent',
    title: 'Gesprächsverlauf',
    cut: '[Frühere Nachrichten sind weggelassen.]',
    cutTalk:
      '[Frühere Nachrichten sind weggelassen: Sie stehen im letzten Gespräch mit einem Agenten.]',
    long: '[… gekürzt]',
    reason: 'Grund',
    summary: 'Zusammenfassung',
  },
  tr: {
    user: 'Müşteri',
    bot: 'Bot',
    agent: 'Temsilci',
    title: 'Konuşma dökümü',
    cut: '[Daha önceki mesajlar çıkarıldı.]',
    cutTalk: '[Daha önceki mesajlar çıkarıldı: temsilciyle yapılan son görüşmede duruyor.]',
    long: '[… kısaltıldı]',
    reason: 'Neden',
    summary: 'Özet',
  },
} as const;

const textsFor = (locale: string) => {
  const language = locale.toLowerCase().split(/[-_]/)[0];
  return language === 'de' || language === 'tr' ? texts[language] : texts.en;
};

/** What agents read before the customer's next words, ready to be split into messages. */
export type Transcript = {
  /** First line of each message; with it a desk knows a transcript from a word of the customer. */
  readonly title: string;
  /** Why the bot gave up; null without a reason. */
  readonly note: string | null;
  /** Why the customer comes, and what was done so far, as the bot says; absent: it says neither. */
  readonly about?: string;
  /** One entry a message, oldest first. */
  readonly lines: readonly string[];
  readonly cut: string;
  readonly long: string;
  /** Something older was not even read. */
  readonly more: boolean;
  /** Said before all else, when the customer comes; absent: nothing. */
  readonly greeting?: string;
  /** Every line becomes a message of its own. */
  readonly separate?: boolean;
  /** Not as a note, though the contact centre has some. */
  readonly asMessages?: boolean;
  /** UTF-16 units of one message at most, where the wish is for less than the contact centre takes. */
  readonly length?: number;
};

/** Longer ones are signed, or hold the file itself: nobody can read on behind them. */
const longestAddress = 150;

/** An address that fits into a line; of what agents have sent, those who read it have the file. */
const addressOf = (direction: StoredActivity['direction'], url: string): string | null => {
  if (direction === 'agent') return null;
  const short = shortFileUrl(url) ?? url;
  return /^https?:/i.test(short) && short.length <= longestAddress ? short : null;
};

const wordsOf = ({ direction, body }: StoredActivity): string => {
  const files = (body.attachments ?? []).map(({ name, contentUrl, contentType }) =>
    [`[${name ?? contentType}]`, contentUrl && addressOf(direction, contentUrl)]
      .filter(Boolean)
      .join(' '),
  );
  return [body.text?.trim(), ...files].filter(Boolean).join(' ');
};

const lineBreak = /\r\n|[\n\r\v\f\u0085\u2028\u2029]/g;

/** Further lines of what somebody said are set apart, so that nobody speaks as somebody else. */
export const quoteLines = (words: string): string => words.replaceAll(lineBreak, '\n> ');

type Wish = {
  readonly locale: string;
  readonly note: string | null;
  /** What the bot says of the customer; absent: nothing. */
  readonly about?: Pick<HandoverRequest, 'reason' | 'summary'>;
  readonly more: boolean;
  /** Position up to which agents find everything in an earlier talk; left out: there was none. */
  readonly since?: number;
  /** Positions of what they do not find there all the same. */
  readonly unheard?: readonly number[];
  readonly options?: HandlingOptions;
};

/** Whoever said it wants it kept from the agents. */
const isExcluded = ({ body }: StoredActivity): boolean =>
  (body.channelData as { excludeFromTranscript?: unknown } | null | undefined)
    ?.excludeFromTranscript === true;

/** Messages that belong into the transcript. Empty ones have no words, events are none. */
const wantedOf = (
  activities: readonly StoredActivity[],
  { transcript, transcriptFrom, transcriptMessages = activities.length }: HandlingOptions,
): readonly StoredActivity[] => {
  if (transcript === 'omit') return [];
  const said = activities.filter(
    (activity) =>
      activity.body.type === 'message' &&
      activity.direction !== 'system' &&
      (transcriptFrom !== 'customer' || activity.direction === 'user') &&
      !isExcluded(activity) &&
      wordsOf(activity) !== '',
  );
  return said.slice(Math.max(0, said.length - transcriptMessages));
};

/** What the customer has said last: a reason that only repeats it says nothing. */
const lastWordsOf = (activities: readonly StoredActivity[]): string | undefined =>
  activities
    .findLast(({ direction, body }) => direction === 'user' && body.type === 'message')
    ?.body.text?.trim();

/** Reason and summary on lines of their own; of a bot that has failed the note tells. */
const aboutOf = (
  activities: readonly StoredActivity[],
  { locale, about, options = {} }: Wish,
): string => {
  const { reason = null, summary } = about ?? {};
  const names = textsFor(locale);
  const redact = redactionOf(options.redact);
  const line = (name: string, words: string | null | undefined) =>
    words?.trim() ? [`${name}: ${quoteLines(redact(words.trim()))}`] : [];
  const isNews = reason !== botFailed && reason?.trim() !== lastWordsOf(activities);
  return [...line(names.reason, isNews ? reason : null), ...line(names.summary, summary)].join(
    '\n',
  );
};

/**
 * The conversation so far, one entry a message, as agents read it. Empty messages and events are left out, and what the
 * options leave out; numbers of cards are made unreadable unless the options say otherwise.
 */
export const renderTranscript = (activities: readonly StoredActivity[], wish: Wish): Transcript => {
  const { locale, note, more, options = {}, since = 0, unheard = [] } = wish;
  const about = aboutOf(activities, wish);
  const { title, cut, cutTalk, long, ...names } = textsFor(locale);
  const from = options.transcriptAgain === 'fromStart' ? 0 : since;
  const isKnown = from > 0 && activities.some(({ seq }) => seq <= from);
  const redact = redactionOf(options.redact);
  const { connectText: greeting, transcriptLength: length } = options;
  const fresh = activities.filter(({ seq }) => seq > from || unheard.includes(seq));
  const lines = wantedOf(fresh, options).flatMap((activity) => {
    const words = quoteLines(redact(wordsOf(activity)));
    const speaker = names[activity.direction as keyof typeof names];
    return words && speaker ? [`${speaker}: ${words}`] : [];
  });
  return {
    ...{ title, note, ...(about ? { about } : {}), lines, cut: isKnown ? cutTalk : cut, long },
    ...(options.transcript === 'each' ? { separate: true } : {}),
    ...(options.transcriptAs === 'messages' ? { asMessages: true } : {}),
    more:
      options.transcript !== 'omit' &&
      (isKnown || (more && options.transcriptMessages === undefined)),
    ...(greeting === undefined ? {} : { greeting }),
    ...(length === undefined ? {} : { length }),
  };
};

const lastBreak = (text: string, limit: number): number => {
  for (const separator of ['\n', ' ']) {
    const at = text.lastIndexOf(separator, limit);
    if (at > limit / 2) return at;
  }
  // A surrogate pair stays whole.
  const code = text.charCodeAt(limit - 1);
  return code >= 0xd800 && code <= 0xdbff ? limit - 1 : limit;
};

/** Splits a text into parts of at most `limit` UTF-16 units, at a line break or a space where there is one. */
export const splitText = (text: string, limit: number): readonly string[] => {
  const parts: string[] = [];
  let rest = text;
  while (rest.length > limit) {
    const at = lastBreak(rest, limit);
    parts.push(rest.slice(0, at).trimEnd());
    rest = rest.slice(at).replace(/^[\n ]/, '');
  }
  if (rest !== '') parts.push(rest);
  return parts.filter((part) => part !== '');
};

/** A message that is longer than the room there is loses its end and says so. */
export const shorten = (line: string, room: number, mark: string): string =>
  line.length <= room ? line : `${line.slice(0, lastBreak(line, room - mark.length - 1))} ${mark}`;

type Room = {
  /** UTF-16 units of a message. */
  readonly limit: number;
  /** Lines that become messages of their own at most; 30 where nothing is said. */
  readonly mostLines?: number | undefined;
};

const headOf = ({ title }: Transcript): string => `— ${title} —`;

/** Lines that become messages of their own at most: more would keep the customer's next words waiting. */
const mostSeparate = 30;

/** What stands above the first line. */
const introOf = ({ note, about }: Transcript): string => [note, about].filter(Boolean).join('\n');

/** What is left out and why the customer comes in the first message, then a message for each line. */
const separateParts = (
  transcript: Transcript,
  { limit, mostLines = mostSeparate }: Room,
): readonly string[] => {
  const { lines, cut, long, more } = transcript;
  const head = headOf(transcript);
  const intro = introOf(transcript);
  const kept = lines.slice(Math.max(0, lines.length - mostLines));
  const opening = [
    ...(intro ? [shorten(intro, limit - head.length - cut.length - 2, long)] : []),
    ...(more || kept.length < lines.length ? [cut] : []),
  ];
  return [
    ...(opening.length > 0 ? [[head, ...opening].join('\n')] : []),
    ...kept.map((line) => shorten(line, limit, long)),
  ];
};

/**
 * The messages a transcript becomes: at most `most` of at most `limit` UTF-16 units. No message of the conversation is
 * torn; the newest are kept, and where older ones are left out the first part says so. Where each line is to be one of
 * its own, they are as many as there are, up to `mostLines`.
 */
export const splitTranscript = (
  transcript: Transcript,
  { limit, most, mostLines }: Room & { readonly most: number },
): readonly string[] => {
  if (transcript.separate) return separateParts(transcript, { limit, mostLines });
  const { lines, cut, long, more } = transcript;
  const head = headOf(transcript);
  const said = introOf(transcript);
  // Room for the mark of what is left out and for what stands above, which only the first part has; it is not known yet which.
  const intro = said ? shorten(said, Math.floor(limit / 2), long) : null;
  const room = limit - head.length - cut.length - (intro?.length ?? 0) - 3;
  const parts: string[][] = [];
  let left = 0;
  for (const [index, line] of [...lines].reverse().entries()) {
    const whole = shorten(line, room, long);
    const part = parts[0];
    const used = part?.reduce((sum, each) => sum + each.length + 1, 0) ?? room;
    if (part && used + whole.length <= room) part.unshift(whole);
    else if (parts.length < most) parts.unshift([whole]);
    else {
      left = lines.length - index;
      break;
    }
  }
  const opening = [...(intro ? [intro] : []), ...(left > 0 || more ? [cut] : [])];
  if (parts.length === 0) return opening.length > 0 ? [[head, ...opening].join('\n')] : [];
  return parts.map((part, index) => [head, ...(index === 0 ? opening : []), ...part].join('\n'));
};
