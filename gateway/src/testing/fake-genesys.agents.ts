import { createHmac } from 'node:crypto';
import type { Clock } from '@tandem/kit';
import type { FakeConversation, FakeParticipant, FakeState } from './fake-genesys.model.ts';

export type WebhookBody = {
  id: string;
  channel: Record<string, unknown>;
  type: string;
  text: string;
};

/** The actions of the contact centre's own side. */
export const createAgents = (fake: {
  state: FakeState;
  emit: (conversation: FakeConversation, suffix: string) => void;
  nextId: () => string;
  uuid: () => string;
  clock: Clock;
}) => {
  const { emit, clock } = fake;
  const add = (conversation: FakeConversation, name: string, state: FakeParticipant['state']) => {
    const agent: FakeParticipant = { id: fake.uuid(), purpose: 'agent', name, state };
    if (state === 'connected') agent.connectedTime = clock.now().toISOString();
    conversation.participants.push(agent);
    emit(conversation, 'user.start');
    return agent;
  };
  const end = (participant: FakeParticipant, disconnectType: string) => {
    if (participant.state === 'disconnected') return;
    participant.state = 'disconnected';
    participant.disconnectType = disconnectType;
    participant.endTime = clock.now().toISOString();
  };
  return {
    alert: (conversation: FakeConversation, name: string) => add(conversation, name, 'alerting'),
    accept: (conversation: FakeConversation, name: string) => {
      const ringing = conversation.participants.find(
        (participant) => participant.name === name && participant.state === 'alerting',
      );
      if (!ringing) return add(conversation, name, 'connected');
      ringing.state = 'connected';
      ringing.connectedTime = clock.now().toISOString();
      emit(conversation, 'user.start');
      return ringing;
    },
    decline(conversation: FakeConversation, agent: FakeParticipant) {
      end(agent, 'client');
      emit(conversation, 'user.end');
    },
    transfer(conversation: FakeConversation, agent: FakeParticipant) {
      end(agent, 'transfer');
      emit(conversation, 'user.end');
      emit(conversation, 'acw');
    },
    finish(conversation: FakeConversation, disconnectType = 'client') {
      for (const participant of conversation.participants)
        end(participant, participant.purpose === 'agent' ? disconnectType : 'peer');
      emit(conversation, 'user.end');
      emit(conversation, 'customer.end');
    },
    webhookBody(conversation: FakeConversation, text: string, id = fake.nextId()): WebhookBody {
      const { integration, customerId } = conversation;
      return {
        id,
        channel: {
          id: integration.id,
          platform: 'Open',
          type: 'Private',
          messageId: id,
          to: { id: customerId, idType: 'Opaque' },
          from: { nickname: integration.name, id: integration.id, idType: 'Opaque' },
          time: clock.now().toISOString(),
        },
        type: 'Text',
        text,
        ...{ direction: 'Outbound', originatingEntity: 'Human', conversationId: conversation.id },
      };
    },
    async deliver({ integration }: FakeConversation, body: object) {
      const text = JSON.stringify(body);
      const mac = createHmac('sha256', integration.webhookSecret).update(text).digest('base64');
      const response = await fetch(integration.webhookUrl, {
        method: 'POST',
        headers: { 'content-type': 'application/json', 'x-hub-signature-256': `sha256=${mac}` },
        body: text,
      });
      await response.arrayBuffer();
      return response.status;
    },
  };
};
