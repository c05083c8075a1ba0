import { PublicError } from '@tandem/kit';
import type { CallOrigin } from '../calls.model.ts';
import type { AuthenticateRequest } from '../effect.model.ts';
import { callErrors } from './calls.errors.ts';
import type { FlowCallDeps } from './calls.types.ts';
import { environmentOfRequest } from './client-credentials.ts';
import { createClientTokens } from './client-tokens.ts';
import { failureOf } from './failures.rules.ts';

/** A session as a call uses it; its token is never logged, stored or shown. */
export type OpenSession = {
  /** Address below which the token is used, without a slash at its end. */
  readonly base: string;
  readonly token: string;
  /** A token in place of this one, which was refused. @throws as {@link Sessions.open} */
  readonly renew: () => Promise<string>;
};

export type Sessions = {
  /** Signs a session in anew. @throws callErrors.session*, and those of a call */
  readonly signIn: (origin: CallOrigin, request: AuthenticateRequest) => Promise<void>;
  /** A session of the run, signed in again where that is needed. @throws callErrors.session, and those of a call */
  readonly open: (origin: CallOrigin, name: string) => Promise<OpenSession>;
  readonly forget: (origin: Pick<CallOrigin, 'org' | 'run'>) => void;
};

const noTimes = { timeoutMs: 0, connectTimeoutMs: null, maxBytes: 0 };

/** Secrets go over https, or to private addresses that the egress rules name. @throws callErrors.sessionUrl, guard */
const requireSafe = async ({ guard }: FlowCallDeps, address: string): Promise<void> => {
  const url = new URL(address);
  if (url.protocol !== 'http:') return;
  const { hostname, host, port } = url;
  const { isPrivate } = await guard.resolve(hostname, Number(port || 80)).catch((error) => {
    throw failureOf(error, { host, ...noTimes });
  });
  if (!isPrivate)
    throw callErrors.sessionUrl({
      problem: `${host} must be called by https://. http:// is for private addresses.`,
    });
};

const ofConnection = async <T>(ask: Promise<T>): Promise<T> => {
  try {
    return await ask;
  } catch (error) {
    if (!(error instanceof PublicError)) throw error;
    throw callErrors.sessionConnection({ reason: error.message });
  }
};

/** An author who uses a session is told that it is the session that fails. */
const asUsed = (error: unknown): unknown =>
  error instanceof PublicError && error.code.startsWith('session.')
    ? callErrors.session({ reason: error.message })
    : error;

export const createSessions = (deps: FlowCallDeps): Sessions => {
  const { connections } = deps;
  const clients = createClientTokens(deps);

  const byConnection = async (
    { org, userId = null }: CallOrigin,
    connection: string,
  ): Promise<OpenSession> => {
    const base = await ofConnection(connections.apiBase(org, connection));
    await requireSafe(deps, base);
    const { token, version } = await ofConnection(
      connections.accessToken(org, connection, { userId }),
    );
    const renew = async () => {
      const forced = connections.accessToken(org, connection, { userId, force: version });
      return (await ofConnection(forced)).token;
    };
    return { base, token, renew };
  };

  const openOf = async (
    origin: CallOrigin,
    request: AuthenticateRequest,
    unlike?: string,
  ): Promise<OpenSession> => {
    if (request.type === 'connection') return byConnection(origin, request.connection);
    const { api, login } = environmentOfRequest(request);
    await requireSafe(deps, api);
    if (login !== api) await requireSafe(deps, login);
    const token = await clients.token(origin, request, unlike);
    return { base: api, token, renew: () => clients.token(origin, request, token) };
  };

  return {
    async signIn(origin, request) {
      await openOf(origin, request, 'any');
    },
    async open(origin, name) {
      const { sessions } = origin;
      const request = Object.hasOwn(sessions, name) ? sessions[name] : undefined;
      if (!request) throw callErrors.session({ reason: `No session "${name}" is signed in.` });
      try {
        return await openOf(origin, request);
      } catch (error) {
        throw asUsed(error);
      }
    },
    forget: clients.forget,
  };
};
