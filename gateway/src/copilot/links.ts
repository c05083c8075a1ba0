import { type CopilotLinkRequest, copilotPagePath, copilotUrlAttribute } from '@tandem/contract';
import type { Clock, Database } from '@tandem/kit';
import { findSession, type Session } from '../conversations/index.ts';
import type { EndpointDirectory, OpenEndpoint } from '../endpoints/index.ts';
import type { FindCopilotLink } from '../handover/index.ts';
import { copilotErrors } from './copilot.errors.ts';
import type { LinkTokens } from './link-tokens.ts';
import { readSignedLink } from './signed-links.rules.ts';
import type { Workspace } from './workspace.model.ts';
import { openWorkspaceSecrets, type SecretDeps } from './workspace-secrets.ts';
import { readWorkspace } from './workspaces.usecases.ts';

export type LinkDeps = SecretDeps & {
  readonly db: Database;
  readonly clock: Clock;
  readonly directory: Pick<EndpointDirectory, 'byId' | 'byToken'>;
  readonly tokens: LinkTokens;
};

/** A conversation with the workspace beside it. */
export type Seat = {
  readonly session: Session;
  readonly endpoint: OpenEndpoint;
  readonly workspace: Workspace;
};

const hourMs = 60 * 60 * 1000;

/** How long a page that is open may stay so, whatever its link says: agents go home. */
const pageMs = 12 * hourMs;

const seatOf = async (deps: LinkDeps, session: Session): Promise<Seat> => {
  const endpoint = await deps.directory.byId(session.endpointId);
  if (!endpoint?.active) throw copilotErrors.off();
  const workspace = await readWorkspace(deps.db, endpoint);
  if (!workspace.enabled) throw copilotErrors.off();
  return { session, endpoint, workspace };
};

/** The address of the workspace of a conversation. The same input gives the same address. */
export const linkTo = (
  tokens: LinkTokens,
  session: Session,
  { origin, until }: { readonly origin: string; readonly until: Date },
): string => {
  const query = new URLSearchParams({
    ...{ userId: session.userId, sessionId: session.conversationId },
    URLToken: tokens.issue('link', session, until),
  });
  return `${origin}${copilotPagePath}?${query}`;
};

/** Longer addresses would be cut in the transcript, and a cut one opens nothing. */
const longestLine = 450;

/** The link of a handover. Asked again, it is the same, since the contact centre tells repeats by their content. */
export const createHandoverLink =
  (deps: LinkDeps & { readonly origin: () => string }): FindCopilotLink =>
  async (session, handover) => {
    if (!handover.copilot) return null;
    const workspace = await readWorkspace(deps.db, { id: session.endpointId, org: session.org });
    const until = new Date(handover.createdAt.getTime() + workspace.linkHours * hourMs);
    const url = linkTo(deps.tokens, session, { origin: deps.origin(), until });
    const line = `Copilot: ${url}`;
    const isShown = workspace.linkInTranscript && line.length <= longestLine;
    return { attributes: { [copilotUrlAttribute]: url }, line: isShown ? line : null };
  };

/** Whose conversation it is and when the link ends, for a link that Tandem has made. */
const byOwnLink = async (deps: LinkDeps, { sessionId, userId, URLToken }: CopilotLinkRequest) => {
  const session = sessionId ? await findSession(deps.db, sessionId) : null;
  if (!session || !URLToken || (userId && userId !== session.userId))
    throw copilotErrors.linkInvalid();
  const state = deps.tokens.check('link', session, URLToken);
  if (state === 'forged') throw copilotErrors.linkInvalid();
  if (state === 'expired') throw copilotErrors.linkExpired();
  return session;
};

/** The same for a link that somebody else has signed: `URLToken` names the endpoint, `auth` proves the rest. */
const bySignedLink = async (deps: LinkDeps, link: CopilotLinkRequest): Promise<Session> => {
  const endpoint = await deps.directory.byToken(link.URLToken ?? '');
  if (!endpoint) throw copilotErrors.linkInvalid();
  const workspace = await readWorkspace(deps.db, endpoint);
  const key = (await openWorkspaceSecrets(deps, workspace)).texts.get('jwtKey');
  const signed = key && readSignedLink(link.auth ?? '', { key, now: deps.clock.now() });
  if (!signed) throw copilotErrors.linkInvalid();
  if (signed === 'expired') throw copilotErrors.linkExpired();
  const session = await findSession(deps.db, signed.sessionId ?? link.sessionId ?? '');
  const isMeant =
    session?.endpointId === endpoint.id &&
    session.userId === signed.userId &&
    (!link.sessionId || link.sessionId === session.conversationId);
  if (!session || !isMeant) throw copilotErrors.linkInvalid();
  return session;
};

export type OpenedSeat = Seat & {
  /** Bearer token of the page's calls, and when it ends. */
  readonly token: string;
  /** Opens documents of tiles and nothing else: their scripts can read it. */
  readonly documentToken: string;
  readonly expires: Date;
};

/** @throws copilotErrors.linkInvalid, linkExpired, off */
export const openLink = async (deps: LinkDeps, link: CopilotLinkRequest): Promise<OpenedSeat> => {
  const session = link.auth ? await bySignedLink(deps, link) : await byOwnLink(deps, link);
  const seat = await seatOf(deps, session);
  const expires = new Date(deps.clock.now().getTime() + pageMs);
  const tokenFor = (use: 'page' | 'tile') =>
    `${session.conversationId}~${deps.tokens.issue(use, session, expires)}`;
  return { ...seat, token: tokenFor('page'), documentToken: tokenFor('tile'), expires };
};

/**
 * The seat of a page's token.
 * @throws copilotErrors.tokenInvalid, off
 */
export const seatOfToken = async (
  deps: LinkDeps,
  token: string,
  use: 'page' | 'tile' = 'page',
): Promise<Seat> => {
  const border = token.lastIndexOf('~');
  const session = border > 0 ? await findSession(deps.db, token.slice(0, border)) : null;
  if (!session || deps.tokens.check(use, session, token.slice(border + 1)) !== 'good')
    throw copilotErrors.tokenInvalid();
  return seatOf(deps, session);
};
