import { HttpCallError, PublicError } from '@tandem/kit';
import type { EffectContext, Untried } from '@tandem/lanes';
import type { AccessTokens } from './access-tokens.ts';
import { type BusDeps, secretContext } from './bus.model.ts';
import type { OpenDelivery } from './deliveries.store.ts';
import {
  authorizationOf,
  invocationHeaders,
  invocationTimeoutMs,
  retryAfterMs,
  type Verdict,
  verdictOfStatus,
} from './invocation.rules.ts';
import { type InvocationRate, nearTurnMs } from './invocation-rate.ts';

export type DeliveryDeps = Pick<BusDeps, 'db' | 'clock' | 'http' | 'secrets'> & {
  readonly tokens: AccessTokens;
  readonly rate: InvocationRate;
};

export const dead = (code: string, reason: string): Verdict => ({
  kind: 'dead',
  status: null,
  code,
  reason,
});
const retry = (code: string, reason: string): Verdict => ({
  kind: 'retry',
  status: null,
  code,
  reason,
});

/** Nothing came to the target, and nothing will until somebody puts it right: no attempt, only age ends it. */
export type Trouble = { readonly kind: 'trouble'; readonly code: string; readonly reason: string };

/** What a call means that got no answer. */
const verdictOfError = (error: unknown): Verdict | Trouble => {
  if (error instanceof HttpCallError) {
    if (error.reason === 'aborted') throw error;
    return retry(`target.${error.reason}`, `The target gave no answer: ${error.reason}.`);
  }
  if (!(error instanceof PublicError)) throw error;
  const { code, message } = error;
  const passing = error.status >= 500 || code === 'egress.unresolved';
  return passing ? retry(code, message) : { kind: 'trouble', code, reason: message };
};

/** A delivery with everything it needs; what is missing was deleted. */
export type Ready = OpenDelivery & {
  readonly [Field in 'envelope' | 'url' | 'method' | 'rate' | 'connection']: NonNullable<
    OpenDelivery[Field]
  >;
};

export const isReady = (open: OpenDelivery): open is Ready =>
  open.url !== null && open.envelope !== null;

/** The key, the password or an access token; empty without authorization. */
const proofOf = async (
  { secrets, tokens }: DeliveryDeps,
  { org, open }: { org: string; open: Ready },
  signal: AbortSignal,
): Promise<string> => {
  const { destination: id, connection, secret, version } = open;
  if (connection.kind === 'none' || !secret) return '';
  const text = await secrets.open(org, { source: secret, context: secretContext(id) });
  if (connection.kind !== 'oauth') return text;
  return tokens.get({ id, org, version: version ?? 0, connection, secret: text }, signal);
};

const hasBody = (method: string) => method !== 'GET' && method !== 'HEAD';

const invoke = async (
  deps: DeliveryDeps,
  target: { org: string; open: Ready },
  { signal, budgetMs }: EffectContext,
): Promise<Verdict> => {
  const { open, org } = target;
  const proof = await proofOf(deps, target, signal);
  const { status, headers } = await deps.http.request({
    method: open.method,
    url: open.url,
    headers: { ...authorizationOf(open.connection, proof), ...invocationHeaders },
    ...(hasBody(open.method) ? { body: JSON.stringify(open.envelope) } : {}),
    timeoutMs: Math.max(1, Math.min(invocationTimeoutMs, budgetMs)),
    statusOnly: true,
    maxBytes: 64 * 1024,
    signal,
  });
  if (status === 401 && open.connection.kind === 'oauth') {
    deps.tokens.forget({ org, id: open.destination });
    return retry('target.token', 'The target refused the access token; the next one is fetched.');
  }
  return verdictOfStatus(status, retryAfterMs(headers['retry-after'], deps.clock.now()));
};

/**
 * Calls when it is its turn. A turn that is not near is no attempt: the lane comes back for it, unless the event is
 * too old by then.
 * @param restMs what is left of the event's age
 */
export const tryOnce = async (
  deps: DeliveryDeps,
  target: { org: string; open: Ready; work: number; restMs: number },
  context: EffectContext,
): Promise<Verdict | Untried | Trouble> => {
  const { clock, rate } = deps;
  const { open, work, restMs } = target;
  // The lease ends before the target has had its time to answer.
  if (context.budgetMs < invocationTimeoutMs) return { kind: 'untried' };
  const waitMs = rate.turn(open.destination, { work, perSecond: open.rate });
  if (waitMs > nearTurnMs) {
    if (restMs > 0) return { kind: 'untried', afterMs: Math.min(waitMs, restMs) };
    return dead('target.age', 'The invocation rate left the event no turn.');
  }
  if (waitMs > 0) await clock.sleep(waitMs, context.signal);
  const left = { ...context, budgetMs: context.budgetMs - waitMs };
  try {
    return await invoke(deps, target, left);
  } catch (error) {
    return verdictOfError(error);
  }
};
