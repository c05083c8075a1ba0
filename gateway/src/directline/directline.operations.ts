import {
  type Activity,
  type Call,
  directLineOperations,
  type Handler,
  type OperationSpec,
  type Reply,
} from '@tandem/contract';
import type { Session } from '../conversations/index.ts';
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
import { admitWithCors, preflights, withCors } from './cors.ts';
import { fileHandler } from './files.operations.ts';
import { readUpload, uploadLimits } from './upload.rules.ts';

/** Who is said to chat. Clients send this, something else or nothing at all. */
const askedOf = (body: unknown) => {
  const fields = (typeof body === 'object' && body !== null ? body : {}) as Record<string, unknown>;
  const user = (
    typeof fields['user'] === 'object' && fields['user'] !== null ? fields['user'] : {}
  ) as Record<string, unknown>;
  return {
    user: { id: textParam(user['id']), name: textParam(user['name']) },
    locale: textParam(fields['locale']),
  };
};

/** A token that ended a while ago may still be renewed: the tab was asleep. */
const renewGraceMs = 24 * 60 * 60 * 1000;

/** Mounted twice, an operation's static types do not reach here; the server has checked the values. */
const paramsOf = ({ params }: Call) => params as Readonly<Record<string, string>>;
const queryOf = ({ query }: Call) => query as Readonly<Record<string, unknown>>;
const textParam = (value: unknown) => (typeof value === 'string' ? value : undefined);

/** Address the caller used, for links that lead back to it. */
const baseOf = (call: Call): string => {
  const { clientOrigin } = call;
  const address = paramsOf(call)['endpointToken'];
  return address ? `${clientOrigin}/endpoints/${encodeURIComponent(address)}` : clientOrigin;
};

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
      async ({ caller, call }) => ({
        status: 200,
        body: generateToken(deps, caller, askedOf(call.body).user),
      }),
      { use: 'tokens' },
    ),
    refreshToken: served(
      async ({ caller }) => ({ status: 200, body: refreshToken(deps, caller) }),
      { use: 'tokens', graceMs: renewGraceMs },
    ),
    startConversation: served(
      async ({ caller, call }) => {
        const asked = { ...askedOf(call.body), base: baseOf(call) };
        const { created, body } = await startConversation(deps, caller, asked);
        return { status: created ? 201 : 200, body };
      },
      { use: 'conversations' },
    ),
    reconnect: inConversation(
      async ({ caller, call, session }) => {
        const watermark = textParam(queryOf(call)['watermark']);
        const body = reconnect(deps, { caller, session }, { base: baseOf(call), watermark });
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
      body: await getActivities(deps, session, textParam(queryOf(call)['watermark'])),
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

const addressed = (operation: OperationSpec): OperationSpec => {
  const { params: _ids, ...rest } = operation;
  return { ...rest, path: `/endpoints/{endpointToken}${operation.path}` };
};

/** Real clients leave the body out, so no schema may ask for one. */
const bodiless = (operation: OperationSpec): OperationSpec => {
  const { body: _optional, ...rest } = operation;
  return rest;
};

/** Every operation twice: at the common address with a secret or token, and below the address of an endpoint. */
const bothWays = (
  operation: OperationSpec,
  run: Handler['run'],
  options: Pick<Handler, 'raw' | 'bodyLimit' | 'admit'> = {},
): Handler[] =>
  [operation, addressed(operation)].map((each) => ({
    operation: each,
    run: withCors(run),
    ...options,
  }));

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
    fileHandler(deps),
  ];
  return [...handlers, ...preflights(handlers)];
};
