import type { ReplyOf } from '#src/api/operations.ts';
import { OPAQUE, visitorCodeOf } from '#src/components/visitor-rules.ts';

export type Conversation = ReplyOf<'GET /api/v2/conversations/messages/{conversationId}'>;
export type Participant = NonNullable<Conversation['participants']>[number];

/** Where a piece of work stands. */
export type Stage = 'offered' | 'active' | 'afterCallWork' | 'along';

const ALERTING: readonly (string | undefined)[] = ['alerting', 'offering', 'contacting'];
const ENDED: readonly (string | undefined)[] = ['disconnected', 'terminated'];

/** Who only reads along: to look in, or asked by a colleague. */
const MONITOR = 'monitor';

/**
 * One piece of an agent's work. A conversation may hold several: it comes back to the same agent while what an earlier
 * part of theirs owes is still undone.
 */
export type Work = {
  /** Stays the same from the offer to the wrap-up. */
  readonly key: string;
  readonly conversation: Conversation;
  readonly mine: Participant;
  readonly stage: Stage;
};

/** The customer; the latest one, since a reopened conversation has one for each time. */
export const customerOf = (conversation: Conversation): Participant | undefined =>
  (conversation.participants ?? []).findLast((one) => one.purpose === 'customer');

const owesWrapup = (mine: Participant): boolean =>
  (mine.wrapupRequired === true || mine.startAcwTime !== undefined) &&
  !mine.wrapupSkipped &&
  !mine.endAcwTime &&
  (!mine.wrapup || mine.wrapup.provisional === true);

function stageOf(mine: Participant): Stage | null {
  if (mine.purpose === MONITOR) return mine.state === 'connected' ? 'along' : null;
  if (ALERTING.includes(mine.state)) return 'offered';
  if (mine.state === 'connected' || mine.state === 'parked') return 'active';
  return ENDED.includes(mine.state) && owesWrapup(mine) ? 'afterCallWork' : null;
}

/** What an agent has to do with a conversation; each of their parts counts by itself. */
export const worksOf = (conversation: Conversation, userId: string): readonly Work[] =>
  (conversation.participants ?? []).flatMap((mine) => {
    if (mine.user?.id !== userId) return [];
    const stage = stageOf(mine);
    return stage ? [{ key: `${conversation.id} ${mine.id}`, conversation, mine, stage }] : [];
  });

/** The id under which the agent speaks: it is the customer's peer. */
export const communicationOf = (conversation: Conversation): string | null =>
  customerOf(conversation)?.peer ?? null;

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
  visitorCodeOf(addressesOf(conversation)[0] ?? conversation.id ?? '');

/** The agent's queue. Events name queues by id only, but the part that waited in it carries the name. */
export function queueOf({ conversation, mine }: Pick<Work, 'conversation' | 'mine'>) {
  const participants = conversation.participants ?? [];
  const queue = mine.queue ?? participants.findLast((one) => one.queue)?.queue;
  if (!queue || queue.name) return queue;
  const same = participants.filter((one) => one.queue?.id === queue.id);
  const name =
    same.find((one) => one.queue?.name)?.queue?.name ??
    same.find((one) => one.purpose === 'acd' && one.name)?.name;
  return name ? { ...queue, name } : queue;
}

/** Whether the agent has set the conversation aside. */
export const isParked = ({ mine }: Work): boolean => mine.state === 'parked';

const isLive = ({ state }: Participant): boolean => !ENDED.includes(state);

/** Names of the others who read along. */
export const readersOf = (conversation: Conversation, ownId: string): readonly string[] =>
  (conversation.participants ?? []).flatMap((one) =>
    one.purpose === MONITOR && isLive(one) && one.user?.id !== ownId
      ? [one.name ?? one.user?.name ?? '?']
      : [],
  );

/** Who is asked to take over while the agent still has the conversation: a queue, or another agent. */
export const askedToTakeOver = ({ conversation, mine, stage }: Work): Participant | undefined =>
  stage === 'active'
    ? (conversation.participants ?? []).findLast(
        (one) =>
          isLive(one) &&
          (one.purpose === 'acd' || (one.purpose === 'agent' && one.user?.id !== mine.user?.id)),
      )
    : undefined;

/** How many messages the customer has sent so far. */
export const receivedOf = (conversation: Conversation): number =>
  (conversation.participants ?? [])
    .filter(({ purpose }) => purpose === 'customer')
    .reduce((sum, { messages }) => sum + (messages?.length ?? 0), 0);

export type Lists = Readonly<Record<Stage, readonly Work[]>>;

/** The desk's lists; each in the order of arrival. */
export function sortIntoLists(conversations: readonly Conversation[], userId: string): Lists {
  const start = ({ mine }: Work) => mine.startTime ?? '';
  const works = conversations
    .flatMap((one) => worksOf(one, userId))
    .sort((a, b) => start(a).localeCompare(start(b)));
  const at = (stage: Stage) => works.filter((one) => one.stage === stage);
  return {
    offered: at('offered'),
    active: at('active'),
    afterCallWork: at('afterCallWork'),
    along: at('along'),
  };
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
    one.id && worksOf(one, userId).length > 0 && !fresh.some(({ id }) => id === one.id)
      ? [one.id]
      : [],
  );

/** Whether the conversation goes on with somebody else after the agent's part. */
export const goesOn = (mine: Participant): boolean => mine.disconnectType === 'transfer';

/** Whether a code must be chosen before the agent is free again. */
export const mustWrapUp = (mine: Participant): boolean =>
  [
    'mandatory',
    'timeout',
    'forcedtimeout',
    'mandatory_timeout',
    'mandatory_forced_timeout',
  ].includes((mine.wrapupPrompt ?? '').toLowerCase());

const EVENT_SHAPE = ['id', 'participants'] as const;

/** Whether an event's body is a conversation. */
export const isConversation = (body: unknown): body is Conversation =>
  typeof body === 'object' && body !== null && EVENT_SHAPE.every((name) => name in body);
