import {
  type Activity,
  type Call,
  directLineOperations,
  type Handler,
  type Reply,
} from '@tandem/contract';
import { fieldsOf } from '@tandem/kit';
import type { Session } from '../conversations/index.ts';
import { readOrigins } from '../visitors/index.ts';
import { type Admission, admitCaller, admitUpload, maxFileBytes } from './admission.ts';
import { type Caller, requireSession } from './caller.ts';
import {
  type DirectLineDeps,
  generateToken,
  getActivities,
  postActivity,
  reconnect,
  refreshToken,
  startConversation,
  takeUpload,
} from './conversations.usecases.ts';
import { admitWithCors, preflights } from './cors.ts';
import { directLineErrors } from './directline.errors.ts';
import { agentFileHandler, fileHandler, shortFileHandler } from './files.operations.ts';
import { baseOf, bodiless, bothWays, ownOf, paramsOf, queryOf, textParam } from './routes.ts';
import { readUpload, uploadLimits } from './upload.rules.ts';
import { visitorHandlers } from './visitors.operations.ts';
import { requireOrigin } from './visitors.usecases.ts';

/** Who is said to chat. Clients send this, something else or nothing at all. */
const askedOf = (body: unknown) => {
  const fields = (typeof body === 'object' && body !== null ? body : {}) as Record<string, unknown>;
  const user = (
    typeof fields['user'] === 'object' && fields['user'] !== null ? fields['user'] : {}
  ) as Record<string, unknown>;
  return {
    user: { id: textParam(user['id']), name: textParam(user['name']) },
    locale: textParam(fields['locale']),
    identity: textParam(fields['identity']),
    visitor: textParam(fields['visitor']),
  };
};

/** Pages that shall be the only ones to use a token. @throws directLineErrors.badArgument */
const originsOf = (body: unknown): readonly string[] => {
  const origins = readOrigins(fieldsOf(body)['trustedOrigins']);
  if (origins) return origins;
  const problem = 'trustedOrigins holds at most 10 origins such as https://shop.example.';
  throw directLineErrors.badArgument({ problem });
};

/** A token that ended a while ago may still be renewed: the tab was asleep. */
const renewGraceMs = 24 * 60 * 60 * 1000;

type Served = { readonly caller: Caller; readonly call: Call };
type ServedIn = Served & { readonly session: Session };

const runs = (deps: DirectLineDeps) => {
  const served =
    (serve: (input: Served) => Promise<Reply>, admission: Admission = {}): Handler['run'] =>
    async (call) =>
      serve({ call, caller: await admitCaller(deps, call, admission) });
  const inConversation = (serve: (input: ServedIn) => Promise<Reply>, admission?: Admission) =>
    served(async (input) => {
      const id = paramsOf(input.call)['conversationId'] ?? '';
      return serve({ ...input, session: await requireSession(deps, input.caller, id) });
    }, admission);
  return {
    generateToken: served(
      async ({ caller, call }) => {
        requireOrigin(caller, ownOf(call));
        const asked = { ...askedOf(call.body), origins: originsOf(call.body) };
        return { status: 200, body: await generateToken(deps, caller, asked) };
      },
      { use: 'tokens' },
    ),
    refreshToken: served(
      async ({ caller }) => ({ status: 200, body: refreshToken(deps, caller) }),
      { use: 'tokens', graceMs: renewGraceMs },
    ),
    startConversation: served(
      async ({ caller, call }) => {
        requireOrigin(caller, ownOf(call));
        const asked = { ...askedOf(call.body), base: baseOf(call) };
        const { created, body } = await startConversation(deps, caller, asked);
        return { status: created ? 201 : 200, body };
      },
      { use: 'conversations' },
    ),
    reconnect: inConversation(
      async ({ caller, call, session }) => {
        const watermark = textParam(queryOf(call)['watermark']);
        const going = { endpoint: caller.endpoint, session, origins: caller.claims?.origins };
        const body = reconnect(deps, going, { base: baseOf(call), watermark });
        return { status: 200, body };
      },
      { use: 'tokens' },
    ),
    postActivity: inConversation(
      async ({ call, session }) => {
        const activity = call.body as Activity;
        return { status: 200, body: { id: await postActivity(deps, session, { activity }) } };
      },
      { use: 'activities' },
    ),
    getActivities: inConversation(async ({ call, session }) => ({
      status: 200,
      body: await getActivities(deps, session, {
        watermark: textParam(queryOf(call)['watermark']),
        origin: call.clientOrigin,
      }),
    })),
    // Counted when it was admitted.
    upload: inConversation(async ({ call, caller, session }) => {
      const { rawBody: body, headers } = call;
      const maxBytes = maxFileBytes(deps, caller);
      const upload = await readUpload({ body, headers, maxBytes });
      return {
        status: 200,
        body: { id: await takeUpload(deps, session, { upload, origin: call.origin }) },
      };
    }),
    getSessionId: served(async ({ caller }) => ({
      status: 200,
      body: { sessionId: caller.claims?.conversationId ?? '' },
    })),
  };
};

/** The Direct Line 3.0 server. */
export const directLineHandlers = (deps: DirectLineDeps): readonly Handler[] => {
  const run = runs(deps);
  const ops = directLineOperations;
  const handlers = [
    ...bothWays(bodiless(ops.generateToken), run.generateToken, { raw: true }),
    ...bothWays(ops.refreshToken, run.refreshToken, { raw: true }),
    ...bothWays(bodiless(ops.startConversation), run.startConversation, { raw: true }),
    ...bothWays(ops.reconnect, run.reconnect),
    ...bothWays(ops.postActivity, run.postActivity),
    ...bothWays(ops.getActivities, run.getActivities),
    ...bothWays(ops.upload, run.upload, {
      raw: true,
      bodyLimit: deps.maxUploadBytes + uploadLimits.frameBytes,
      admit: admitWithCors(admitUpload(deps)),
    }),
    ...bothWays(ops.getSessionId, run.getSessionId),
    ...visitorHandlers(deps),
    fileHandler(deps),
    shortFileHandler(deps),
    agentFileHandler(deps),
  ];
  return [...handlers, ...preflights(handlers)];
};
