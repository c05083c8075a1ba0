import type { Activity } from '@tandem/contract';
import { clientIdOf } from '../directline/client.types.ts';
import { isOfFlow, senderOf, timeOf } from './activity-facts.ts';
import { applyEvent } from './apply-event.ts';
import {
  type ChatState,
  type Delivery,
  type Item,
  type MessageItem,
  SETTLED,
  type Sender,
  withoutThanks,
} from './state.ts';

/** Takes one activity into the state. The same activity a second time changes nothing. */
export function applyActivity(state: ChatState, activity: Activity, at: number): ChatState {
  const { id } = activity;
  if (id !== undefined && state.items.some((item) => item.id === id && !isAwaited(item)))
    return state;
  switch (activity.type) {
    case 'message':
      return applyMessage(state, activity, at);
    case 'typing':
      return isNews(state, activity, at)
        ? { ...state, typing: typing(state, activity, at) }
        : state;
    case 'event':
    case 'endOfConversation':
      return applyEvent(state, activity, at);
    default:
      return state;
  }
}

/** A sign this soon after an agent's message was given before it: messages overtake signs on their way. */
const LATE_MS = 1000;

/** Whether a sign of typing tells something: of somebody else, and not of a message that has come already. */
function isNews(state: ChatState, activity: Activity, at: number): boolean {
  const sender = senderOf(activity, state.userId);
  if (sender === 'user') return false;
  // A bot gives its signs itself, one before each of its messages.
  return sender !== 'agent' || at - (state.agentSpokeAt ?? Number.NEGATIVE_INFINITY) >= LATE_MS;
}

/** A message the visitor has just written: in the list at once, before any answer of the server. */
export function ownMessage(activity: Activity, files: readonly File[], at: number): MessageItem {
  const clientId = clientIdOf(activity) ?? '';
  return {
    ...messageItem(activity, 'user', at),
    key: clientId,
    clientId,
    files,
    delivery: 'sending',
  };
}

/** Own messages that the server has not told of stand below what it has: there they will be on every page. */
export function awaitedLast(state: ChatState): ChatState {
  const first = state.items.findIndex(isAwaited);
  if (first < 0 || state.items.slice(first).every(isAwaited)) return state;
  const awaited = state.items.filter(isAwaited);
  return { ...state, items: [...state.items.filter((item) => !isAwaited(item)), ...awaited] };
}

/** A failed one is not on its way: it stays where it was written. */
const isAwaited = (item: Item): boolean =>
  item.kind === 'message' &&
  item.sender === 'user' &&
  item.placed === undefined &&
  item.delivery !== 'failed';

function applyMessage(state: ChatState, activity: Activity, at: number): ChatState {
  const sender = senderOf(activity, state.userId);
  const clientId = clientIdOf(activity);
  const own = sender === 'user' ? state.items.find((item) => isOwn(item, clientId)) : undefined;
  if (own?.kind === 'message') return { ...state, items: withEcho(state.items, own, activity) };
  const item = messageItem(activity, sender, at);
  if (isEmpty(item)) return state;
  const { typing: typed, ...rest } = sender === 'bot' ? state : withoutThanks(state);
  const sent = { delivery: 'sent', placed: true } as const;
  const items = [...state.items, sender === 'user' ? { ...item, ...sent } : item];
  // Whoever speaks stops typing; who speaks after the end has opened the conversation again.
  const still = typed && typed.sender !== sender ? { typing: typed } : {};
  const spoke = sender === 'agent' ? { agentSpokeAt: at } : {};
  const asked = state.handover.phase === 'waiting' && isOfFlow(activity);
  const handover = asked ? { handover: { phase: 'flow' as const } } : {};
  const ended = sender === 'user' ? state.ended : false;
  return { ...rest, ...still, ...spoke, ...handover, items, ended };
}

const isOwn = (item: Item, clientId: string | undefined): boolean =>
  item.kind === 'message' && clientId !== undefined && item.clientId === clientId;

/** The first echo puts a message after what the server told of before it. */
function withEcho(items: readonly Item[], own: MessageItem, activity: Activity): readonly Item[] {
  const after = echoed(own, activity);
  return own.placed
    ? items.map((item) => (item === own ? after : item))
    : [...items.filter((item) => item !== own), after];
}

function echoed(item: MessageItem, activity: Activity): MessageItem {
  const { progress: _done, failure: _none, failureCode: _code, ...rest } = item;
  const { delivery: now = 'sent' } = item;
  const delivery: Delivery = SETTLED.includes(now) ? now : 'sent';
  return {
    ...rest,
    ...(activity.id ? { id: activity.id } : {}),
    ...(item.files.length === 0 ? { attachments: activity.attachments ?? [] } : {}),
    at: timeOf(activity, item.at),
    delivery,
    placed: true,
  };
}

function typing(
  state: ChatState,
  activity: Activity,
  at: number,
): NonNullable<ChatState['typing']> {
  const sender = senderOf(activity, state.userId);
  return {
    sender,
    at,
    ...(sender === 'agent' && activity.from?.name ? { name: activity.from.name } : {}),
  };
}

/** The empty ones carry data for machines only. */
const isEmpty = ({ text, attachments, suggestions }: MessageItem): boolean =>
  text.trim() === '' && attachments.length === 0 && suggestions.length === 0;

const picksDate = ({ channelData }: Activity): boolean =>
  (channelData as { pick?: unknown } | null | undefined)?.pick === 'date';

function messageItem(activity: Activity, sender: Sender, at: number): MessageItem {
  const { id, from, attachments = [], suggestedActions } = activity;
  const clientId = clientIdOf(activity);
  return {
    kind: 'message',
    key: clientId ?? id ?? `at-${at}`,
    ...(id ? { id } : {}),
    ...(clientId ? { clientId } : {}),
    sender,
    ...(sender === 'agent' && from?.name ? { name: from.name } : {}),
    at: timeOf(activity, at),
    text: activity.text ?? '',
    markdown: sender !== 'user' && activity.textFormat !== 'plain',
    attachments,
    carousel: activity.attachmentLayout === 'carousel',
    suggestions: sender === 'user' ? [] : (suggestedActions?.actions ?? []),
    ...(picksDate(activity) ? { dates: true as const } : {}),
    files: [],
  };
}
