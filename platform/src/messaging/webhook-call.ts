import { webhookRetry, webhookSignature } from '@tandem/contract';
import { type Clock, HttpCallError, type HttpClient, PublicError, signatureOf } from '@tandem/kit';
import type { EffectContext, Outcome } from '@tandem/lanes';
import { outcomeOfStatus, webhookHeadersOf } from './delivery.rules.ts';
import type { IntegrationConfig } from './integration-config.ts';

export type WebhookCallDeps = {
  readonly http: Pick<HttpClient, 'request'>;
  readonly clock: Pick<Clock, 'now' | 'monotonicMs'>;
};

export type WebhookCall = {
  readonly outcome: Outcome;
  readonly httpStatus: number | null;
  /** What kept it from getting an answer; null when there was one. */
  readonly error: unknown;
  /** The one that counted at last. */
  readonly signature: string;
  /** The receiver refused the new secret and took the one before. */
  readonly bySecretBefore: boolean;
  readonly ms: number;
};

type Request = {
  readonly body: Buffer;
  readonly late: boolean;
  readonly context: Pick<EffectContext, 'budgetMs' | 'signal'>;
};

/** Outcome of a call that got no answer. */
const outcomeOfError = (error: unknown): Outcome => {
  if (error instanceof HttpCallError) return { kind: 'retry', reason: error.reason };
  if (error instanceof PublicError)
    return error.code === 'egress.unresolved'
      ? { kind: 'retry', reason: error.message }
      : { kind: 'dead', reason: error.message };
  throw error;
};

type Answer = Pick<WebhookCall, 'outcome' | 'httpStatus' | 'error'>;

const send = async (
  { http }: WebhookCallDeps,
  config: IntegrationConfig,
  request: Request & { headers: Record<string, string>; timeoutMs: number },
): Promise<Answer> => {
  try {
    const { status } = await http.request({
      method: 'POST',
      url: config.webhookUrl,
      headers: request.headers,
      body: request.body,
      timeoutMs: request.timeoutMs,
      // The status says whether it arrived; what a receiver may write beneath it changes nothing.
      statusOnly: true,
      maxBytes: 64 * 1024,
      signal: request.context.signal,
    });
    return { outcome: outcomeOfStatus(status), httpStatus: status, error: null };
  } catch (error) {
    return { outcome: outcomeOfError(error), httpStatus: null, error };
  }
};

/** Receivers answer so when the signature is not what they expect. */
const refusesSignature = ({ httpStatus }: Answer) => httpStatus === 401 || httpStatus === 403;

/**
 * Calls the webhook once, signed with the secret in use. While that one is rolled over, the signature by the secret
 * before goes along in a header of its own, and a receiver that knows only the old one and refuses is called again at
 * once, signed by that: so each may change over when it likes, and none loses a message.
 */
export const callWebhook = async (
  deps: WebhookCallDeps,
  config: IntegrationConfig,
  request: Request,
): Promise<WebhookCall> => {
  const { clock } = deps;
  const { body, late, context } = request;
  const started = clock.monotonicMs();
  const spent = () => clock.monotonicMs() - started;
  const { previous } = config;
  const before =
    previous && clock.now().getTime() < previous.until
      ? signatureOf(webhookSignature, previous.secret, body)
      : null;
  const signature = signatureOf(webhookSignature, config.secret, body);
  const budgetMs = Math.min(webhookRetry.timeoutMs, context.budgetMs);
  const first = await send(deps, config, {
    ...request,
    headers: webhookHeadersOf(config.webhookHeaders, {
      signature,
      previousSignature: before,
      late,
    }),
    timeoutMs: budgetMs,
  });
  const told = { signature, bySecretBefore: false };
  if (before === null || !refusesSignature(first)) return { ...first, ...told, ms: whole(spent()) };
  const left = budgetMs - spent();
  if (left < 1) {
    const reason = `HTTP ${first.httpStatus}`;
    return { ...first, ...told, outcome: { kind: 'retry', reason }, ms: whole(spent()) };
  }
  const second = await send(deps, config, {
    ...request,
    headers: webhookHeadersOf(config.webhookHeaders, { signature: before, late }),
    timeoutMs: Math.ceil(left),
  });
  const bySecretBefore = !refusesSignature(second);
  return { ...second, signature: before, bySecretBefore, ms: whole(spent()) };
};

const whole = (ms: number): number => Math.round(ms);
