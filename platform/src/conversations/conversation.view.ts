import type { Conversation, MessageConversation, MessageMediaParticipant } from '@tandem/contract';
import type { Participant } from './conversation.model.ts';
import type { LoadedConversation } from './conversation.store.ts';
import { toMessageDetails } from './message.view.ts';
import {
  addressesOf,
  commonOf,
  messagesOf,
  type Names,
  nameOfParticipant,
  present,
  routingDataOf,
  toParticipantWire,
} from './participant.view.ts';

const divisionsWire = ({ home }: Names) => [
  {
    division: { ...home, selfUri: `/api/v2/authorization/divisions/${home.id}` },
    entities: [],
  },
];

/** The whole conversation, a communication in each participant. */
export const toConversationWire = (loaded: LoadedConversation, names: Names): Conversation => {
  const { conversation, participants, customer } = loaded;
  return {
    id: conversation.id,
    startTime: conversation.startedAt,
    ...present({ endTime: conversation.endedAt, externalTag: conversation.externalTag }),
    address: customer.id,
    state: conversation.endedAt === null ? 'connected' : 'disconnected',
    recordingState: 'NONE',
    divisions: divisionsWire(names),
    participants: participants.map((p) => toParticipantWire(loaded, p, names)),
    recentTransfers: [],
    selfUri: `/api/v2/conversations/${conversation.id}`,
  };
};

const named = (id: string, name: string | undefined | null, uri: string) => ({
  id,
  ...(name ? { name } : {}),
  selfUri: uri,
});

const flatParticipant = (
  loaded: LoadedConversation,
  p: Participant,
  names: Names,
): MessageMediaParticipant => ({
  id: p.id,
  purpose: p.purpose,
  state: p.state,
  direction: p.direction,
  held: false,
  attributes: { ...p.attributes },
  wrapupRequired: p.wrapupRequired,
  mediaRoles: ['full'],
  provider: 'PureCloud Messaging',
  type: 'open',
  authenticated: false,
  address: p.purpose === 'customer' ? loaded.customer.id : loaded.integrationId,
  ...addressesOf(loaded, p),
  messages: messagesOf(loaded, p).map(toMessageDetails),
  ...routingDataOf(p),
  ...commonOf(p),
  ...(p.userId ? { user: named(p.userId, p.name, `/api/v2/users/${p.userId}`) } : {}),
  ...(p.queueId
    ? { queue: named(p.queueId, names.queue(p.queueId), `/api/v2/routing/queues/${p.queueId}`) }
    : {}),
  ...(p.externalContactId
    ? {
        externalContact: {
          id: p.externalContactId,
          selfUri: `/api/v2/externalcontacts/contacts/${p.externalContactId}`,
        },
      }
    : {}),
  ...present({
    name: nameOfParticipant(p, names),
    peer: p.peerId,
    monitoredParticipantId: p.monitoredId,
    startAlertingTime: p.alertingAt,
    resumeTime: p.resumeAt,
    script: p.screenPop && { id: p.screenPop.script },
    disconnectType: p.disconnectType as MessageMediaParticipant['disconnectType'],
  }),
});

/** The flat view of the message operations: no communications, the agent's id is the customer's `peer`. */
export const toMessageConversationWire = (
  loaded: LoadedConversation,
  names: Names,
): MessageConversation => ({
  id: loaded.conversation.id,
  divisions: divisionsWire(names),
  otherMediaUris: [],
  recentTransfers: [],
  participants: loaded.participants.map((p) => flatParticipant(loaded, p, names)),
  selfUri: `/api/v2/conversations/messages/${loaded.conversation.id}`,
});
