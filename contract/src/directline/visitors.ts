import { type Static, Type } from 'typebox';
import type { Operations } from '../operation.ts';
import { ActivitySet } from './activity.ts';
import { DirectLineConversation } from './operations.ts';

const optionalText = Type.Optional(Type.String());
const Timestamp = Type.String({ format: 'date-time' });

export const SignedIdentity = Type.Object({ identity: Type.String({ maxLength: 8192 }) });

/** Opens what a visitor said before. */
export const VisitorAccess = Type.Object({ visitor: Type.String(), expires_in: Type.Integer() });
export type VisitorAccess = Static<typeof VisitorAccess>;

export const VisitorConversation = Type.Object({
  conversationId: Type.String(),
  dateStarted: Timestamp,
  dateLast: Timestamp,
  /** The last text that was said. */
  preview: optionalText,
  ended: Type.Boolean(),
});
export type VisitorConversation = Static<typeof VisitorConversation>;

const conversation = Type.Object({ conversationId: Type.String() });
const base = '/v3/directline';

/**
 * What Direct Line does not have: visitors who are signed in by the page, and their earlier conversations. The bearer
 * token of the `visitor` routes is what `signInVisitor` or the start of a conversation answered as `visitor`.
 */
export const visitorOperations = {
  signInVisitor: {
    method: 'POST',
    path: `${base}/visitor`,
    access: 'public',
    body: SignedIdentity,
    reply: { 200: VisitorAccess },
  },
  getVisitorConversations: {
    method: 'GET',
    path: `${base}/visitor/conversations`,
    access: 'public',
    reply: { 200: Type.Object({ conversations: Type.Array(VisitorConversation) }) },
  },
  getVisitorActivities: {
    method: 'GET',
    path: `${base}/visitor/conversations/{conversationId}/activities`,
    access: 'public',
    params: conversation,
    query: Type.Object({ watermark: optionalText }),
    reply: { 200: ActivitySet },
  },
  /** A token with which the conversation goes on, in another browser too. */
  resumeVisitorConversation: {
    method: 'POST',
    path: `${base}/visitor/conversations/{conversationId}/resume`,
    access: 'public',
    params: conversation,
    reply: { 200: DirectLineConversation },
  },
  /** Makes the conversation of the bearer token that of a signed identity. */
  identifyConversation: {
    method: 'POST',
    path: `${base}/conversations/{conversationId}/identity`,
    access: 'public',
    params: conversation,
    body: SignedIdentity,
    reply: { 200: DirectLineConversation },
  },
} as const satisfies Operations;
