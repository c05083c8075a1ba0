import { type Static, Type } from 'typebox';
import { query } from '../genesys/shape.ts';
import type { Operations } from '../operation.ts';

const Timestamp = Type.String({ format: 'date-time' });
const Named = Type.Object({ id: Type.String(), name: Type.String() });

/** A conversation with a person, through whatever integration. */
export const ContactConversation = Type.Object({
  id: Type.String(),
  startTime: Timestamp,
  endTime: Type.Optional(Timestamp),
  integration: Type.Optional(Named),
  queue: Type.Optional(Named),
  /** Who answered, in order, under their own names; without id: who was no user. */
  agents: Type.Array(
    Type.Object({ id: Type.Optional(Type.String()), name: Type.Optional(Type.String()) }),
  ),
});
export type ContactConversation = Static<typeof ContactConversation>;

export const ContactConversations = Type.Object({
  entities: Type.Array(ContactConversation),
  total: Type.Integer(),
  pageSize: Type.Integer(),
  pageNumber: Type.Integer(),
});

/** What the wire has no operation for: the conversations of an external contact, and of those merged into it. */
export const contactConversationOperations = {
  getTandemContactConversations: {
    method: 'GET',
    path: '/tandem/externalcontacts/contacts/{contactId}/conversations',
    permission: { all: ['externalContacts:contact:view', 'conversation:communication:view'] },
    params: Type.Object({ contactId: Type.String() }),
    query: Type.Object({ pageSize: query.integer, pageNumber: query.integer }),
    reply: { 200: ContactConversations },
  },
} as const satisfies Operations;
