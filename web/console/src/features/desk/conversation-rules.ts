import type { ReplyOf } from '#src/api/operations.ts';

export type Conversation = ReplyOf<'GET /api/v2/conversations/messages/{conversationId}'>;
export type Participant = NonNullable<Conversation['participants']>[number];

/** Where a conversation stands for one agent; null when it is none of theirs any more. */
export type Stage = 'offered' | 'active' | 'afterCallWork';

const ALERTING: readonly (string | undefined)[] = ['alerting', 'offering', 'contacting'];
const ENDED: readonly (string | undefined)[] = ['disconnected', 'terminated'];

/** Who only reads along has no part in the work. */
const MONITOR = 'monitor';

/** The agent's own part: the latest one, since a conversation may come back to the same person. */
export function myParticipant(conversation: Conversation, userId: string): Participant | undefined {
  const mine = (conversation.participants ?? []).filter(
    (one) => one.user?.id === userId && one.purpose !== MONITOR,
  );
  return mine.reduce<Participant | undefined>(
    (latest, one) => ((latest?.startTime ?? '') > (one.startTime ?? '') ? latest : one),
    undefined,
  );
}

/** The customer; the latest one, since a reopened conversation has one for each time. */
export const customerOf = (conversation: Conversation): Participant | undefined =>
  (conversation.participants ?? []).findLast((one) => one.purpose === 'customer');

const owesWrapup = (mine: Participant): boolean =>
  (mine.wrapupRequired === true || mine.startAcwTime !== undefined) &&
  !mine.wrapupSkipped &&
  !mine.endAcwTime &&
  (!mine.wrapup || mine.wrapup.provisional === true);

export function stageOf(conversation: Conversation, userId: string): Stage | null {
  const mine = myParticipant(conversation, userId);
  if (!mine) return null;
  if (ALERTING.includes(mine.state)) return 'offered';
  if (mine.state === 'connected' || mine.state === 'parked') return 'active';
  return ENDED.includes(mine.state) && owesWrapup(mine) ? 'afterCallWork' : null;
}

/** The id under which the agent speaks: it is the customer's peer. */
export const communicationOf = (conversation: Conversation): string | null =>
  customerOf(conversation)?.peer ?? null;

/** Ids that say nothing to a person: UUIDs, and long words of letters and digits. */
export const OPAQUE = /^(?=.*\d)[\da-z_-]{16,}$/i;

const addressesOf = (conversation: Conversation): readonly string[] => {
  const customer = customerOf(conversation);
  const from = customer?.fromAddress;
  return [customer?.name, from?.name, from?.addressDisplayable, from?.addressNormalized].flatMap(
    (one) => (one ? [one] : []),
  );
};

/** What to call the customer; null when the channel told no name or address that means something. */
export const customerName = (conversation: Conversation): string | null =>
  addressesOf(conversation).find((one) => !OPAQUE.test(one)) ?? null;

/** Tells nameless customers apart: the end of their id, or of the conversation's. */
export const visitorCode = (conversation: Conversation): string =>
  (addressesOf(conversation)[0] ?? conversation.id ?? '')
    .replaceAll(/[^\da-z]/gi, '')
    .slice(-4)
    .toUpperCase();

/** The agent's queue. Events name queues by id only, but the part that waited in it carries the name. */
export function queueOf(conversation: Conversation, userId: string) {
  const participants = conversation.participants ?? [];
  const queue =
    myParticipant(conversation, userId)?.queue ?? participants.findLast((one) => one.queue)?.queue;
  if (!queue || queue.name) return queue;
  const same = participants.filter((one) => one.queue?.id === queue.id);
  const name =
    same.find((one) => one.queue?.name)?.queue?.name ??
    same.find((one) => one.purpose === 'acd' && one.name)?.name;
  return name ? { ...queue, name } : queue;
}

/** Whether the agent has set the conversation aside. */
export const isParked = (conversation: Conversation, userId: string): boolean =>
  myParticipant(conversation, userId)?.state === 'parked';

const isLive = ({ state }: Participant): boolean => !ENDED.includes(state);

/** Names of those who read along. */
export const readersOf = (conversation: Conversation): readonly string[] =>
  (conversation.participants ?? []).flatMap((one) =>
    one.purpose === MONITOR && isLive(one) ? [one.name ?? one.user?.name ?? '?'] : [],
  );

/** Who is asked to take over while the agent still has the conversation: a queue, or another agent. */
export const askedToTakeOver = (
  conversation: Conversation,
  userId: string,
): Participant | undefined =>
  stageOf(conversation, userId) === 'active'
    ? (conversation.participants ?? []).findLast(
        (one) =>
          isLive(one) &&
          (one.purpose === 'acd' || (one.purpose === 'agent' && one.user?.id !== userId)),
      )
    : undefined;

/** How many messages the customer has sent so far. */
export const receivedOf = (conversation: Conversation): number =>
  (conversation.participants ?? [])
    .filter(({ purpose }) => purpose === 'customer')
    .reduce((sum, { messages }) => sum + (messages?.length ?? 0), 0);

export type Lists = Readonly<Record<Stage, readonly Conversation[]>>;

/** The desk's three lists; each in the order of arrival. */
export function sortIntoLists(conversations: readonly Conversation[], userId: string): Lists {
  const lists: Record<Stage, Conversation[]> = { offered: [], active: [], afterCallWork: [] };
  const start = (one: Conversation) => myParticipant(one, userId)?.startTime ?? '';
  const ordered = [...conversations].sort((a, b) => start(a).localeCompare(start(b)));
  for (const one of ordered) {
    const stage = stageOf(one, userId);
    if (stage) lists[stage].push(one);
  }
  return lists;
}

/** Events name queues by id only; the name that was read before stays. */
function keepQueueNames(changed: Conversation, old: Conversation | undefined): Conversation {
  const known = new Map(
    (old?.participants ?? []).flatMap(({ queue }) =>
      queue?.id && queue.name ? [[queue.id, queue]] : [],
    ),
  );
  const participants = (changed.participants ?? []).map((one) => {
    const queue = one.queue?.name ? undefined : known.get(one.queue?.id ?? '');
    return queue ? { ...one, queue } : one;
  });
  return { ...changed, participants };
}

/** Puts the newer state of a conversation into the list. */
export const upsert = (
  conversations: readonly Conversation[],
  changed: Conversation,
): readonly Conversation[] => [
  ...conversations.filter(({ id }) => id !== changed.id),
  keepQueueNames(
    changed,
    conversations.find(({ id }) => id === changed.id),
  ),
];

/** Conversations that the fresh list lacks although something is still to be done with them. */
export const missingFrom = (
  fresh: readonly Conversation[],
  old: readonly Conversation[],
  userId: string,
): readonly string[] =>
  old.flatMap((one) =>
    one.id && stageOf(one, userId) && !fresh.some(({ id }) => id === one.id) ? [one.id] : [],
  );

/** Whether a code must be chosen before the agent is free again. */
export const mustWrapUp = (mine: Participant | undefined): boolean =>
  [
    'mandatory',
    'timeout',
    'forcedtimeout',
    'mandatory_timeout',
    'mandatory_forced_timeout',
  ].includes((mine?.wrapupPrompt ?? '').toLowerCase());

const EVENT_SHAPE = ['id', 'participants'] as const;

/** Whether an event's body is a conversation. */
export const isConversation = (body: unknown): body is Conversation =>
  typeof body === 'object' && body !== null && EVENT_SHAPE.every((name) => name in body);
