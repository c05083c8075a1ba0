import type { Clock, Database, Ids } from '@tandem/kit';
import type { MessagingPort } from '../conversations/index.ts';
import {
  allowsMedia,
  type CustomerTyping,
  type Messaging,
  openThread,
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
  allowsMedia,
  textBody,
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

type Typist = { conversation: string; agent: string; communication: string; id: string };

const agentsOfThread = `select p.conversation, p.user_id as agent, p.doc->>'peerId' as communication, p.id
  from thread t join participant p on p.conversation = t.live and p.live and p.purpose = 'agent'
  where t.integration = $1 and t.customer = $2 and t.org = $3 and p.doc->>'state' = 'connected'`;

/** Shows a customer's typing to the agents who have the conversation, on whatever node they listen. */
export const createTypingRelay =
  ({
    db,
    ids,
    notifications,
  }: {
    db: Database;
    ids: Pick<Ids, 'hex32'>;
    notifications: Pick<Notifications, 'relay'>;
  }) =>
  async ({ org, integrationId, customerKey, at, durationMs }: CustomerTyping): Promise<void> => {
    const typists = await db.query<Typist>(agentsOfThread, [integrationId, customerKey, org]);
    for (const { agent, conversation, communication } of typists) {
      notifications.relay({
        org,
        topicName: `v2.users.${agent}.conversations.inbound.typing.event`,
        eventBody: {
          conversationId: conversation,
          normalizedMessage: {
            id: ids.hex32(),
            type: 'Event',
            channel: {
              id: communication,
              platform: 'Open',
              type: 'Private',
              time: at.toISOString(),
            },
            events: [{ eventType: 'Typing', typing: { type: 'On', duration: durationMs } }],
            direction: 'Inbound',
          },
        },
      });
    }
  };
