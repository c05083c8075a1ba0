import { directLineEvents } from '@tandem/contract';
import { isFields } from '@tandem/kit';
import type { StoredActivity } from '../conversations/index.ts';
import type { BotInput, BotTurn } from './bots.model.ts';

/** A line of the conversation as a chat model reads it. */
export type ChatLine = { readonly role: 'user' | 'assistant'; readonly content: string };

/** Characters of one message, of all of them, and of what is told of a handover. */
const bounds = { line: 4_000, talk: 24_000, handover: 2_000 };

type Files = readonly { readonly name?: string; readonly contentType: string }[];

/** What was said, with a word for each file: models are sent no files and no addresses of them. */
const wordsOf = (text: string | null | undefined, files: Files): string =>
  [text?.trim(), ...files.map(({ name, contentType }) => `[file: ${name ?? contentType}]`)]
    .filter(Boolean)
    .join('\n')
    .slice(0, bounds.line)
    .toWellFormed();

/** The customer's words of a turn; empty: nothing was said. */
export const askedOf = (input: BotInput): string => {
  if (input.kind !== 'message') return '';
  const data = input.data === null || typeof input.data === 'string' ? null : input.data;
  const words = wordsOf(input.text, input.attachments);
  return words || (data === null ? '' : JSON.stringify(data).slice(0, bounds.line).toWellFormed());
};

type Talk = {
  readonly lines: ChatLine[];
  /** Said while an agent had the conversation. */
  withAgent: string[] | null;
  handovers: string[];
};

const newsOf = ({ body }: StoredActivity) =>
  body.type === 'event' && body.name === directLineEvents.handoffStatus && isFields(body.value)
    ? body.value
    : null;

const statusWords = (value: Readonly<Record<string, unknown>>): string =>
  [value['status'], value['reason']].filter((word) => typeof word === 'string').join(', ');

const endHandover = (talk: Talk, how: string) => {
  const said = (talk.withAgent ?? []).join('\n');
  const words = said && `\nLast words of it:\n${said.slice(-bounds.handover)}`;
  talk.handovers.push(`A human agent was called; this is over (${how}).${words}`.toWellFormed());
  talk.withAgent = null;
};

const hear = (talk: Talk, activity: StoredActivity): void => {
  const news = newsOf(activity);
  if (news?.['state'] === 'accepted') talk.withAgent ??= [];
  else if (news) endHandover(talk, statusWords(news));
  const { body, direction } = activity;
  if (body.type !== 'message' || direction === 'system') return;
  const words = wordsOf(body.text, body.attachments ?? []);
  if (!words) return;
  // The beginning of the handover may be older than what is read.
  if (direction === 'agent') talk.withAgent ??= [];
  if (talk.withAgent) {
    const speakers = { agent: 'Agent', user: 'Customer', bot: 'Bot' };
    talk.withAgent.push(`${speakers[direction]}: ${words}`);
    return;
  }
  const role = direction === 'user' ? 'user' : 'assistant';
  talk.lines.push({ role, content: words });
};

/** Models whose template wants the two sides to alternate refuse anything else. */
const alternating = (lines: readonly ChatLine[]): ChatLine[] => {
  const merged: ChatLine[] = [];
  for (const line of lines) {
    const last = merged.at(-1);
    if (last?.role !== line.role) merged.push(line);
    else merged[merged.length - 1] = { ...last, content: `${last.content}\n${line.content}` };
  }
  return merged;
};

/** The newest lines that fit, in number and in characters. */
const newest = (lines: readonly ChatLine[], most: number): readonly ChatLine[] => {
  let room = bounds.talk;
  let first = lines.length;
  while (first > 0 && lines.length - first < most) {
    room -= lines[first - 1]?.content.length ?? 0;
    if (room < 0) break;
    first -= 1;
  }
  return lines.slice(first);
};

export type TalkSoFar = {
  readonly lines: readonly ChatLine[];
  /** What became of the last handover, with the last words of it; null: there was none. */
  readonly handover: string | null;
};

/** What was said so far: at most `most` messages, the newest; those of a handover become a summary of it. */
export const talkSoFar = (history: readonly StoredActivity[], most: number): TalkSoFar => {
  const talk: Talk = { lines: [], withAgent: null, handovers: [] };
  for (const activity of history) hear(talk, activity);
  // The bot is asked again, so it is over, whatever the news say.
  if (talk.withAgent) endHandover(talk, 'ended');
  return { lines: newest(talk.lines, most), handover: talk.handovers.at(-1) ?? null };
};

const rules = ({ locale, canHandOver, input }: BotTurn): string => {
  const failed = input.kind === 'handover' && 'A human agent was called and did not come. Say so.';
  return [
    `The customer's language is ${locale}.`,
    canHandOver
      ? 'Call the tool handover when the customer wants a human or you cannot help.'
      : 'No human can be called into this chat: never promise one.',
    failed,
  ]
    .filter(Boolean)
    .join('\n');
};

/**
 * The messages of a request. One system message comes first, and the two sides alternate: many servers take nothing
 * else.
 */
export const chatMessages = (
  turn: BotTurn,
  { prompt, history, most }: { prompt: string; history: readonly StoredActivity[]; most: number },
): readonly { readonly role: string; readonly content: string }[] => {
  const { lines, handover } = talkSoFar(history, most);
  const asked = askedOf(turn.input);
  const system = [prompt, rules(turn), handover].filter(Boolean).join('\n\n');
  const all = asked ? [...lines, { role: 'user', content: asked } as const] : lines;
  return [{ role: 'system', content: system }, ...alternating(all)];
};
