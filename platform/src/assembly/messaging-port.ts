import { topicName } from '@tandem/contract';
import type { Clock, Database, Ids } from '@tandem/kit';
import type { MessagingPort } from '../conversations/index.ts';
import {
  allowsMedia,
  type CustomerTyping,
  type Messaging,
  openThread,
  structuredBody,
  textBody,
  typingBody,
} from '../messaging/index.ts';
import type { Notifications } from '../notifications/index.ts';

/** What conversations ask of messaging. */
export const createMessagingPort = ({
  messaging,
  clock,
  ids,
}: {
  messaging: Messaging;
  clock: Pick<Clock, 'now'>;
  ids: Pick<Ids, 'hex32'>;
}): MessagingPort => ({
  integration: messaging.configs,
  contactOf: messaging.contactOf,
  allowsMedia,
  textBody,
  structuredBody,
  async relayTyping({ parties, durationMs }) {
    const event = typingBody(parties, {
      id: ids.hex32(),
      time: clock.now().toISOString(),
      durationMs,
    });
    await messaging.sendOnce({
      integrationId: parties.integration.id,
      body: JSON.stringify(event),
    });
  },
  openThread,
});

type Typist = {
  readonly conversation: string;
  readonly purpose: 'agent' | 'workflow';
  /** The agent, or the flow. */
  readonly subject: string;
  readonly communication: string;
};

const readersOfThread = `select p.conversation, p.purpose, coalesce(p.doc->>'peerId', p.doc->>'communicationId') as communication,
    case p.purpose when 'agent' then p.user_id::text else p.doc->'flow'->>'id' end as subject
  from thread t join participant p on p.conversation = t.live and p.live
  where t.integration = $1 and t.customer = $2 and t.org = $3 and p.doc->>'state' = 'connected'
    and (p.purpose = 'agent' or p.purpose = 'workflow' and p.doc->'flow'->>'id' is not null)`;

const typingTopics = {
  agent: 'v2.users.{id}.conversations.inbound.typing.event',
  workflow: 'v2.workflows.{id}.conversations.inbound.typing.event',
} as const;

/** Shows a customer's typing to the agents or the flow who have the conversation, on whatever node they listen. */
export const createTypingRelay =
  ({ db, notifications }: { db: Database; notifications: Pick<Notifications, 'relay'> }) =>
  async ({ org, integrationId, customerKey, at, durationMs }: CustomerTyping): Promise<void> => {
    const readers = await db.query<Typist>(readersOfThread, [integrationId, customerKey, org]);
    for (const { purpose, subject, conversation, communication } of readers) {
      notifications.relay({
        org,
        topicName: topicName(typingTopics[purpose], subject),
        eventBody: {
          conversationId: conversation,
          normalizedMessage: {
            channel: { id: communication, platform: 'Open', time: at.toISOString() },
            type: 'Event',
            events: [{ eventType: 'Typing', typing: { type: 'On', duration: durationMs } }],
            direction: 'Inbound',
          },
        },
      });
    }
  };
