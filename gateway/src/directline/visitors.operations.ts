import { type Call, type Handler, type Reply, visitorOperations } from '@tandem/contract';
import { type Admission, admitCaller, admitVisitor } from './admission.ts';
import { requireAnySession } from './caller.ts';
import { type DirectLineDeps, reconnect } from './conversations.usecases.ts';
import { baseOf, bothWays, ownOf, paramsOf, queryOf, textParam } from './routes.ts';
import type { VisitorClaims } from './tokens.ts';
import {
  getHistory,
  identifySession,
  requireOrigin,
  requireOwnSession,
  signInVisitor,
  visitorConversations,
  visitorToken,
} from './visitors.usecases.ts';

const identityIn = ({ body }: Call) => (body as { identity: string }).identity;

type Own = { readonly call: Call } & Awaited<ReturnType<typeof admitVisitor>>;

const ownSession = (deps: DirectLineDeps, call: Call, claims: VisitorClaims) =>
  requireOwnSession(deps, claims, paramsOf(call)['conversationId'] ?? '');

/** Visitors who are signed in by the page, and what they said before. */
export const visitorHandlers = (deps: DirectLineDeps): readonly Handler[] => {
  const ops = visitorOperations;
  const ofVisitor =
    (serve: (own: Own) => Promise<Reply>, admission: Admission = {}): Handler['run'] =>
    async (call) =>
      serve({ call, ...(await admitVisitor(deps, call, admission)) });
  const signIn: Handler['run'] = async (call) => {
    const caller = await admitCaller(deps, call, { use: 'tokens' });
    requireOrigin(caller, ownOf(call));
    return { status: 200, body: await signInVisitor(deps, caller, identityIn(call)) };
  };
  const identify: Handler['run'] = async (call) => {
    const caller = await admitCaller(deps, call, { use: 'tokens' });
    const id = paramsOf(call)['conversationId'] ?? '';
    const identity = await deps.verifyIdentity(caller.endpoint, identityIn(call));
    const before = await requireAnySession(deps, caller, id);
    const session = await identifySession(deps, before, identity);
    const { visitor } = visitorToken(deps, caller.endpoint.id, {
      ...{ visitor: session.visitor, identity },
    });
    const origins = caller.claims?.origins;
    const again = { endpoint: caller.endpoint, session, origins };
    const going = reconnect(deps, again, { base: baseOf(call) });
    return { status: 200, body: { ...going, ...(visitor ? { visitor } : {}) } };
  };
  const list = ofVisitor(
    async ({ endpoint, claims }) => ({
      status: 200,
      body: await visitorConversations(deps, endpoint, claims),
    }),
    { use: 'history' },
  );
  const read = ofVisitor(
    async ({ call, claims }) => {
      const session = await ownSession(deps, call, claims);
      const watermark = textParam(queryOf(call)['watermark']);
      return {
        status: 200,
        body: await getHistory(deps, session, { watermark, origin: call.clientOrigin }),
      };
    },
    { use: 'history' },
  );
  const resume = ofVisitor(
    async ({ call, endpoint, claims }) => {
      const session = await ownSession(deps, call, claims);
      const body = reconnect(deps, { endpoint, session }, { base: baseOf(call), watermark: '0' });
      return { status: 200, body };
    },
    { use: 'tokens' },
  );
  return [
    ...bothWays(ops.signInVisitor, signIn),
    ...bothWays(ops.identifyConversation, identify),
    ...bothWays(ops.getVisitorConversations, list),
    ...bothWays(ops.getVisitorActivities, read),
    ...bothWays(ops.resumeVisitorConversation, resume),
  ];
};
