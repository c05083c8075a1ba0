import type { Activity } from '@tandem/contract';
import { senderOf, timeOf } from './activity-facts.ts';
import { EventValue, eventMeaning } from './events.ts';
import {
  type ChatState,
  type Delivery,
  type Handover,
  type SystemItem,
  type SystemKind,
  withoutThanks,
} from './state.ts';

type Step = { state: ChatState; activity: Activity; value: EventValue; at: number };

/** Takes an event of the conversation into the state: handover, queue, agents, receipts, end. */
export function applyEvent(state: ChatState, activity: Activity, at: number): ChatState {
  const step: Step = { state, activity, value: new EventValue(activity.value), at };
  if (activity.type === 'endOfConversation') {
    // The visitor's own goodbye ends a chat with the bot; in a handover the server says what follows from it.
    const own = senderOf(activity, state.userId) === 'user';
    return own && state.handover.phase !== 'none' ? state : ended(step);
  }
  switch (eventMeaning(activity.name)) {
    case 'handoffStatus':
      return handoffStatus(step);
    case 'queueUpdate':
      return { ...state, handover: waiting(step.value) };
    case 'agent':
      return agent(step);
    case 'receipt':
      return receipt(step);
    case 'ended':
      return ended(step);
    case 'survey':
      return survey(step);
    case 'surveyAnswer':
      return surveyAnswer(step);
    case undefined:
      return state;
  }
}

function handoffStatus(step: Step): ChatState {
  const { state, value } = step;
  const none: Handover = { phase: 'none' };
  switch (value.text('state')) {
    case 'accepted': {
      if (state.handover.phase === 'waiting') return state;
      const asked = { ...withoutThanks(state), handover: waiting(value) };
      return withLine({ ...step, state: asked }, 'handoffAccepted');
    }
    case 'failed':
      // Another queue is tried, or something may be left: the assistant does not go on yet, and what is said tells why.
      if (value.text('next')) return { ...state, handover: none };
      return withLine({ ...step, state: { ...state, handover: none } }, 'handoffFailed');
    case 'completed':
      return withLine({ ...step, state: { ...state, handover: none } }, 'handoffCompleted');
    default:
      return state;
  }
}

function waiting(value: EventValue): Handover {
  const position = value.number('position');
  const waitMs = value.number('estimatedWaitTime');
  return {
    phase: 'waiting',
    ...(value.text('status') === 'requested' ? { requested: true as const } : {}),
    ...(position === undefined ? {} : { position }),
    ...(waitMs === undefined ? {} : { waitMs }),
  };
}

function agent(step: Step): ChatState {
  const { state, activity, value } = step;
  const name = value.person() ?? activity.from?.name;
  const left = activity.name === 'agent.left' || value.text('state', 'event', 'action') === 'left';
  const { typing: _stopped, ...rest } = state;
  if (left) {
    // A transfer goes on with a queue update, an end with `completed`: until then nothing is promised.
    const handover: Handover =
      state.handover.phase === 'active' ? { phase: 'active' } : state.handover;
    return withLine({ ...step, state: { ...rest, handover } }, 'agentLeft', name);
  }
  const handover: Handover = { phase: 'active', ...(name ? { agent: name } : {}) };
  return withLine({ ...step, state: { ...rest, handover } }, 'agentJoined', name);
}

function ended(step: Step): ChatState {
  if (step.state.ended) return step.state;
  const { typing: _stopped, ...rest } = step.state;
  return withLine(
    { ...step, state: { ...rest, ended: true, handover: { phase: 'none' } } },
    'ended',
  );
}

const RANK: readonly Delivery[] = [
  'failed',
  'sending',
  'waiting',
  'limited',
  'sent',
  'undelivered',
  'delivered',
  'read',
];

const RECEIPTS: Readonly<Record<string, Delivery | undefined>> = {
  delivered: 'delivered',
  read: 'read',
  failed: 'undelivered',
};

function survey({ state, value }: Step): ChatState {
  const id = value.text('id');
  const question = value.text('question');
  // One that was answered comes again when the chat is read anew.
  if (!id || !question || state.survey?.id === id) return state;
  const scale = Math.min(10, Math.max(2, Math.round(value.number('scale') ?? 5)));
  const asked = { id, question, scale, comment: value.flag('comment'), answered: false };
  return { ...state, survey: asked };
}

function surveyAnswer({ state, value }: Step): ChatState {
  const { survey: asked } = state;
  return asked && asked.id === value.text('id')
    ? { ...state, survey: { ...asked, answered: true } }
    : state;
}

/** A receipt names a message by its id or by the client's own id; receipts may overtake each other. */
function receipt({ state, activity, value }: Step): ChatState {
  const status = RECEIPTS[value.text('status', 'state')?.toLowerCase() ?? ''];
  if (!status) return state;
  const id = value.text('activityId', 'messageId', 'id') ?? activity.replyToId;
  const clientId = value.text('clientActivityID');
  const items = state.items.map((item) => {
    if (item.kind !== 'message' || item.sender !== 'user') return item;
    const named =
      (id !== undefined && item.id === id) ||
      (clientId !== undefined && item.clientId === clientId);
    const later = RANK.indexOf(status) > RANK.indexOf(item.delivery ?? 'sent');
    return named && later ? { ...item, delivery: status } : item;
  });
  return { ...state, items };
}

function withLine(
  { state, activity, value, at }: Step,
  what: SystemKind,
  name?: string,
): ChatState {
  const text = value.text('message', 'text');
  const line: SystemItem = {
    kind: 'system',
    key: activity.id ?? `${what}-${at}-${state.items.length}`,
    ...(activity.id ? { id: activity.id } : {}),
    at: timeOf(activity, at),
    what,
    ...(name ? { name } : {}),
    ...(text ? { text } : {}),
  };
  return { ...state, items: [...state.items, line] };
}
