import type { ActivityAttachment } from '@tandem/contract';
import { isFields, listOf, textOf } from '@tandem/kit';
import { maxMessages, toHandover } from './bot-answer.rules.ts';
import type { BotAnswer, BotInput, BotMessage, BotTurn, QuickReply } from './bots.model.ts';
import { webAddress } from './foreign-content.rules.ts';

/** An activity as the server answers it: nothing of it is certain. */
export type HeardActivity = Readonly<Record<string, unknown>>;

/** Ids of users that a token may be bound to begin so (Direct Line, enhanced authentication). */
export const directLineUser = (userId: string): string =>
  userId.startsWith('dl_') ? userId : `dl_${userId}`;

/** What a bot hears of a handover: in the words of the handoff protocol of the Bot Framework. */
const handoffStates = {
  queue: null,
  active: 'accepted',
  completed: 'completed',
  cancelled: 'failed',
  error: 'failed',
} as const;

const contentOf = (input: BotInput, canHandOver: boolean): object | null => {
  // Copilot Studio greets on this event; other bots have greeted by then.
  if (input.kind === 'start') return { type: 'event', name: 'startConversation' };
  if (input.kind === 'handover') {
    const state = handoffStates[input.status];
    const { status, reason } = input;
    return state && { type: 'event', name: 'handoff.status', value: { state, status, reason } };
  }
  const { text, data, attachments } = input;
  return {
    ...{ type: 'message', text: text ?? '', channelData: { canHandOver } },
    ...(data === null ? {} : { value: data }),
    ...(attachments.length > 0 ? { attachments } : {}),
  };
};

/** What the bot is sent for a turn, recognisable by the turn's key; null: it is told nothing. */
export const activityFor = ({ input, canHandOver, userId, locale, idempotencyKey }: BotTurn) => {
  const content = contentOf(input, canHandOver);
  if (!content) return null;
  const channelData = (content as { channelData?: object }).channelData;
  return {
    ...content,
    ...{ from: { id: directLineUser(userId), role: 'user' }, locale },
    channelData: { ...channelData, clientActivityID: idempotencyKey },
  };
};

/** Whether it is what was sent for the turn of that key. */
export const isEcho = ({ channelData }: HeardActivity, key: string): boolean =>
  isFields(channelData) && channelData['clientActivityID'] === key;

const isBots = ({ from }: HeardActivity, user: string): boolean =>
  !isFields(from) || (from['id'] !== user && from['role'] !== 'user');

const isHandoff = ({ type, name }: HeardActivity) =>
  type === 'event' && name === 'handoff.initiate';

/** What is said to the customer or ends the bot's part; typing and other events are not. */
const isAnswer = (activity: HeardActivity) =>
  activity['type'] === 'message' || activity['type'] === 'endOfConversation' || isHandoff(activity);

/**
 * How far the answer is: `none` yet, `more` may come, or it is `whole`. What the bot said before it was asked is no
 * answer.
 */
export const progressOf = (
  heard: readonly HeardActivity[],
  { input, idempotencyKey, userId }: Pick<BotTurn, 'input' | 'idempotencyKey' | 'userId'>,
): 'none' | 'more' | 'whole' => {
  const user = directLineUser(userId);
  // Many bots greet whoever opens a conversation, before they hear of anything else.
  const echo =
    input.kind === 'start'
      ? -1
      : heard.findLastIndex((activity) => isEcho(activity, idempotencyKey));
  const last = heard
    .slice(echo + 1)
    .findLast((activity) => isBots(activity, user) && isAnswer(activity));
  if (!last) return 'none';
  const ends = last['type'] !== 'message' || last['inputHint'] === 'expectingInput';
  return ends ? 'whole' : 'more';
};

const mostActions = 20;

const toQuickReply = (action: unknown): readonly QuickReply[] => {
  const title = isFields(action) ? textOf(action['title']) : null;
  if (!isFields(action) || !title) return [];
  return [{ title, value: textOf(action['value']) ?? title }];
};

const toAttachment = (value: unknown): readonly ActivityAttachment[] => {
  const contentType = isFields(value) ? textOf(value['contentType']) : null;
  if (!isFields(value) || !contentType) return [];
  const contentUrl = webAddress(value['contentUrl']);
  const { content } = value;
  if (!contentUrl && content === undefined) return [];
  const name = textOf(value['name']);
  return [
    {
      contentType,
      ...(contentUrl ? { contentUrl } : {}),
      ...(name ? { name } : {}),
      ...(content === undefined ? {} : { content }),
    },
  ];
};

const toMessage = (activity: HeardActivity): readonly BotMessage[] => {
  const { suggestedActions, value } = activity;
  const actions = isFields(suggestedActions) ? suggestedActions['actions'] : null;
  const message: BotMessage = {
    text: textOf(activity['text']),
    ...(value === undefined || value === null ? {} : { data: value }),
    quickReplies: listOf(actions).slice(0, mostActions).flatMap(toQuickReply),
    attachments: listOf(activity['attachments']).flatMap(toAttachment),
  };
  const { text, quickReplies, attachments } = message;
  const empty = !text && message.data === undefined && attachments.length === 0;
  return empty && quickReplies.length === 0 ? [] : [message];
};

/** What agents are told of a bot's context, in number and in characters of one value. */
const context = { most: 30, length: 500 };
const wishes = ['reason', 'summary', 'queue', 'language', 'skills', 'priority'];

/** The context of a handoff is the bot's own: wishes we know by name, all else becomes attributes. */
const toAsk = ({ value }: HeardActivity) => {
  if (!isFields(value)) return toHandover(true);
  const customAttributes = Object.fromEntries(
    Object.entries(value)
      .filter(([name, entry]) => !wishes.includes(name) && typeof entry !== 'object')
      .slice(0, context.most)
      .map(([name, entry]) => [
        name,
        typeof entry === 'string' ? entry.slice(0, context.length) : entry,
      ]),
  );
  return toHandover({
    ...value,
    reason: value['reason'] ?? value['va_AgentMessage'],
    customAttributes,
  });
};

/** What the bot said among the activities, and whether it asks for a human. */
export const readTalk = (heard: readonly HeardActivity[], user: string): BotAnswer => {
  const bots = heard.filter((activity) => isBots(activity, user));
  const handoff = bots.find(isHandoff);
  return {
    messages: bots
      .filter(({ type }) => type === 'message')
      .flatMap(toMessage)
      .slice(0, maxMessages),
    handover: handoff ? toAsk(handoff) : null,
  };
};
