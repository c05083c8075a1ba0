import { type Activity, directLineLifetimes, directLineOperations } from '@tandem/contract';
import { type Clock, type Ids, isInfected, isScanAway, type ScanFile } from '@tandem/kit';
import {
  type ChangeSession,
  findSession,
  insertSession,
  listActivities,
  parseWatermark,
  type Session,
  type SessionUnit,
  type Wakes,
} from '../conversations/index.ts';
import { greet, type Says, takeActivity } from '../dialogue/index.ts';
import type { OpenEndpoint } from '../endpoints/index.ts';
import { fileUrl } from '../file-links.rules.ts';
import { type AgentFile, findOpenHandover } from '../handover/index.ts';
import { type VerifyIdentity, visitorErrors, visitorOf } from '../visitors/index.ts';
import { toStoredBody } from './activity-input.rules.ts';
import { insertAttachment } from './attachments.store.ts';
import type { Caller, CallerDeps } from './caller.ts';
import { directLineErrors } from './directline.errors.ts';
import type { ChatLimiter } from './limiter.ts';
import { createShow } from './shown.ts';
import type { TokenClaims } from './tokens.ts';
import type { Upload } from './upload.rules.ts';
import {
  type AskedVisitor,
  type Visitor,
  visitorOfCaller,
  visitorToken,
} from './visitors.usecases.ts';

export type DirectLineDeps = CallerDeps & {
  readonly verifyIdentity: VerifyIdentity;
  readonly clock: Clock;
  readonly ids: Ids;
  readonly change: ChangeSession;
  readonly says: Says;
  readonly wakes: Wakes;
  readonly limiter: ChatLimiter;
  /** Largest file that the server takes, in bytes; an endpoint may take less. */
  readonly maxUploadBytes: number;
  /** Looks at every file before it is kept. */
  readonly scanFile?: ScanFile | undefined;
  /** The customer types: relayed to the agents when fresh, never stored. */
  readonly relayTyping: (session: Session) => void;
  /** The address of an agent's file as it is good now; null: there is no such file. */
  readonly agentFile: (file: AgentFile, signal: AbortSignal) => Promise<string | null>;
};

type AskedUser = { readonly id?: string | undefined; readonly name?: string | undefined };

const expires_in = directLineLifetimes.token;
const tidyId = (id: string | undefined) => id?.trim().slice(0, 256) || null;

type Asked = AskedVisitor & {
  readonly user?: AskedUser | undefined;
  /** The only pages that may use the token. */
  readonly origins?: readonly string[];
};

/**
 * Claims of a token for a new conversation. Only the owner of the secret, or a signed identity, may vouch for a user's
 * id.
 */
const newClaims = async (deps: DirectLineDeps, caller: Caller, asked: Asked) => {
  const { user = {} } = asked;
  const who = await visitorOfCaller(deps, caller, asked);
  const { visitor, identity } = who;
  const claims: TokenClaims = {
    endpointId: caller.endpoint.id,
    conversationId: deps.ids.uuid(),
    userId: identity?.sub ?? tidyId(user.id),
    userName: identity?.name ?? (user.name?.trim().slice(0, 256) || null),
    trusted: identity !== null || (caller.by === 'secret' && Boolean(user.id)),
    visitor,
    ...(asked.origins ? { origins: asked.origins } : {}),
  };
  return { claims, who };
};

const tokenReply = (deps: DirectLineDeps, claims: TokenClaims) => ({
  conversationId: claims.conversationId,
  token: deps.tokens.issue(claims),
  expires_in,
});

const withVisitor = (deps: DirectLineDeps, claims: TokenClaims, who: Visitor) => {
  const { visitor } = visitorToken(deps, claims.endpointId, who);
  return { ...tokenReply(deps, claims), ...(visitor ? { visitor } : {}) };
};

export const generateToken = async (deps: DirectLineDeps, caller: Caller, asked: Asked) => {
  const { claims, who } = await newClaims(deps, caller, asked);
  return withVisitor(deps, claims, who);
};

/** A fresh token for the same conversation. @throws directLineErrors.badToken without a token */
export const refreshToken = (deps: DirectLineDeps, caller: Caller) => {
  if (!caller.claims) throw directLineErrors.badToken();
  return tokenReply(deps, caller.claims);
};

/** Address of a socket, below the address the caller used. */
const streamUrl = (
  deps: DirectLineDeps,
  {
    base,
    conversationId,
    watermark,
  }: { base: string; conversationId: string; watermark?: string | undefined },
): string => {
  const path = directLineOperations.stream.path.replace(
    '{conversationId}',
    encodeURIComponent(conversationId),
  );
  const mark = watermark === undefined ? '' : `watermark=${encodeURIComponent(watermark)}&`;
  return `${base.replace(/^http/, 'ws')}${path}?${mark}t=${deps.tokens.issueStream({ conversationId, origin: URL.canParse(base) ? new URL(base).origin : null })}`;
};

/** What a token says was checked when it was made; an identity beside it must be the same. */
const claimsOf = async (deps: DirectLineDeps, caller: Caller, asked: Asked) => {
  const { claims } = caller;
  if (!claims) return newClaims(deps, caller, asked);
  const identity = asked.identity
    ? await deps.verifyIdentity(caller.endpoint, asked.identity)
    : null;
  if (identity && claims.visitor !== visitorOf(identity)) throw visitorErrors.identityOfAnother();
  return { claims, who: { visitor: claims.visitor, identity } };
};

