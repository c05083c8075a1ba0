import type { ClientEvent, SendStatus } from '../directline/index.ts';
import { applyActivity, awaitedLast, ownMessage } from './apply-activity.ts';
import {
  type ChatState,
  type Item,
  initialState,
  type MessageItem,
  SETTLED,
  withoutThanks,
} from './state.ts';

export type ChatEvent =
  | ClientEvent
  /** The visitor has seen everything up to this id. */
  | { readonly type: 'seen'; readonly id: string }
  | { readonly type: 'typingExpired'; readonly at: number }
  | { readonly type: 'restarted' };

/** How long a typing sign is believed without a new one. */
export const TYPING_MS = 6000;

/** The next state of the chat. Pure: the same events in the same order make the same chat. */
export function reduce(state: ChatState, event: ChatEvent): ChatState {
  switch (event.type) {
    case 'connection':
      return { ...state, connection: event.state, ready: state.ready || event.state === 'online' };
    case 'opened':
      return { ...state, userId: event.userId, ...(event.seenId ? { seenId: event.seenId } : {}) };
    case 'activities':
      return awaitedLast(
        event.activities.reduce((now, activity) => applyActivity(now, activity, event.at), state),
      );
    case 'outgoing':
      return outgoing(state, event);
    case 'sendStatus':
      return change(state, event.clientId, (item) => withStatus(item, event.status));
    case 'progress':
      return change(state, event.clientId, (item) => ({ ...item, progress: event.fraction }));
    case 'withdrawn':
      return { ...state, items: state.items.filter((item) => !isFailed(item, event.clientId)) };
    case 'gone':
      return { ...state, ended: true, handover: { phase: 'none' }, connection: 'idle' };
    case 'refused':
      return {
        ...state,
        refused: event.reason,
        refusedCode: event.code,
        connection: 'idle',
      };
    case 'seen':
      return state.seenId === event.id ? state : { ...state, seenId: event.id };
    case 'typingExpired':
      return expireTyping(state, event.at);
    case 'restarted':
      return initialState;
  }
}

function outgoing(state: ChatState, event: Extract<ChatEvent, { type: 'outgoing' }>): ChatState {
  if (event.activity.type !== 'message') return applyActivity(state, event.activity, event.at);
  const known = state.items.some(
    (item) => item.kind === 'message' && item.clientId === event.clientId,
  );
  if (known) return state;
  const written = ownMessage(event.activity, event.files, event.at);
  return { ...withoutThanks(state), items: [...state.items, written] };
}

/** What is sent after all cannot be taken back any more. */
const isFailed = (item: Item, clientId: string): boolean =>
  item.kind === 'message' && item.clientId === clientId && item.delivery === 'failed';

function change(
  state: ChatState,
  clientId: string,
  how: (item: MessageItem) => MessageItem,
): ChatState {
  const items = state.items.map((item) =>
    item.kind === 'message' && item.clientId === clientId ? how(item) : item,
  );
  return { ...state, items };
}

/** The echo may have been faster than the reply: what is confirmed stays so. */
function withStatus(item: MessageItem, status: SendStatus): MessageItem {
  const { failure: _old, failureCode: _code, progress: _before, ...rest } = item;
  if (status.status === 'sent') {
    const { delivery: now = 'sent' } = item;
    return {
      ...rest,
      id: item.id ?? status.id,
      delivery: SETTLED.includes(now) ? now : 'sent',
    };
  }
  if (item.id !== undefined) return item;
  if (status.status !== 'failed') return { ...rest, delivery: status.status };
  const reason = {
    ...(status.reason ? { failure: status.reason } : {}),
    ...(status.code ? { failureCode: status.code } : {}),
  };
  return { ...rest, delivery: 'failed', ...reason };
}

function expireTyping(state: ChatState, at: number): ChatState {
  if (!state.typing || at - state.typing.at < TYPING_MS) return state;
  const { typing: _over, ...rest } = state;
  return rest;
}
