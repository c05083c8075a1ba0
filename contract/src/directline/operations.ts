import { type Static, Type } from 'typebox';
import type { Operations } from '../operation.ts';
import { Activity, ActivitySet } from './activity.ts';

const optionalText = Type.Optional(Type.String());

/** Seconds: how long a token lives, and how long a stream address may be used. */
export const directLineLifetimes = { token: 1800, streamUrl: 60 } as const;

/** Content type of the activity part of an upload. */
export const activityContentType = 'application/vnd.microsoft.activity';

/** Ours beside Direct Line: who the visitor is, signed by the page's server or remembered by the browser. */
const visitorFields = {
  /** A signed identity (JWT). */
  identity: optionalText,
  /** What an earlier conversation of this browser answered as `visitor`. */
  visitor: optionalText,
};

export const DirectLineTokenRequest = Type.Object({
  ...visitorFields,
  user: Type.Optional(Type.Object({ id: optionalText, name: optionalText })),
  trustedOrigins: Type.Optional(Type.Array(Type.String())),
});
export type DirectLineTokenRequest = Static<typeof DirectLineTokenRequest>;

export const DirectLineToken = Type.Object({
  conversationId: Type.String(),
  token: Type.String(),
  expires_in: Type.Integer(),
  /** Opens the earlier conversations of the visitor. */
  visitor: optionalText,
});
export type DirectLineToken = Static<typeof DirectLineToken>;

export const DirectLineConversationRequest = Type.Object({
  ...visitorFields,
  user: Type.Optional(Type.Object({ id: optionalText, name: optionalText })),
  locale: optionalText,
});
export type DirectLineConversationRequest = Static<typeof DirectLineConversationRequest>;

export const DirectLineConversation = Type.Object({
  conversationId: Type.String(),
  token: Type.String(),
  expires_in: Type.Optional(Type.Integer()),
  streamUrl: optionalText,
  visitor: optionalText,
});
export type DirectLineConversation = Static<typeof DirectLineConversation>;

export const ResourceResponse = Type.Object({ id: Type.String() });
export type ResourceResponse = Static<typeof ResourceResponse>;

export const DirectLineError = Type.Object({
  error: Type.Object({ code: Type.String(), message: Type.String() }),
});
export type DirectLineError = Static<typeof DirectLineError>;

/** Real clients leave the body out, which arrives as null. */
const orNothing = <T>(schema: ReturnType<typeof Type.Unsafe<T>>) =>
  Type.Unsafe<T | null>(Type.Union([schema, Type.Null()]));

const conversation = Type.Object({ conversationId: Type.String() });
const watermark = Type.Object({ watermark: optionalText });
const base = '/v3/directline';

/** Direct Line 3.0. Its secrets and tokens are its own, so the routes are `public` to the token check of the API. */
export const directLineOperations = {
  generateToken: {
    method: 'POST',
    path: `${base}/tokens/generate`,
    access: 'public',
    body: orNothing(Type.Unsafe<DirectLineTokenRequest>(DirectLineTokenRequest)),
    reply: { 200: DirectLineToken },
  },
  refreshToken: {
    method: 'POST',
    path: `${base}/tokens/refresh`,
    access: 'public',
    reply: { 200: DirectLineToken },
  },
  startConversation: {
    method: 'POST',
    path: `${base}/conversations`,
    access: 'public',
    body: orNothing(Type.Unsafe<DirectLineConversationRequest>(DirectLineConversationRequest)),
    reply: { 201: DirectLineConversation, 200: DirectLineConversation },
  },
  reconnect: {
    method: 'GET',
    path: `${base}/conversations/{conversationId}`,
    access: 'public',
    params: conversation,
    query: watermark,
    reply: { 200: DirectLineConversation },
  },
  postActivity: {
    method: 'POST',
    path: `${base}/conversations/{conversationId}/activities`,
    access: 'public',
    params: conversation,
    body: Activity,
    reply: { 200: ResourceResponse },
  },
  getActivities: {
    method: 'GET',
    path: `${base}/conversations/{conversationId}/activities`,
    access: 'public',
    params: conversation,
    query: watermark,
    reply: { 200: ActivitySet },
  },
  upload: {
    method: 'POST',
    path: `${base}/conversations/{conversationId}/upload`,
    access: 'public',
    params: conversation,
    query: Type.Object({ userId: optionalText }),
    reply: { 200: ResourceResponse },
  },
  stream: {
    method: 'GET',
    path: `${base}/conversations/{conversationId}/stream`,
    access: 'public',
    params: conversation,
    query: Type.Object({ watermark: optionalText, t: optionalText }),
    reply: { 101: null },
  },
  getSessionId: {
    method: 'GET',
    path: `${base}/session/getsessionid`,
    access: 'public',
    reply: { 200: Type.Object({ sessionId: Type.String() }) },
  },
} as const satisfies Operations;