/** Begins the conversation of the token, or a new one. Begun before: the same again. */
export async function startConversation(
  deps: DirectLineDeps,
  caller: Caller,
  input: Asked & { base: string; locale?: string | undefined },
) {
  const { claims, who } = await claimsOf(deps, caller, input);
  const { endpoint } = caller;
  const created = await insertSession(deps.db, {
    org: endpoint.org,
    endpointId: endpoint.id,
    conversationId: claims.conversationId,
    userId: claims.userId ?? tidyId(input.user?.id) ?? `dl_${deps.ids.uuid()}`,
    userName: claims.userName ?? (input.user?.name?.trim().slice(0, 256) || null),
    userTrusted: claims.trusted,
    locale: input.locale?.slice(0, 35) || endpoint.locale,
    visitor: claims.visitor,
    profile: who.identity?.profile ?? null,
    createdAt: deps.clock.now(),
  });
  if (created) await greet(deps, created);
  const session = created ?? (await findSession(deps.db, claims.conversationId));
  if (!session || session.endpointId !== endpoint.id) throw directLineErrors.conversationNotFound();
  const { conversationId } = session;
  // A socket of a new conversation gets everything from the beginning, however late it opens.
  const url = streamUrl(deps, { base: input.base, conversationId, watermark: '0' });
  return {
    created: created !== null,
    body: { ...withVisitor(deps, { ...claims, userId: session.userId }, who), streamUrl: url },
  };
}

type Going = {
  readonly endpoint: Pick<OpenEndpoint, 'id'>;
  readonly session: Session;
  /** Those of the token that asks. */
  readonly origins?: readonly string[] | undefined;
};

/** A fresh token and stream address for a conversation that goes on. */
export const reconnect = (
  deps: DirectLineDeps,
  { endpoint, session, origins }: Going,
  { base, watermark }: { base: string; watermark?: string | undefined },
) => ({
  ...tokenReply(deps, {
    endpointId: endpoint.id,
    conversationId: session.conversationId,
    userId: session.userId,
    userName: session.userName,
    trusted: session.userTrusted,
    visitor: session.visitor,
    ...(origins ? { origins } : {}),
  }),
  streamUrl: streamUrl(deps, { base, conversationId: session.conversationId, watermark }),
});

const typingId = 'typing';

type Posted = {
  readonly activity: Activity;
  /** Stores what belongs to it, with it. */
  readonly store?: (unit: SessionUnit) => Promise<void>;
};

/** Stores what the customer sent and answers its id after the commit; typing is only relayed. */
export async function postActivity(
  deps: DirectLineDeps,
  session: Session,
  { activity: given, store }: Posted,
): Promise<string> {
  if (given.type === 'typing') {
    if (await findOpenHandover(deps.db, session.id)) deps.relayTyping(session);
    return typingId;
  }
  const id = await takeActivity(deps, session, {
    body: toStoredBody(session, given),
    ...(store ? { store } : {}),
  });
  if (!id) throw directLineErrors.conversationNotFound();
  return id;
}

const pageSize = 500;

export async function getActivities(
  deps: DirectLineDeps,
  session: Session,
  { watermark, origin }: { readonly watermark: string | undefined; readonly origin: string },
) {
  const after = parseWatermark(watermark);
  const found = await listActivities(deps.db, { session: session.id, after, limit: pageSize });
  return {
    activities: createShow(deps, { session, origin })(found),
    watermark: String(found.at(-1)?.seq ?? after),
  };
}

/** @throws directLineErrors.infected, notScanned */
const requireClean = async ({ scanFile }: DirectLineDeps, { files }: Upload): Promise<void> => {
  for (const { data: bytes, contentType: mime, name } of files)
    await scanFile?.({ bytes, mime, name }).catch((error: unknown) => {
      if (isInfected(error)) throw directLineErrors.infected({ name });
      throw isScanAway(error) ? directLineErrors.notScanned({ name }) : error;
    });
};

/** Stores the files and the message that names them, all or nothing; a repeat stores nothing again. */
export async function takeUpload(
  deps: DirectLineDeps,
  session: Session,
  { upload, origin }: { upload: Upload; origin: string },
): Promise<string> {
  await requireClean(deps, upload);
  const files = upload.files.map((file) => ({ ...file, id: deps.ids.uuid() }));
  const store = async (unit: SessionUnit) => {
    unit.take(files.reduce((bytes, { data }) => bytes + data.length, 0));
    for (const file of files) await insertAttachment(unit.tx, session, { file, at: unit.now });
  };
  const attachments = files.map(({ id, name, contentType }) => ({
    contentType,
    name,
    contentUrl: fileUrl({ origin, id, signature: deps.tokens.signFile(id) }),
  }));
  const cards = (upload.activity.attachments ?? []).filter(({ content }) => content !== undefined);
  const activity = { ...upload.activity, attachments: [...cards, ...attachments] };
  return postActivity(deps, session, { activity, store });
}
