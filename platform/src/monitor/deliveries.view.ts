import { type Delivery, type DeliveryDetail, webhookSignature } from '@tandem/contract';
import { fromMessageKey } from '../threads/index.ts';
import type { LoadedDelivery } from './deliveries.types.ts';

/** Stands for the value of a configured header, which may be a secret. */
const hidden = '***';

const dateCreated = ({ message, attempts, current }: LoadedDelivery): Date =>
  message?.at ?? attempts[0]?.at ?? current.finishedAt ?? current.nextAt ?? new Date(0);

/** A delivery of a list. */
export const deliveryView = (loaded: LoadedDelivery): Delivery => {
  const { current, attempts, message, receiver } = loaded;
  const last = attempts.at(-1);
  return {
    id: String(current.work),
    state: current.state,
    kind: current.kind === 'receipt' ? 'Receipt' : (message?.type ?? 'Text'),
    messageId: fromMessageKey(current.message),
    conversationId: current.conversation,
    integration: { id: current.integration, name: receiver?.name ?? current.integration },
    url: receiver?.url ?? '',
    attempts: attempts.length,
    lastStatus: last?.status ?? null,
    reason: current.state === 'delivered' ? null : (current.reason ?? last?.error ?? null),
    late: current.late,
    dateCreated: dateCreated(loaded).toISOString(),
    dateNextAttempt: current.nextAt?.toISOString() ?? null,
    dateFinished: current.finishedAt?.toISOString() ?? null,
  };
};

const headersOf = ({ receiver, attempts, current }: LoadedDelivery): Record<string, string> => {
  const signature = attempts.at(-1)?.signature;
  return {
    ...Object.fromEntries((receiver?.headerNames ?? []).map((name) => [name, hidden])),
    'Content-Type': 'application/json',
    ...(signature ? { [webhookSignature.header]: signature } : {}),
    ...(current.late ? { 'X-Tandem-Late': 'true' } : {}),
  };
};

const bodyOf = ({ current, attempts, message }: LoadedDelivery): string =>
  current.body ??
  attempts.findLast(({ body }) => body !== null)?.body ??
  (current.kind === 'message' ? message?.body : null) ??
  '';

/** A delivery with the request as it was sent and every try. */
export const deliveryDetailView = (loaded: LoadedDelivery): DeliveryDetail => ({
  ...deliveryView(loaded),
  body: bodyOf(loaded),
  headers: headersOf(loaded),
  signature: loaded.attempts.at(-1)?.signature ?? null,
  history: loaded.attempts.map(({ at, ms, status, error }) => ({
    at: at.toISOString(),
    status,
    ms,
    error,
  })),
});
