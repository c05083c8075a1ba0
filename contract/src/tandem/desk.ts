import { type Static, Type } from 'typebox';
import type { Operations } from '../operation.ts';

const Person = Type.Object({ id: Type.String(), name: Type.String() });

/** What colleagues tell each other about a conversation; customers never see it. */
export const ConversationNote = Type.Object({
  id: Type.String(),
  conversationId: Type.String(),
  text: Type.String(),
  author: Person,
  /** Who is asked by it, when it is a question to somebody. */
  asked: Type.Optional(Person),
  dateCreated: Type.String({ format: 'date-time' }),
});
export type ConversationNote = Static<typeof ConversationNote>;

const noteText = Type.String({ minLength: 1, maxLength: 4000 });

const labelName = Type.String({ minLength: 1, maxLength: 60 });
const labelNames = Type.Array(labelName, { maxItems: 50 });

/** What colleagues file a conversation under, by the alphabet; spellings that differ in capitals are one label. */
export const ConversationLabels = Type.Object({ labels: Type.Array(Type.String()) });
export type ConversationLabels = Static<typeof ConversationLabels>;

/**
 * Who else looks at the conversation now, and how many notes it has: a change is worth reading them again. Its labels.
 */
export const ConversationViewing = Type.Object({
  viewers: Type.Array(Person),
  notes: Type.Integer(),
  labels: Type.Array(Type.String()),
});
export type ConversationViewing = Static<typeof ConversationViewing>;

const base = '/tandem/desk/conversations/{conversationId}';
const conversation = Type.Object({ conversationId: Type.String() });
const reads = { all: ['conversation:message:view'] };

/** What the desk has beside the wire: the vendor knows no notes and no viewers of messages. */
export const deskOperations = {
  getDeskNotes: {
    method: 'GET',
    path: `${base}/notes`,
    permission: reads,
    params: conversation,
    reply: { 200: Type.Object({ entities: Type.Array(ConversationNote) }) },
  },
  /** The same `Idempotency-Key` again answers the first note. */
  postDeskNotes: {
    method: 'POST',
    path: `${base}/notes`,
    permission: { all: ['conversation:message:create'] },
    params: conversation,
    body: Type.Object({ text: noteText }),
    reply: { 201: ConversationNote },
  },
  /** Labels that the organisation uses, the most used of late first. */
  getDeskLabels: {
    method: 'GET',
    path: '/tandem/desk/labels',
    permission: reads,
    reply: {
      200: Type.Object({
        entities: Type.Array(
          Type.Object({
            name: Type.String(),
            /** How many of the conversations that were labelled of late have it. */
            conversations: Type.Integer(),
          }),
        ),
      }),
    },
  },
  getDeskConversationLabels: {
    method: 'GET',
    path: `${base}/labels`,
    permission: reads,
    params: conversation,
    reply: { 200: ConversationLabels },
  },
  /** All or nothing; the same change again changes nothing. Answers the labels afterwards. */
  patchDeskConversationLabels: {
    method: 'PATCH',
    path: `${base}/labels`,
    permission: { all: ['conversation:message:create'] },
    params: conversation,
    body: Type.Object({ add: Type.Optional(labelNames), remove: Type.Optional(labelNames) }),
    reply: { 200: ConversationLabels },
  },
  /** Says that the caller looks at the conversation, for some seconds. */
  putDeskViewing: {
    method: 'PUT',
    path: `${base}/viewing`,
    permission: reads,
    params: conversation,
    reply: { 200: ConversationViewing },
  },
  deleteDeskViewing: {
    method: 'DELETE',
    path: `${base}/viewing`,
    permission: reads,
    params: conversation,
    reply: { 204: null },
  },
  /** Asks a colleague: they read along from now on and see the question; the agent keeps the conversation. */
  postDeskConsults: {
    method: 'POST',
    path: `${base}/consults`,
    permission: { all: ['conversation:communication:blindTransfer'] },
    params: conversation,
    body: Type.Object({ userId: Type.String(), question: noteText }),
    reply: { 201: ConversationNote },
  },
} as const satisfies Operations;
