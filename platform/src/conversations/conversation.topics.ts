import { topicName } from '@tandem/contract';
import { type ConversationChanged, conversationChangedEvent } from './conversation.events.ts';
import type { LoadedConversation } from './conversation.store.ts';
import { toConversationWire, toMessageConversationWire } from './conversation.view.ts';
import { detailBody } from './detail.events.ts';
import { type Names, present } from './participant.view.ts';

/** A domain event as the log gives it back. */
export type LoggedEvent = {
  readonly org: string;
  readonly type: string;
  readonly data: Readonly<Record<string, unknown>>;
  /** ISO 8601. */
  readonly at: string;
};

export type TopicEvent = {
  readonly topicName: string;
  readonly eventBody: Readonly<Record<string, unknown>>;
};

/** What a conversation looked like after the event, as far as the event tells: participants of now, no messages. */
const fromEvent = (org: string, data: ConversationChanged): LoadedConversation => ({
  org,
  integrationId: data.integrationId,
  customer: data.customer,
  conversation: data.conversation,
  participants: data.participants,
  messages: [],
});

/**
 * The event's participants over those loaded: who was finished before the event comes from the store, who changed
 * since is shown as the event saw it.
 */
const merge = (event: LoadedConversation, loaded: LoadedConversation): LoadedConversation => {
  const told = new Map(event.participants.map((p) => [p.id, p]));
  const known = loaded.participants.map((p) => told.get(p.id) ?? p);
  const unknown = event.participants.filter(
    (p) => !loaded.participants.some(({ id }) => id === p.id),
  );
  return { ...event, participants: [...known, ...unknown], messages: loaded.messages };
};

const topicConversation = (loaded: LoadedConversation, names: Names) => {
  const {
    selfUri: _self,
    startTime: _start,
    state: _state,
    ...body
  } = toConversationWire(loaded, names);
  return body;
};

const ref = (id: string) => ({ id });

const topicMessageConversation = (loaded: LoadedConversation, names: Names) => {
  const { selfUri: _self, ...body } = toMessageConversationWire(loaded, names);
  return {
    ...body,
    participants: (body.participants ?? []).map((p) => ({
      ...p,
      initialState: loaded.participants.find(({ id }) => id === p.id)?.initialState,
      ...(p.user?.id ? { user: ref(p.user.id) } : {}),
      ...(p.queue?.id ? { queue: ref(p.queue.id) } : {}),
    })),
  };
};

const idsOf = (
  { participants }: ConversationChanged,
  pick: (p: ConversationChanged['participants'][number]) => string | null,
): string[] => [...new Set(participants.flatMap((p) => pick(p) ?? []))];

/** The topics an event is for, without their bodies: cheap enough to ask whether anybody listens. */
export const topicNamesOf = ({ type, data }: Pick<LoggedEvent, 'type' | 'data'>): string[] => {
  if (type !== conversationChangedEvent) return [];
  const changed = data as unknown as ConversationChanged;
  const users = idsOf(changed, ({ userId }) => userId);
  const queues = idsOf(changed, ({ queueId }) => queueId);
  const both = (base: string, id: string) => [
    topicName(`${base}.conversations`, id),
    topicName(`${base}.conversations.messages`, id),
  ];
  return [
    ...users.flatMap((id) => both('v2.users.{id}', id)),
    ...queues.flatMap((id) => both('v2.routing.queues.{id}', id)),
    ...changed.happened.map(({ kind }) =>
      topicName(`v2.detail.events.conversation.{id}.${kind}`, changed.conversation.id),
    ),
  ];
};

/** Is `loaded` needed to render this event in full? */
export const needsConversation = ({ type }: Pick<LoggedEvent, 'type'>): boolean =>
  type === conversationChangedEvent;

/**
 * Bodies of the topics of conversations for a domain event. With `loaded` (the conversation as stored now) finished
 * participants and messages are shown too.
 */
export const conversationTopics = (
  event: LoggedEvent,
  { names, loaded }: { readonly names: Names; readonly loaded: LoadedConversation | null },
): TopicEvent[] => {
  if (event.type !== conversationChangedEvent) return [];
  const data = event.data as unknown as ConversationChanged;
  const told = fromEvent(event.org, data);
  const whole = loaded ? merge(told, loaded) : told;
  const conversation = topicConversation(whole, names);
  const message = topicMessageConversation(whole, names);
  const details = data.happened.flatMap((happening) => {
    const eventBody = detailBody(
      { ...data, participants: whole.participants },
      happening,
      event.at,
    );
    const name = `v2.detail.events.conversation.{id}.${happening.kind}`;
    return eventBody
      ? [
          {
            topicName: topicName(name, data.conversation.id),
            eventBody: { ...eventBody, divisionId: names.home.id },
          },
        ]
      : [];
  });
  const views = topicNamesOf(event)
    .filter((name) => !name.startsWith('v2.detail.'))
    .map((name) => ({
      topicName: name,
      eventBody: name.endsWith('.messages') ? message : conversation,
    }));
  return [...views, ...details];
};

/** Names by queue id that {@link conversationTopics} needs for an event. */
export const queuesOfEvent = ({ data }: Pick<LoggedEvent, 'data'>): string[] =>
  idsOf(data as unknown as ConversationChanged, ({ queueId }) => queueId);

/** Presence and routing status of users, and members of queues, as topics. */
export const userTopics = ({ type, data, at }: LoggedEvent): TopicEvent[] => {
  const userId = String(data['userId'] ?? '');
  if (type === 'user.routingStatus')
    return [
      {
        topicName: topicName('v2.users.{id}.routingStatus', userId),
        eventBody: {
          id: userId,
          routingStatus: { userId, status: data['status'], startTime: data['startTime'] },
        },
      },
    ];
  if (type === 'user.presence')
    return [
      {
        topicName: topicName('v2.users.{id}.presence', userId),
        eventBody: presenceBody(data['presence'] as PresenceData),
      },
    ];
  if (type !== 'queue.member') return [];
  return [
    {
      topicName: topicName('v2.routing.queues.{id}.users', String(data['queueId'])),
      eventBody: { id: userId, joined: data['joined'], user: { id: userId }, dateModified: at },
    },
  ];
};

type PresenceData = {
  readonly source?: string;
  readonly primary?: boolean;
  readonly message?: string;
  readonly modifiedDate?: string;
  readonly presenceDefinition?: { readonly id?: string; readonly systemPresence?: string };
};

const upperSnake = (name: string): string =>
  name.replaceAll(/(?<=[a-z])(?=[A-Z])/g, '_').toUpperCase();

const presenceBody = (presence: PresenceData) => {
  const { source, primary, message, modifiedDate, presenceDefinition } = presence;
  return present({
    source,
    primary,
    message,
    modifiedDate,
    presenceDefinition: presenceDefinition && {
      ...present({ id: presenceDefinition.id }),
      ...(presenceDefinition.systemPresence
        ? { systemPresence: upperSnake(presenceDefinition.systemPresence) }
        : {}),
    },
  });
};
