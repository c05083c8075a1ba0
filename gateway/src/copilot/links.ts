import { type CopilotLinkRequest, copilotPagePath, copilotUrlAttribute } from '@tandem/contract';
import type { Clock, Database } from '@tandem/kit';
import { findSession, type Session } from '../conversations/index.ts';
import type { EndpointDirectory, OpenEndpoint } from '../endpoints/index.ts';
import type { FindCopilotLink } from '../handover/index.ts';
import { findFirstUser, type KeySets } from '../visitors/index.ts';
import { copilotErrors } from './copilot.errors.ts';
import type { LinkTokens } from './link-tokens.ts';
import { verifySignedLink } from './signed-links.ts';
import type { Workspace } from './workspace.model.ts';
import type { SecretDeps } from './workspace-secrets.ts';
import { readWorkspace } from './workspaces.usecases.ts';

export type LinkDeps = SecretDeps & {
  readonly db: Database;
  readonly clock: Clock;
  readonly directory: Pick<EndpointDirectory, 'byId' | 'byToken'>;
  readonly tokens: LinkTokens;
  /** Public keys of those who sign links. */
  readonly keySets: KeySets;
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

type Proved = { readonly session: Session; readonly expired: boolean };

/** Whose conversation it is, for a link that Tandem has made; null: it has not. */
const ownLink = async (
  deps: LinkDeps,
  { sessionId, userId, URLToken }: CopilotLinkRequest,
): Promise<Proved | null> => {
  const session = sessionId ? await findSession(deps.db, sessionId) : null;
  if (!session || !URLToken) return null;
  // Who signs in during the talk has another id from then on; the link was made for the one of before.
  const printed = { ...session, userId: userId ?? session.userId };
  const state = deps.tokens.check('link', printed, URLToken);
  return state === 'forged' ? null : { session, expired: state === 'expired' };
};

const byOwnLink = async (deps: LinkDeps, link: CopilotLinkRequest): Promise<Session> => {
  const proved = await ownLink(deps, link);
  if (!proved) throw copilotErrors.linkInvalid();
  if (proved.expired) throw copilotErrors.linkExpired();
  return proved.session;
};

/** What a link says that somebody else has signed: `URLToken` names the endpoint, `auth` proves the rest. */
const signedLink = async (deps: LinkDeps, link: CopilotLinkRequest) => {
  const endpoint = await deps.directory.byToken(link.URLToken ?? '');
  if (!endpoint) return null;
  const workspace = await readWorkspace(deps.db, endpoint);
  const signed = await verifySignedLink(deps, { workspace, endpoint, token: link.auth ?? '' });
  return signed && { endpoint, workspace, signed };
};

const bySignedLink = async (deps: LinkDeps, link: CopilotLinkRequest): Promise<Session> => {
  const proved = await signedLink(deps, link);
  if (!proved) throw copilotErrors.linkInvalid();
  const { endpoint, signed } = proved;
  if (signed === 'expired') throw copilotErrors.linkExpired();
  const session = await findSession(deps.db, signed.sessionId ?? link.sessionId ?? '');
  const isMeant =
    session?.endpointId === endpoint.id &&
    (!link.sessionId || link.sessionId === session.conversationId) &&
    (session.userId === signed.userId || (await findFirstUser(deps.db, session)) === signed.userId);
  if (!session || !isMeant) throw copilotErrors.linkInvalid();
  return session;
};

const ofPage = ({ conversationId }: Pick<Session, 'conversationId'>) => ({ conversationId });

export type OpenedSeat = Seat & {
  /** Bearer token of the page's calls, and when it ends. */
  readonly token: string;
  /** Opens documents of tiles and nothing else: their scripts can read it. */
  readonly documentToken: string;
  readonly expires: Date;
};

/**
 * The seat that a link opens.
 * @throws copilotErrors.linkInvalid, linkExpired, linkUnchecked, off
 */
export const seatOfLink = async (deps: LinkDeps, link: CopilotLinkRequest): Promise<Seat> =>
  seatOf(deps, link.auth ? await bySignedLink(deps, link) : await byOwnLink(deps, link));

/** The same, with what the page goes on with. */
export const openLink = async (deps: LinkDeps, link: CopilotLinkRequest): Promise<OpenedSeat> => {
  const seat = await seatOfLink(deps, link);
  const { session } = seat;
  const expires = new Date(deps.clock.now().getTime() + pageMs);
  const tokenFor = (use: 'page' | 'tile') =>
    `${session.conversationId}~${deps.tokens.issue(use, ofPage(session), expires)}`;
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
): Promise<Seat & { readonly expires: Date }> => {
  const border = token.lastIndexOf('~');
  const conversationId = token.slice(0, Math.max(border, 0));
  const proof = token.slice(border + 1);
  const isGood = deps.tokens.check(use, { conversationId }, proof) === 'good';
  const expires = isGood ? deps.tokens.endOf(proof) : null;
  const session = expires && (await findSession(deps.db, conversationId));
  if (!session) throw copilotErrors.tokenInvalid();
  return { ...(await seatOf(deps, session)), expires };
};

/**
 * Origins of the sites that may show the page of a link in a frame: those of its workspace. A link that has expired
 * counts, so that the page can say so; of one that nobody here has made nothing is told.
 * @throws copilotErrors.linkUnchecked
 */
export const frameOriginsOf = async (
  deps: LinkDeps,
  link: CopilotLinkRequest,
): Promise<readonly string[]> => {
  if (link.auth) return (await signedLink(deps, link))?.workspace.frameOrigins ?? [];
  const proved = await ownLink(deps, link);
  if (!proved) return [];
  const { org, endpointId: id } = proved.session;
  return (await readWorkspace(deps.db, { org, id })).frameOrigins;
};
