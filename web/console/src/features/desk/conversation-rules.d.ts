import type { ReplyOf } from '#src/api/operations.ts';
export type Conversation = ReplyOf<'GET /api/v2/conversations/messages/{conversationId}'>;
export type Participant = NonNullable<Conversation['participants']>[number];
/** Where a piece of work stands. */
export type Stage = 'offered' | 'active' | 'afterCallWork' | 'along';
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
export declare const customerOf: (conversation: Conversation) => Participant | undefined;
/** What an agent has to do with a conversation; each of their parts counts by itself. */
export declare const worksOf: (conversation: Conversation, userId: string) => readonly Work[];
/** The id under which the agent speaks: it is the customer's peer. */
export declare const communicationOf: (conversation: Conversation) => string | null;
/** What to call the customer; null when the channel told no name or address that means something. */
export declare const customerName: (conversation: Conversation) => string | null;
/** Tells nameless customers apart: the end of their id, or of the conversation's. */
export declare const visitorCode: (conversation: Conversation) => string;
/** The agent's queue. Events name queues by id only, but the part that waited in it carries the name. */
export declare function queueOf({
  conversation,
  mine,
}: Pick<Work, 'conversation' | 'mine'>): import('@tandem/contract').DomainEntityRef | undefined;
/** Whether the agent has set the conversation aside. */
export declare const isParked: ({ mine }: Work) => boolean;
/** Names of the others who read along. */
export declare const readersOf: (conversation: Conversation, ownId: string) => readonly string[];
/** Who is asked to take over while the agent still has the conversation: a queue, or another agent. */
export declare const askedToTakeOver: ({
  conversation,
  mine,
  stage,
}: Work) => Participant | undefined;
/** How many messages the customer has sent so far. */
export declare const receivedOf: (conversation: Conversation) => number;
export type Lists = Readonly<Record<Stage, readonly Work[]>>;
/** The desk's lists; each in the order of arrival. */
export declare function sortIntoLists(
  conversations: readonly Conversation[],
  userId: string,
): Lists;
/** Puts the newer state of a conversation into the list. */
export declare const upsert: (
  conversations: readonly Conversation[],
  changed: Conversation,
) => readonly Conversation[];
/** Conversations that the fresh list lacks although something is still to be done with them. */
export declare const missingFrom: (
  fresh: readonly Conversation[],
  old: readonly Conversation[],
  userId: string,
) => readonly string[];
/** Whether a code must be chosen before the agent is free again. */
export declare const mustWrapUp: (mine: Participant) => boolean;
/** Whether an event's body is a conversation. */
export declare const isConversation: (body: unknown) => body is Conversation;
