import { Type } from 'typebox';
import type { Operations } from '../operation.ts';

/** Token endpoint's answer. The scheme is written in lower case, as clients echo it. */
export const TokenReply = Type.Object({
  access_token: Type.String(),
  token_type: Type.Literal('bearer'),
  expires_in: Type.Integer(),
  refresh_token: Type.Optional(Type.String()),
});

/** Error body of the token endpoint; it is not the error body of the API. */
export const TokenErrorReply = Type.Object({
  error: Type.String(),
  description: Type.String(),
  error_description: Type.String(),
});

const page = Type.String();

/** What the login host serves: forms and pages, without a bearer token. */
export const loginOperations = {
  postOauthToken: {
    method: 'POST',
    path: '/oauth/token',
    access: 'public',
    reply: { 200: TokenReply },
  },
  getOauthAuthorize: {
    method: 'GET',
    path: '/oauth/authorize',
    access: 'public',
    reply: { 200: page, 302: null },
  },
  postOauthSignIn: {
    method: 'POST',
    path: '/oauth/sign-in',
    access: 'public',
    reply: { 303: null },
  },
  /** The button of the page that asks whether to sign out. */
  postLogout: {
    method: 'POST',
    path: '/logout',
    access: 'public',
    reply: { 200: page, 303: null },
  },
  getLogout: { method: 'GET', path: '/logout', access: 'public', reply: { 200: page, 302: null } },
} as const satisfies Operations;
