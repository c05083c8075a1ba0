import { webhookRetry } from '@tandem/contract';
import type { Clock, HttpClient, Transaction } from '@tandem/kit';
import {
  type EffectContext,
  type EffectQueue,
  enqueueWork,
  type FinishCall,
  fixed,
  type Outcome,
  type SettledWork,
  type Work,
} from '@tandem/lanes';
import { type DeliveryPayload, deliveryQueue, toMessageKey } from '../threads/index.ts';
import { inputQueue } from './inbound.types.ts';
import type { IntegrationConfigs } from './integration-config.ts';
import { callWebhook } from './webhook-call.ts';

export type DeliveryDeps = {
  readonly configs: IntegrationConfigs;
  readonly http: Pick<HttpClient, 'request'>;
  readonly clock: Clock;
  /** Exact body of a stored message; null when it is gone. */
  readonly messageText: (org: string, messageId: string) => Promise<string | null>;
};

/** What one attempt leaves for the log. */
type AttemptInfo = {
  readonly at: string;
  readonly ms: number;
  readonly httpStatus: number | null;
  readonly signature: string | null;
};

/** An attempt that broke off before the call left nothing of itself. */
const infoOf = ({ info }: Outcome, at: Date): AttemptInfo =>
  (info as AttemptInfo | undefined) ?? {
    at: at.toISOString(),
    ms: 0,
    httpStatus: null,
    signature: null,
  };

const payloadOf = (work: Work): DeliveryPayload => work.payload as DeliveryPayload;

const attempt = async (
  deps: DeliveryDeps,
  work: Work,
  context: EffectContext,
): Promise<Outcome> => {
  const { clock, configs } = deps;
  const payload = payloadOf(work);
  const at = clock.now().toISOString();
  const config = await configs(payload.integrationId);
  const info: AttemptInfo = { at, ms: 0, httpStatus: null, signature: null };
  if (!config) return { kind: 'dead', reason: 'The open messaging integration was deleted.', info };
  const text = payload.body ?? (await deps.messageText(work.org, payload.messageId));
  if (text === null) return { kind: 'dead', reason: 'The message was deleted.', info };
  const { outcome, ...called } = await callWebhook(deps, config, {
    body: Buffer.from(text),
    late: work.late ?? false,
    context,
  });
  const { ms, httpStatus, signature } = called;
  return { ...outcome, info: { at, ms, httpStatus, signature } satisfies AttemptInfo };
};

const insertSql = `insert into delivery_attempt (org, work, attempt, conversation, integration, message, kind,
    receipt_status, at, ms, outcome, http_status, reason, signature, late, body)
  select * from unnest($1::uuid[], $2::bigint[], $3::smallint[], $4::uuid[], $5::uuid[], $6::uuid[], $7::text[],
    $8::text[], $9::timestamptz[], $10::int[], $11::text[], $12::smallint[], $13::text[], $14::text[], $15::boolean[],
    $16::text[])`;

const logAttempts = async (tx: Transaction, settled: readonly SettledWork[], now: Date) => {
  const rows = settled.map(({ work, outcome, final }) => ({
    ...payloadOf(work),
    work,
    info: infoOf(outcome, now),
    result: outcome.kind === 'done' ? 'delivered' : final ? 'dead' : 'retry',
    reason: outcome.kind === 'done' ? null : outcome.reason,
  }));
  await tx.call('log_attempts', insertSql, [
    rows.map(({ work }) => work.org),
    rows.map(({ work }) => work.id),
    rows.map(({ work }) => work.attempts + 1),
    rows.map(({ conversationId }) => conversationId),
    rows.map(({ integrationId }) => integrationId),
    rows.map(({ messageId }) => toMessageKey(messageId)),
    rows.map(({ kind }) => kind),
    rows.map(({ status }) => status),
    rows.map(({ info }) => info.at),
    rows.map(({ info }) => info.ms),
    rows.map(({ result }) => result),
    rows.map(({ info }) => info.httpStatus),
    rows.map(({ reason }) => reason),
    rows.map(({ info }) => info.signature),
    rows.map(({ work }) => work.late ?? false),
    rows.map(({ kind, body }) => (kind === 'message' ? null : body)),
  ]);
};

