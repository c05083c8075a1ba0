import type { Clock, HttpClient, HttpResponse } from '@tandem/kit';
import type { ProviderContext } from '../provider.model.ts';
import { statusFailure, toFailure } from '../provider-calls.ts';
import { signTimed } from '../timed-signature.rules.ts';
import { handoverIdOf } from './outgoing.rules.ts';
import type { WebhookSettings } from './settings.ts';

export type WebhookDeps = { readonly http: HttpClient; readonly clock: Clock };

type Post = {
  readonly settings: WebhookSettings;
  readonly body: { readonly id: string; readonly type: string };
  readonly signal: AbortSignal;
  readonly timeoutMs: number;
};

const mostMs = 10_000;

/** One signed delivery; whatever is answered. @throws ProviderFailure when nobody answers */
export const deliver = async (
  { http, clock }: WebhookDeps,
  { settings, body, signal, timeoutMs }: Post,
): Promise<HttpResponse> => {
  const now = clock.now();
  const text = JSON.stringify({ ...body, time: now.toISOString() });
  try {
    return await http.request({
      method: 'POST',
      url: settings.url,
      headers: {
        ...signTimed(settings.secret, text, now),
        'X-Tandem-Delivery': body.id,
        'Content-Type': 'application/json',
      },
      body: text,
      timeoutMs: Math.max(1000, Math.min(mostMs, timeoutMs)),
      signal,
    });
  } catch (error) {
    throw toFailure(error);
  }
};

export const isSuccess = ({ status }: HttpResponse): boolean => status >= 200 && status < 300;

/** The JSON object of an answer; an empty one for anything else. */
export const answerOf = ({ body }: HttpResponse): Readonly<Record<string, unknown>> => {
  try {
    const value: unknown = JSON.parse(body.toString('utf8'));
    return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {};
  } catch {
    return {};
  }
};

/** A delivery of a handover with its hop in the timeline. `id` is the same for every repeat. @throws ProviderFailure */
export const tell = async (
  deps: WebhookDeps,
  { context, settings }: { readonly context: ProviderContext; readonly settings: WebhookSettings },
  {
    id,
    type,
    ...more
  }: { readonly id: string; readonly type: string } & Readonly<Record<string, unknown>>,
): Promise<HttpResponse> => {
  const { session, handover, signal, budgetMs } = context;
  // One that goes on with what was begun before keeps the name that the other side knows.
  const handoverId = handover.remote['handoverId'] ?? handoverIdOf(session, handover);
  const body = { id, type, handoverId, ...more };
  const record = (ok: boolean, detail: Readonly<Record<string, unknown>>) =>
    context.record({ kind: `send.${type}`, summary: `POST ${type}`, ok, detail });
  const answer = await deliver(deps, { settings, body, signal, timeoutMs: budgetMs }).catch(
    (error) => {
      record(false, { body, error: error.reason });
      throw error;
    },
  );
  record(isSuccess(answer), { body, status: answer.status });
  if (isSuccess(answer)) return answer;
  throw statusFailure('Sending to the webhook', answer.status);
};
