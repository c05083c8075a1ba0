import { fromMessageKey } from '../threads/index.ts';
import type { LoadedDelivery } from './deliveries.types.ts';
import { deliveryDetailView } from './deliveries.view.ts';
import { type Hop, rank } from './hop.ts';
import { say } from './hop-words.ts';
import type { TimelineEvent, TimelineMessage } from './timeline.store.ts';

const shown = 120;

const cut = (text: string): string => (text.length > shown ? `${text.slice(0, shown - 1)}…` : text);

/** What a part of a message is called: the words of a choice, the name of a file, the title of a card. */
const nameOfPart = (part: unknown): string | null => {
  const inner = Object.values((part ?? {}) as object).filter(
    (value): value is Record<string, unknown> => typeof value === 'object' && value !== null,
  );
  const names = inner.flatMap(({ text, filename, title }) => [text, filename, title]);
  return names.find((name): name is string => typeof name === 'string' && name !== '') ?? null;
};

const summaryOf = ({ body }: TimelineMessage): string => {
  const text = typeof body['text'] === 'string' ? body['text'] : '';
  if (text !== '') return cut(text);
  const content: readonly unknown[] = Array.isArray(body['content']) ? body['content'] : [];
  const names = content.flatMap((part) => nameOfPart(part) ?? []);
  if (names.length > 0) return cut(names.join(', '));
  const type = String(body['type'] ?? 'Message');
  return content.length > 0 ? `${type} (${content.length})` : type;
};

const messageHop = (message: TimelineMessage, correlationId: string | null): Hop => ({
  id: fromMessageKey(message.id),
  at: message.at.toISOString(),
  kind: message.direction,
  rank: rank[message.direction],
  summary: summaryOf(message),
  ok: message.status !== 'delivery-failed',
  detail: {
    messageId: fromMessageKey(message.id),
    status: message.status,
    userId: message.userId,
    originatingEntity: message.originatingEntity,
    correlationId,
    body: message.body,
  },
});

const receiptHops = (message: TimelineMessage): Hop[] =>
  (message.receipts ?? []).map((receipt, index) => ({
    id: `${fromMessageKey(message.id)}-receipt-${index + 1}`,
    at: receipt.time ?? message.at.toISOString(),
    kind: 'event',
    rank: rank.event,
    ...say('receipt', { status: receipt.status }),
    ok: receipt.status !== 'Failed',
    detail: { messageId: fromMessageKey(message.id), receipt },
  }));

/** Events that tell of a message, which is a hop of its own. */
const ofMessages = new Set(['message.received', 'message.sent', 'message.receipt']);

/** Ids of the messages an event tells of. */
const messagesOf = (type: string, data: TimelineEvent['data']): readonly unknown[] =>
  ofMessages.has(type) ? [data['messageId']] : ((data['received'] as string[] | undefined) ?? []);

/** Messages with what their channel said of them. The event of a message knows the request it came with. */
export const messageHops = (
  messages: readonly TimelineMessage[],
  events: readonly TimelineEvent[],
): Hop[] => {
  const correlations = new Map(
    events.flatMap(({ type, data, correlationId }) =>
      messagesOf(type, data).map((id) => [id, correlationId] as const),
    ),
  );
  return messages.flatMap((message) => [
    messageHop(message, correlations.get(fromMessageKey(message.id)) ?? null),
    ...receiptHops(message),
  ]);
};

type Changed = {
  readonly happened?: readonly { readonly kind: string; readonly participantId: string }[];
  readonly participants?: readonly { readonly id: string; readonly attributes?: unknown }[];
};

const attributeDetail = ({ happened = [], participants = [] }: Changed) => {
  const noted = happened.find(({ kind }) => kind === 'attributes')?.participantId;
  return noted === undefined
    ? null
    : {
        participantId: noted,
        attributes: participants.find(({ id }) => id === noted)?.attributes ?? {},
      };
};

const eventHop = (
  event: TimelineEvent,
  more: Pick<Hop, 'kind' | 'summary' | 'says' | 'ok' | 'detail'>,
): Hop => ({
  id: `event-${event.position}`,
  at: event.at.toISOString(),
  rank: rank.event,
  ...more,
  detail: { ...more.detail, correlationId: event.correlationId },
});

/** Events that no message and no participant tells of: failures of flows, noted attributes, whatever comes later. */
export const eventHops = (events: readonly TimelineEvent[]): Hop[] =>
  events.flatMap((event): Hop[] => {
    const { type, data } = event;
    if (ofMessages.has(type)) return [];
    if (type === 'flow.failed')
      return [eventHop(event, { kind: 'flow', ...say('flowFailed'), ok: false, detail: data })];
    if (type !== 'conversation.changed')
      return [eventHop(event, { kind: 'event', summary: type, ok: true, detail: data })];
    const detail = attributeDetail(data);
    return detail
      ? [eventHop(event, { kind: 'state', ...say('attributesChanged'), ok: true, detail })]
      : [];
  });

export const deliveryHops = (deliveries: readonly LoadedDelivery[]): Hop[] =>
  deliveries.map((loaded) => {
    const delivery = deliveryDetailView(loaded);
    const { id, kind, state, reason, messageId } = delivery;
    return {
      id: `delivery-${id}`,
      at: delivery.history[0]?.at ?? delivery.dateCreated,
      kind: 'delivery',
      rank: rank.delivery,
      ...say('webhook', {
        ...{ type: kind, state, attempts: delivery.attempts },
        ...(reason ? { why: reason } : {}),
      }),
      ok: state === 'delivered' || state === 'pending',
      detail: { messageId },
      delivery,
    };
  });
