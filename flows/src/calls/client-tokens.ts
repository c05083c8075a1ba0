import type { CallOrigin } from '../calls.model.ts';
import type { SecretReference } from '../secrets.ts';
import { type BoundedMap, createBoundedMap } from './bounded-map.ts';
import type { FlowCallDeps } from './calls.types.ts';
import { type ClientRequest, requestClientToken } from './client-credentials.ts';

type Held = { readonly token: string; readonly untilMs: number };
type Entry = { readonly key: string; readonly held: Promise<Held> };

/** Tokens that sessions got with client credentials: in memory only, each run's its own, one request at a time. */
export type ClientTokens = {
  /**
   * @param unlike a token that was refused; `'any'` asks for a new one whatever is held
   * @throws as requestClientToken
   */
  readonly token: (origin: CallOrigin, request: ClientRequest, unlike?: string) => Promise<string>;
  readonly forget: (origin: Pick<CallOrigin, 'org' | 'run'>) => void;
};

const mostRuns = 10_000;
const mostSessions = 50;
/** A token is renewed before its end. */
const renewBeforeMs = 60_000;

const sourceOf = (source: SecretReference): readonly unknown[] => {
  if (source.kind === 'credential') return [source.kind, source.credential, source.attribute];
  if (source.kind === 'variable') return [source.kind, source.name];
  return [source.kind, 'value' in source ? source.value : source.sealed];
};

/** What a token was asked for with: the same session name may be signed in anew with another client, on another node. */
const keyOf = ({ environmentUrl, clientId, clientSecret }: ClientRequest): string =>
  JSON.stringify([environmentUrl, sourceOf(clientId), sourceOf(clientSecret)]);

export const createClientTokens = (deps: FlowCallDeps): ClientTokens => {
  const { clock } = deps;
  const runs = createBoundedMap<BoundedMap<Entry>>(mostRuns);
  const nameOf = ({ org, run }: Pick<CallOrigin, 'org' | 'run'>) => JSON.stringify([org, run]);

  const sessionsOf = (origin: CallOrigin): BoundedMap<Entry> => {
    const name = nameOf(origin);
    const known = runs.get(name) ?? createBoundedMap<Entry>(mostSessions);
    runs.set(name, known);
    return known;
  };

  const request = async (origin: CallOrigin, wanted: ClientRequest): Promise<Held> => {
    const { token, lifeMs } = await requestClientToken(deps, origin, wanted);
    return { token, untilMs: clock.monotonicMs() + Math.max(lifeMs / 2, lifeMs - renewBeforeMs) };
  };

  const renew = (origin: CallOrigin, wanted: ClientRequest): Promise<Held> => {
    const sessions = sessionsOf(origin);
    const entry = { key: keyOf(wanted), held: request(origin, wanted) };
    sessions.set(wanted.session, entry);
    entry.held.catch(() => {
      if (sessions.get(wanted.session) === entry) sessions.delete(wanted.session);
    });
    return entry.held;
  };

  return {
    async token(origin, wanted, unlike) {
      const entry = unlike === 'any' ? undefined : sessionsOf(origin).get(wanted.session);
      if (!entry || entry.key !== keyOf(wanted)) return (await renew(origin, wanted)).token;
      const { token, untilMs } = await entry.held;
      if (token !== unlike && clock.monotonicMs() < untilMs) return token;
      // Another call may have renewed it meanwhile.
      const now = sessionsOf(origin).get(wanted.session);
      if (now && now !== entry && now.key === entry.key) return (await now.held).token;
      return (await renew(origin, wanted)).token;
    },
    forget: (origin) => runs.delete(nameOf(origin)),
  };
};