/** What the thread is told of a message; null: nothing it does not think already. */
const newsOf = ({ work, outcome, final }: SettledWork) => {
  if (payloadOf(work).kind !== 'message') return null;
  if (outcome.kind === 'done') return work.late ? { status: 'Sent', reasons: [] } : null;
  if (!final) return null;
  return { status: 'Failed', reasons: [{ code: 'ServerError', message: outcome.reason }] };
};

/** Deliveries that arrived: what is logged of them and their removal in one call. */
const finishArrived: FinishCall = {
  name: 'finish_deliveries',
  fits: (settled) => settled.every((one) => newsOf(one) === null),
  text: `select finish_deliveries($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16)`,
  values(settled) {
    const rows = settled.map(({ work, outcome }) => ({
      ...payloadOf(work),
      work,
      info: outcome.info as AttemptInfo,
    }));
    return [
      rows.map(({ work }) => work.org),
      rows.map(({ work }) => work.attempts + 1),
      rows.map(({ conversationId }) => conversationId),
      rows.map(({ integrationId }) => integrationId),
      rows.map(({ messageId }) => toMessageKey(messageId)),
      rows.map(({ kind }) => kind),
      rows.map(({ status }) => status),
      rows.map(({ info }) => info.at),
      rows.map(({ info }) => info.ms),
      rows.map(({ info }) => info.httpStatus),
      rows.map(({ info }) => info.signature),
      rows.map(({ work }) => work.late ?? false),
      rows.map(({ kind, body }) => (kind === 'message' ? null : body)),
    ];
  },
};

/**
 * A message that was given up, and one that arrived after that, are inputs of their thread: the step notes it, in order
 * with everything else.
 */
const reportNews = async (
  tx: Transaction,
  settled: readonly SettledWork[],
  now: Date,
): Promise<void> => {
  const inputs = settled.flatMap((one) => {
    const news = newsOf(one);
    if (!news) return [];
    const { org, part, lane } = one.work;
    const { conversationId, integrationId, messageId } = payloadOf(one.work);
    const payload = {
      kind: 'receipt',
      conversation: conversationId,
      integration: integrationId,
      messageId,
      at: now.toISOString(),
      ...news,
      isFinal: news.status === 'Failed',
      correlationId: null,
    };
    return [{ org, queue: inputQueue, part, lane, payload }];
  });
  await enqueueWork(tx, inputs);
};

/** The effect queue that calls webhooks: in order per thread, at most 128 at once per receiver. */
export const createDeliveryQueue = (deps: DeliveryDeps): EffectQueue => ({
  name: deliveryQueue,
  mode: 'effect',
  retry: fixed({ retries: webhookRetry.retries, everyMs: webhookRetry.delayMs }),
  destination: (work) => payloadOf(work).integrationId,
  maxInFlightPerDestination: 128,
  run: (work, context) => attempt(deps, work, context),
  finish: finishArrived,
  async onSettled(tx, settled) {
    const now = deps.clock.now();
    await logAttempts(tx, settled, now);
    await reportNews(tx, settled, now);
  },
  onGivenUp: (tx, settled) => reportNews(tx, settled, deps.clock.now()),
});

/**
 * Sends an event that is worth nothing later (typing): one try, nothing stored.
 * @returns whether the receiver took it.
 */
export const sendOnce = async (
  deps: Omit<DeliveryDeps, 'messageText'>,
  { integrationId, body }: { integrationId: string; body: string },
): Promise<boolean> => {
  const config = await deps.configs(integrationId);
  if (!config) return false;
  const context = { budgetMs: 5_000, signal: AbortSignal.timeout(5_000) };
  const { outcome } = await callWebhook(deps, config, {
    body: Buffer.from(body),
    late: false,
    context,
  });
  return outcome.kind === 'done';
};
