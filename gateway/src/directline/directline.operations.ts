import {
  type Activity,
  type Call,
  directLineOperations,
  type Handler,
  type OperationSpec,
  type Reply,
} from '@tandem/contract';
import { PublicError } from '@tandem/kit';
import { readAttachment } from './attachments.store.ts';
import { type Caller, identify, requireSession } from './caller.ts';
import {
  type DirectLineDeps,
  filePath,
  generateToken,
  getActivities,
  postActivity,
  reconnect,
  refreshToken,
  startConversation,
  takeUpload,
} from './conversations.usecases.ts';
import { directLineErrors } from './directline.errors.ts';
import { readUpload, uploadLimits } from './upload.rules.ts';

/** Any page may use the chat: what protects it is the token, never a cookie. */
const cors = {
  'access-control-allow-origin': '*',
  'access-control-expose-headers': 'Retry-After',
} as const;

const preflight = {
  ...cors,
  'access-control-allow-methods': 'GET, POST, OPTIONS',
  'access-control-allow-headers': 'Authorization, Content-Type, x-ms-bot-agent, x-requested-with',
  'access-control-max-age': '7200',
} as const;

const withCors =
  (run: Handler['run']): Handler['run'] =>
  async (call) => {
    try {
      const reply = await run(call);
      return { ...reply, headers: { ...cors, ...reply.headers } };
    } catch (error) {
      if (!(error instanceof PublicError)) throw error;
      throw new PublicError({
        status: error.status,
        code: error.code,
        message: error.message,
        headers: { ...error.headers, ...cors },
      });
    }
  };

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
  const { origin } = call;
  const address = paramsOf(call)['endpointToken'];
  return address ? `${origin}/endpoints/${encodeURIComponent(address)}` : origin;
};

type Served = { readonly caller: Caller; readonly call: Call };

const runs = (deps: DirectLineDeps) => {
  const served =
    (serve: (input: Served) => Promise<Reply>, graceMs = 0): Handler['run'] =>
    async (call) => {
      const asked = { headers: call.headers, params: paramsOf(call), graceMs };
      return serve({ call, caller: await identify(deps, asked) });
    };
  const inConversation = (
    serve: (
      input: Served & { session: Awaited<ReturnType<typeof requireSession>> },
    ) => Promise<Reply>,
  ) =>
    served(async (input) => {
      const id = paramsOf(input.call)['conversationId'] ?? '';
      return serve({ ...input, session: await requireSession(deps, input.caller, id) });
    });
  return {
    generateToken: served(async ({ caller, call }) => {
      return { status: 200, body: generateToken(deps, caller, askedOf(call.body).user) };
    }),
    refreshToken: served(
      async ({ caller }) => ({ status: 200, body: refreshToken(deps, caller) }),
      renewGraceMs,
    ),
    startConversation: served(async ({ caller, call }) => {
      const asked = { ...askedOf(call.body), base: baseOf(call) };
      const { created, body } = await startConversation(deps, caller, asked);
      return { status: created ? 201 : 200, body };
    }),
    reconnect: inConversation(async ({ caller, call, session }) => {
      const watermark = textParam(queryOf(call)['watermark']);
      const body = reconnect(deps, { caller, session }, { base: baseOf(call), watermark });
      return { status: 200, body };
    }),
    postActivity: inConversation(async ({ call, session }) => ({
      status: 200,
      body: { id: await postActivity(deps, session, call.body as Activity) },
    })),
    getActivities: inConversation(async ({ call, session }) => ({
      status: 200,
      body: await getActivities(deps, session, textParam(queryOf(call)['watermark'])),
    })),
    upload: inConversation(async ({ call, session }) => {
      const upload = await readUpload({ body: call.rawBody, headers: call.headers });
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
  options: Pick<Handler, 'raw' | 'bodyLimit'> = {},
): Handler[] =>
  [operation, addressed(operation)].map((each) => ({
    operation: each,
    run: withCors(run),
    ...options,
  }));

/** Browsers ask first whether they may; one answer for each path. */
const preflights = (handlers: readonly Handler[]): Handler[] =>
  [...new Set(handlers.map(({ operation }) => operation.path))].map((path) => ({
    operation: { method: 'OPTIONS', path, access: 'public', reply: { 204: null } },
    run: async () => ({ status: 204, headers: preflight }),
    raw: true,
  }));

const isInline = (contentType: string) =>
  /^(image\/(png|jpeg|gif|webp)|audio\/|video\/)/.test(contentType);

/** Files are downloaded by address alone: agents of a contact centre have no token. */
const fileHandler = (deps: DirectLineDeps): Handler => ({
  operation: { method: 'GET', path: filePath, access: 'public', reply: { 200: null } },
  run: withCors(async (call) => {
    const { attachmentId = '', signature = '' } = paramsOf(call);
    if (!deps.tokens.verifyFile(attachmentId, signature)) throw directLineErrors.badToken();
    const file = await readAttachment(deps.db, attachmentId);
    if (!file) throw directLineErrors.conversationNotFound();
    const disposition = isInline(file.contentType) ? 'inline' : 'attachment';
    return {
      status: 200,
      body: file.data,
      headers: {
        'content-type': file.contentType,
        'content-disposition': `${disposition}; filename*=UTF-8''${encodeURIComponent(file.name)}`,
        // What a customer uploaded must never run as a page of this server.
        'x-content-type-options': 'nosniff',
        'content-security-policy': "default-src 'none'; sandbox",
        'cache-control': 'private, max-age=86400',
      },
    };
  }),
});

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
    ...bothWays(ops.upload, run.upload, { raw: true, bodyLimit: uploadLimits.bodyBytes }),
    ...bothWays(ops.getSessionId, run.getSessionId),
    fileHandler(deps),
  ];
  return [...handlers, ...preflights(handlers)];
};
