import {
  type Conversation,
  customerOf,
  isParked,
  type Participant,
  type Work,
} from './conversation-rules.ts';

/** How a wait stands against the service level of its queue. */
export type SlaState = 'fine' | 'soon' | 'late';

/** From this part of the target on, it is time to hurry. */
const SOON = 0.75;

export const slaState = (waitedMs: number, targetMs: number | null): SlaState => {
  if (targetMs === null) return 'fine';
  if (waitedMs >= targetMs) return 'late';
  return waitedMs >= targetMs * SOON ? 'soon' : 'fine';
};

type Purposes = readonly Participant['purpose'][];

/** With one of these a stay with people begins anew: a flow had the conversation, or it was reopened. */
const BEFORE_PEOPLE: Purposes = ['customer', 'workflow'];
const PEOPLE: Purposes = ['acd', 'agent'];

const timesOf = (conversation: Conversation, purpose: Participant['purpose']): readonly string[] =>
  (conversation.participants ?? [])
    .filter((one) => one.purpose === purpose)
    .flatMap(({ messages }) => messages ?? [])
    .flatMap(({ messageTime }) => (messageTime ? [messageTime] : []))
    .sort();

/** The queue or agent who got the conversation first, since a flow had it last. */
function firstOfPeople({ participants = [] }: Conversation): Participant | undefined {
  const before = participants.findLastIndex(({ purpose }) => BEFORE_PEOPLE.includes(purpose));
  return participants.slice(before + 1).find(({ purpose }) => PEOPLE.includes(purpose));
}

const later = (one: string, other: string): string => (one > other ? one : other);

/** Since when the customer's words wait for an agent: the first that none has answered, not before people were asked. */
function unansweredSince(conversation: Conversation): string | undefined {
  const answered = timesOf(conversation, 'agent').at(-1) ?? '';
  const first = timesOf(conversation, 'customer').find((time) => time > answered);
  return first && later(first, firstOfPeople(conversation)?.startTime ?? '');
}

/** Since when the customer waits for whoever is offered the conversation; where all is answered, since it was given on. */
function offeredSince({ conversation, mine }: Work): string | undefined {
  const first = firstOfPeople(conversation);
  const answered = timesOf(conversation, 'agent').at(-1);
  if (answered === undefined || answered < (first?.startTime ?? ''))
    return first?.purpose === 'acd' ? first.startTime : customerOf(conversation)?.startTime;
  const queue = conversation.participants?.findLast(({ purpose }) => purpose === 'acd');
  const isQueued = (queue?.startTime ?? '') > answered;
  return unansweredSince(conversation) ?? (isQueued ? queue : mine)?.startTime;
}

/** Since when the customer waits for this agent: for somebody at all, or for an answer; undefined: for nothing. */
export function waitOf(work: Work): string | undefined {
  if (work.stage === 'offered') return offeredSince(work);
  if (work.stage !== 'active' || isParked(work)) return undefined;
  return unansweredSince(work.conversation);
}
