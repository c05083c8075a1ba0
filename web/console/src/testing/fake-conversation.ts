import { randomUUID } from 'node:crypto';
import { messageKind } from '@tandem/contract';
import type { FakeState, Row } from './fake-data.ts';
import { addMessage, announce, type Publish } from './fake-desk-routes.ts';

type FakeConversation = { readonly customer?: string; readonly queue?: string };
type Wire = { readonly state: FakeState; readonly publish: Publish };

const TRANSCRIPT = [
  '— Transcript —',
  'Bot: Welcome to the shop.',
  'Customer: Hi',
  'Bot: Please tell me your order number.',
  'Customer: 4711',
  'Bot: Hello! I am the shop assistant. How can I help?',
  'Customer: My parcel has not arrived.',
  'Bot: Order 4711 left our warehouse on Monday.',
  'Customer: That is a week ago. I want to talk to a person.',
].join('\n');

/** Offers a conversation to the agent, as ACD does: customer, flow, queue, alerting agent. */
export function offerConversation(wire: Wire, wish: FakeConversation = {}): Row {
  const communicationId = randomUUID();
  const startTime = new Date().toISOString();
  const name = wish.customer ?? 'Selin Kaya';
  const queue = { id: 'queue-Support', name: wish.queue ?? 'Support' };
  const common = { provider: 'PureCloud Messaging', type: 'open', direction: 'inbound', startTime };
  const attributes = { orderNumber: '4711', 'context.language': 'tr', segment: 'Gold' };
  const conversation: Row = {
    id: randomUUID(),
    participants: [
      {
        ...common,
        id: randomUUID(),
        purpose: 'customer',
        name,
        state: 'connected',
        peer: communicationId,
        attributes,
        messages: [],
        fromAddress: { name, addressNormalized: 'selin@example.org' },
      },
      {
        ...common,
        id: randomUUID(),
        purpose: 'workflow',
        name: 'Greeting',
        state: 'disconnected',
        messages: [],
      },
      {
        ...common,
        id: randomUUID(),
        purpose: 'acd',
        name: queue.name,
        state: 'disconnected',
        queue,
        messages: [],
      },
      {
        ...common,
        id: randomUUID(),
        purpose: 'agent',
        name: wire.state.me['name'],
        state: 'alerting',
        user: { id: wire.state.me.id },
        queue,
        startAlertingTime: startTime,
        alertingTimeoutMs: 30_000,
        messages: [],
      },
    ],
  };
  wire.state.conversations.set(conversation.id, conversation);
  addMessage(wire.state, conversation, {
    purpose: 'customer',
    text: TRANSCRIPT,
    metadata: { [messageKind.key]: messageKind.transcript },
  });
  addMessage(wire.state, conversation, { purpose: 'workflow', text: 'Connected', entity: 'Bot' });
  announce(wire.state, wire.publish, conversation);
  return conversation;
}

/** Lets the bot side tell what was said before. */
export function sendTranscript(wire: Wire, conversation: Row, text: string): void {
  const metadata = { [messageKind.key]: messageKind.transcript };
  addMessage(wire.state, conversation, { purpose: 'customer', text, metadata });
  announce(wire.state, wire.publish, conversation);
}

/** Lets the customer say something. */
export function customerSays(
  wire: Wire,
  conversation: Row,
  message: { text: string; content?: readonly unknown[]; reasons?: readonly unknown[] },
): void {
  addMessage(wire.state, conversation, { purpose: 'customer', ...message });
  announce(wire.state, wire.publish, conversation);
}

/** Lets the customer type. */
export function customerTypes(wire: Wire, conversation: Row): void {
  wire.publish(`v2.users.${wire.state.me.id}.conversations.inbound.typing.event`, {
    conversationId: conversation.id,
    normalizedMessage: {
      type: 'Event',
      direction: 'Inbound',
      events: [{ eventType: 'Typing', typing: { type: 'On', duration: 5000 } }],
    },
  });
}
