import { type Clock, HttpCallError, PublicError, type Transaction } from '@tandem/kit';
import {
  type EffectContext,
  type EffectQueue,
  exponential,
  type Outcome,
  type SettledWork,
  type Untried,
  type Work,
} from '@tandem/lanes';
import type { AccessTokens } from './access-tokens.ts';
import { type BusDeps, busDeliveryQueue, secretContext } from './bus.model.ts';
import { type OpenDelivery, openDelivery, settleDeliveries } from './deliveries.store.ts';
import {
  authorizationOf,
  invocationHeaders,
  invocationTimeoutMs,
  retryAfterMs,
  type Verdict,
  verdictOfStatus,
  withinPolicy,
} from './invocation.rules.ts';
import { type InvocationRate, nearTurnMs } from './invocation-rate.ts';

/** Payload of the work: which delivery, and where it goes, for fairness between destinations. */
export type DeliveryWork = { readonly delivery: number; readonly destination: string };

export type DeliveryDeps = Pick<BusDeps, 'db' | 'clock' | 'http' | 'secrets'> & {
  readonly tokens: AccessTokens;
  readonly rate: InvocationRate;
};

type AttemptInfo = {
  readonly at: string;
  readonly ms: number;
  readonly status: number | null;
  readonly code: string | null;
};

const workOf = ({ payload }: Work) => payload as DeliveryWork;

const dead = (code: string, reason: string): Verdict => ({
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

/** What a call means that got no answer. */
const verdictOfError = (error: unknown): Verdict => {
  if (error instanceof HttpCallError) {
    if (error.reason === 'aborted') throw error;
    return retry(`target.${error.reason}`, `The target gave no answer: ${error.reason}.`);
  }
  if (!(error instanceof PublicError)) throw error;
  const passing = error.status >= 500 || error.code === 'egress.unresolved';
  return (passing ? retry : dead)(error.code, error.message);
};

/** A delivery with everything it needs; what is missing was deleted. */
type Ready = OpenDelivery & {
  readonly [Field in 'envelope' | 'url' | 'method' | 'rate' | 'connection']: NonNullable<
    OpenDelivery[Field]
  >;
};

const isReady = (open: OpenDelivery): open is Ready => open.url !== null && open.envelope !== null;

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
const tryOnce = async (
  deps: DeliveryDeps,
  target: { org: string; open: Ready; work: number; restMs: number },
  context: EffectContext,
): Promise<Verdict | Untried> => {
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

const attempt = async (
  deps: DeliveryDeps,
  work: Work,
  context: EffectContext,
): Promise<Outcome | Untried> => {
  const { clock, db } = deps;
  const [at, started] = [clock.now(), clock.monotonicMs()];
  const open = await openDelivery(db, work.org, workOf(work).delivery);
  const target = open?.targets?.find(({ id }) => id === open.target);
  const end = (verdict: Verdict): Outcome => {
    const { kind, status, code, reason, afterMs } = verdict;
    const ms = Math.round(clock.monotonicMs() - started);
    const info: AttemptInfo = { at: at.toISOString(), ms, status, code };
    if (kind === 'done') return { kind, info };
    const told = { reason: reason ?? 'It failed.', info };
    return kind === 'dead'
      ? { kind, ...told }
      : { kind, ...told, ...(afterMs === undefined ? {} : { afterMs }) };
  };
  if (!open || !target) return end(dead('target.removed', 'The target was removed.'));
  if (!isReady(open))
    return end(
      open.envelope === null
        ? dead('event.removed', 'The event is no longer kept.')
        : dead('target.removed', 'The API destination was removed.'),
    );
  const mostMs = target.maximumEventAgeInSeconds * 1_000;
  const restMs = mostMs - (at.getTime() - open.since.getTime());
  const verdict = await tryOnce(deps, { org: work.org, open, work: work.id, restMs }, context);
  if (verdict.kind === 'untried') return verdict;
  const ageMs = clock.now().getTime() - open.since.getTime();
  return end(withinPolicy(verdict, { attempts: work.attempts + 1, ageMs, ...target }));
};

const logAttempts = async (
  clock: Pick<Clock, 'now'>,
  tx: Transaction,
  settled: readonly SettledWork[],
): Promise<void> => {
  const now = clock.now();
  await settleDeliveries(
    tx,
    now,
    settled.map(({ work, outcome, final }) => {
      // An attempt that broke off before the call left nothing of itself.
      const info = outcome.info as AttemptInfo | undefined;
      return {
        ...{ org: work.org, id: workOf(work).delivery },
        state: outcome.kind === 'done' ? 'delivered' : final ? 'dead' : 'retrying',
        at: info ? new Date(info.at) : now,
        ...{ ms: info?.ms ?? 0, status: info?.status ?? null, reasonCode: info?.code ?? null },
        reason: outcome.kind === 'done' ? null : outcome.reason,
      };
    }),
  );
};

/**
 * Deliveries to targets: one lane for each key of a target. Retried as AWS does, with pauses that grow to eight
 * minutes, until the policy of the target ends it.
 */
export const createDeliveryQueue = (deps: DeliveryDeps): EffectQueue => ({
  name: busDeliveryQueue,
  mode: 'effect',
  // The target's policy is narrower and decides; this one only says how long the pauses are.
  retry: exponential({ baseMs: 1_000, capMs: 480_000, totalMs: 48 * 3_600_000, jitter: 0.5 }),
  destination: (work) => workOf(work).destination,
  maxInFlightPerDestination: 16,
  run: (work, context) => attempt(deps, work, context),
  onSettled: (tx, settled) => logAttempts(deps.clock, tx, settled),
});
