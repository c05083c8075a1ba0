import { type Conversation, customerOf, queueOf } from './conversation-rules.ts';

/** What the desk shows about a conversation beside its messages. */
export type Context = {
  readonly address: string | null;
  readonly queue: string | null;
  readonly startTime: string | null;
  readonly priority: number | null;
  readonly attributes: readonly (readonly [string, string])[];
};

/** Gathers it from customer and routing; participants that came later overwrite the attributes of earlier ones. */
export function contextOf(conversation: Conversation, userId: string): Context {
  const customer = customerOf(conversation);
  const from = customer?.fromAddress;
  const participants = conversation.participants ?? [];
  const routing = participants.findLast(
    (one) => one.conversationRoutingData,
  )?.conversationRoutingData;
  const attributes = Object.assign({}, ...participants.map((one) => one.attributes ?? {}));
  return {
    address: from?.addressDisplayable ?? from?.addressNormalized ?? customer?.address ?? null,
    queue: queueOf(conversation, userId)?.name ?? null,
    startTime: customer?.startTime ?? null,
    priority: routing?.priority ?? null,
    attributes: Object.entries<string>(attributes).sort(([a], [b]) => a.localeCompare(b)),
  };
}
