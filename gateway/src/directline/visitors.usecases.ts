import {
  findSession,
  listActivities,
  parseWatermark,
  type Session,
} from '../conversations/index.ts';
import type { OpenEndpoint } from '../endpoints/index.ts';
import {
  adoptSession,
  identityUse,
  listVisitorConversations,
  mayStart,
  type VisitorIdentity,
  visitorErrors,
  visitorOf,
} from '../visitors/index.ts';
import type { Caller } from './caller.ts';
import type { DirectLineDeps } from './conversations.usecases.ts';
import { directLineErrors } from './directline.errors.ts';
import { createShow } from './shown.ts';
import type { VisitorClaims } from './tokens.ts';

/** Seconds. A browser is known for a good year, a signed visitor no longer than for a working day. */
const lifetimes = { anonymous: 400 * 24 * 3600, signed: 12 * 3600 } as const;

/** Who the visitor is said to be. */
export type AskedVisitor = {
  readonly identity?: string | undefined;
  readonly visitor?: string | undefined;
};

export type Visitor = {
  readonly visitor: string | null;
  readonly identity: VisitorIdentity | null;
};

const isAnonymous = (visitor: string) => visitor.startsWith('anon:');

/** The browser that is known from before; a signed visitor is never known without a signature. */
const knownBrowser = (
  { tokens }: DirectLineDeps,
  endpoint: OpenEndpoint,
  given: string | undefined,
): string | null => {
  const claims = given ? tokens.readVisitor(given) : null;
  if (!claims || claims === 'expired' || claims.endpointId !== endpoint.id) return null;
  return isAnonymous(claims.visitor) ? claims.visitor : null;
};

/**
 * Whose conversation a new one is. Behind the address of an endpoint stands a browser, which gets a name of its own that
 * nobody can guess; who has the secret vouches for its users itself.
 * @throws visitorErrors.identityInvalid, identityExpired, identityRequired
 */
export async function visitorOfCaller(
  deps: DirectLineDeps,
  caller: Caller,
  asked: AskedVisitor,
): Promise<Visitor> {
  const { endpoint, by } = caller;
  if (asked.identity) {
    const identity = await deps.verifyIdentity(endpoint, asked.identity);
    return { visitor: visitorOf(identity), identity };
  }
  if (by === 'secret') return { visitor: null, identity: null };
  if (identityUse(endpoint) === 'required') throw visitorErrors.identityRequired();
  const known = knownBrowser(deps, endpoint, asked.visitor);
  return { visitor: known ?? `anon:${deps.ids.token(16)}`, identity: null };
}

/** @throws visitorErrors.originNotAllowed */
export const requireOrigin = (
  { endpoint, by }: Caller,
  { origin, own }: { origin: string | undefined; own: string },
): void => {
  if (by === 'address' && !mayStart(endpoint, { origin, own }))
    throw visitorErrors.originNotAllowed({ origin: origin ?? '' });
};

/** What opens the conversations of the visitor from now on; nothing where nobody is known. */
export const visitorToken = (
  { tokens, clock }: Pick<DirectLineDeps, 'tokens' | 'clock'>,
  endpointId: string,
  { visitor, identity }: Visitor,
): { readonly visitor?: string; readonly seconds: number } => {
  if (!visitor) return { seconds: 0 };
  if (!isAnonymous(visitor) && !identity) return { seconds: 0 };
  const left = identity ? identity.expiresAt - Math.floor(clock.now().getTime() / 1000) : 0;
  const seconds = identity ? Math.max(60, Math.min(left, lifetimes.signed)) : lifetimes.anonymous;
  return { visitor: tokens.issueVisitor({ endpointId, visitor }, seconds), seconds };
};

/** Signs a visitor in, before any conversation. @throws visitorErrors.identityInvalid, identityExpired */
export async function signInVisitor(deps: DirectLineDeps, caller: Caller, token: string) {
  const identity = await deps.verifyIdentity(caller.endpoint, token);
  const who = { visitor: visitorOf(identity), identity };
  const { visitor = '', seconds } = visitorToken(deps, caller.endpoint.id, who);
  return { visitor, expires_in: seconds };
}

/** The session after it was made that of the identity. @throws visitorErrors.identityOfAnother */
export async function identifySession(
  deps: DirectLineDeps,
  session: Session,
  identity: VisitorIdentity,
): Promise<Session> {
  const adopted = await deps.change(session.id, ({ tx }) => adoptSession(tx, session, identity));
  if (!adopted) throw visitorErrors.identityOfAnother();
  // Nothing was said, and still a workspace that is open shows somebody else.
  deps.wakes.activity(session.id);
  return (await findSession(deps.db, session.conversationId)) ?? session;
}

/** A conversation of the visitor, of this endpoint. @throws directLineErrors.conversationNotFound */
export async function requireOwnSession(
  deps: DirectLineDeps,
  { endpointId, visitor }: VisitorClaims,
  conversationId: string,
): Promise<Session> {
  const session = await findSession(deps.db, conversationId);
  if (!session || session.endpointId !== endpointId || session.visitor !== visitor)
    throw directLineErrors.conversationNotFound();
  return session;
}

const historyPage = 500;

/** What was said in a conversation of the visitor, files of agents with addresses that are good from now on. */
export async function getHistory(
  deps: DirectLineDeps,
  session: Session,
  { watermark, origin }: { readonly watermark: string | undefined; readonly origin: string },
) {
  const after = parseWatermark(watermark);
  const found = await listActivities(deps.db, { session: session.id, after, limit: historyPage });
  return {
    activities: createShow(deps, { session, origin, allFiles: true })(found),
    watermark: String(found.at(-1)?.seq ?? after),
  };
}

export const visitorConversations = async (
  deps: DirectLineDeps,
  endpoint: OpenEndpoint,
  { visitor }: VisitorClaims,
) => {
  const asked = { org: endpoint.org, endpoint: endpoint.id, visitor };
  const found = await listVisitorConversations(deps.db, asked);
  return {
    conversations: found.map(({ conversationId, startedAt, lastAt, preview, ended }) => ({
      conversationId,
      dateStarted: startedAt.toISOString(),
      dateLast: lastAt.toISOString(),
      ...(preview ? { preview } : {}),
      ended,
    })),
  };
};
