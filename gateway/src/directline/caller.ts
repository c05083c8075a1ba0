import { type Database, textOf } from '@tandem/kit';
import type { Reads, Session } from '../conversations/index.ts';
import type { EndpointDirectory, OpenEndpoint } from '../endpoints/index.ts';
import { identityUse, isAmong, visitorErrors } from '../visitors/index.ts';
import { directLineErrors } from './directline.errors.ts';
import type { TokenClaims, Tokens, VisitorClaims } from './tokens.ts';

type Headers = Readonly<Record<string, string | string[] | undefined>>;
type Params = Readonly<Record<string, string>>;

export type CallerDeps = {
  readonly db: Database;
  readonly reads: Pick<Reads, 'session'>;
  readonly directory: EndpointDirectory;
  readonly tokens: Tokens;
};

/** Who calls: always an endpoint; with a token also one conversation. */
export type Caller = {
  readonly endpoint: OpenEndpoint;
  readonly by: 'secret' | 'token' | 'address';
  readonly claims: TokenClaims | null;
};

const bearerOf = (headers: Headers): string | null => {
  const value = headers['authorization'];
  return typeof value === 'string' ? (/^Bearer +(\S+)$/i.exec(value)?.[1] ?? null) : null;
};

const active = (endpoint: OpenEndpoint | null): OpenEndpoint => {
  if (!endpoint?.active) throw directLineErrors.endpointNotFound();
  return endpoint;
};

type Shown = {
  readonly bearer: string;
  /** Origin of the page that asks. */
  readonly origin: string | undefined;
  readonly graceMs: number;
};

const byToken = async ({ directory, tokens }: CallerDeps, { bearer, origin, graceMs }: Shown) => {
  const claims = tokens.read(bearer, graceMs);
  if (claims === 'expired') throw directLineErrors.tokenExpired();
  if (!claims) return null;
  if (!isAmong(claims.origins ?? [], origin))
    throw visitorErrors.originNotAllowed({ origin: origin ?? '' });
  return {
    endpoint: active(await directory.byId(claims.endpointId)),
    by: 'token',
    claims,
  } as const;
};

/**
 * Who calls. The address of an endpoint is public and enough to begin a conversation; without it a secret or a token
 * says which endpoint is meant. A token of another endpoint than the address names is refused.
 * @throws directLineErrors.missingAuth, badToken, tokenExpired, endpointNotFound, visitorErrors.originNotAllowed
 */
export async function identify(
  deps: CallerDeps,
  { headers, params, graceMs = 0 }: { headers: Headers; params: Params; graceMs?: number },
): Promise<Caller> {
  const address = params['endpointToken'];
  const addressed = address ? active(await deps.directory.byToken(address)) : null;
  const bearer = bearerOf(headers);
  if (!bearer || bearer === addressed?.token) {
    if (addressed) return { endpoint: addressed, by: 'address', claims: null };
    throw directLineErrors.missingAuth();
  }
  const origin = textOf(headers['origin']) ?? undefined;
  const found = await byToken(deps, { bearer, origin, graceMs });
  const secret = found ? null : await deps.directory.bySecret(bearer);
  const caller: Caller | null =
    found ?? (secret ? { endpoint: active(secret), by: 'secret', claims: null } : null);
  if (!caller || (addressed && caller.endpoint.id !== addressed.id))
    throw directLineErrors.badToken();
  return caller;
}

/**
 * The visitor whose conversations are asked for.
 * @throws directLineErrors.missingAuth, badToken, tokenExpired, endpointNotFound
 */
export async function identifyVisitor(
  { directory, tokens }: CallerDeps,
  { headers, params }: { headers: Headers; params: Params },
): Promise<{ readonly endpoint: OpenEndpoint; readonly claims: VisitorClaims }> {
  const address = params['endpointToken'];
  const addressed = address ? active(await directory.byToken(address)) : null;
  const bearer = bearerOf(headers);
  if (!bearer) throw directLineErrors.missingAuth();
  const claims = tokens.readVisitor(bearer);
  if (claims === 'expired') throw directLineErrors.tokenExpired();
  if (!claims || (addressed && addressed.id !== claims.endpointId))
    throw directLineErrors.badToken();
  const endpoint = active(addressed ?? (await directory.byId(claims.endpointId)));
  const isSigned = claims.visitor.startsWith('id:');
  if (!isSigned && identityUse(endpoint) === 'required') throw visitorErrors.identityRequired();
  return { endpoint, claims };
}

/**
 * The conversation a call is about, also where only signed visitors may chat and this one is not. A token opens its
 * own only; the secret opens all of its endpoint.
 * @throws directLineErrors.missingAuth, badToken, conversationNotFound
 */
export async function requireAnySession(
  deps: CallerDeps,
  caller: Caller,
  conversationId: string,
): Promise<Session> {
  if (caller.by === 'address') throw directLineErrors.missingAuth();
  if (caller.claims && caller.claims.conversationId !== conversationId)
    throw directLineErrors.badToken();
  const session = await deps.reads.session(conversationId);
  if (!session || session.endpointId !== caller.endpoint.id)
    throw directLineErrors.conversationNotFound();
  return session;
}

/**
 * The conversation a call is about, where its visitor may chat.
 * @throws visitorErrors.identityRequired and those of {@link requireAnySession}
 */
export async function requireSession(
  deps: CallerDeps,
  caller: Caller,
  conversationId: string,
): Promise<Session> {
  const session = await requireAnySession(deps, caller, conversationId);
  const isSigned = session.userTrusted || caller.by === 'secret';
  if (!isSigned && identityUse(caller.endpoint) === 'required')
    throw visitorErrors.identityRequired();
  return session;
}
