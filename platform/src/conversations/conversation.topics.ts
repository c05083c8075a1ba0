import { topicName } from '@tandem/contract';
import type { ConversationChanged, Happening } from './conversation.events.ts';
import type { Participant } from './conversation.model.ts';
import type { LoadedConversation } from './conversation.store.ts';
import { toConversationWire, toMessageConversationWire } from './conversation.view.ts';
import { detailBody } from './detail.events.ts';
import { isDone } from './participant.rules.ts';
import type { Names } from './participant.view.ts';

/** One topic that an event of a conversation is for; `happening` where it tells of one. */
export type ConversationTopic = {
  readonly template: string;
  readonly topicName: string;
  readonly happening?: Happening;
};

/** What a conversation looked like after the event, as far as the event tells: participants of then, no messages. */
const fromEvent = (org: string, data: ConversationChanged): LoadedConversation => ({
  org,
  integrationId: data.integrationId,
  customer: data.customer,
  conversation: data.conversation,
  participants: data.participants,
  messages: [],
});

/**
 * The conversation as a change left it. With `loaded` (as stored now) finished participants and messages are shown
 * too: who was finished before the change comes from the store, who changed since is shown as the change saw it.
 */
export const shownAfter = (
  org: string,
  data: ConversationChanged,
  loaded: LoadedConversation | null,
): LoadedConversation => {
  const told = fromEvent(org, data);
  if (!loaded) return told;
  const byId = new Map(told.participants.map((p) => [p.id, p]));
  const stored = new Set(loaded.participants.map(({ id }) => id));
  return {
    ...told,
    participants: [
      ...loaded.participants.map((p) => byId.get(p.id) ?? p),
      ...told.participants.filter(({ id }) => !stored.has(id)),
    ],
    messages: loaded.messages,
  };
};

/** Body of `…conversations`: communications in each participant. */
export const conversationBody = (loaded: LoadedConversation, names: Names) => {
  const {
    selfUri: _self,
    startTime: _start,
    state: _state,
    ...body
  } = toConversationWire(loaded, names);
  return body;
};

const ref = (id: string) => ({ id });

/** Body of `…conversations.messages`: the flat view. */
export const messageConversationBody = (loaded: LoadedConversation, names: Names) => {
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

const bothViews = (base: string, id: string): ConversationTopic[] =>
  [`${base}.conversations`, `${base}.conversations.messages`].map((template) => ({
    template,
    topicName: topicName(template, id),
  }));

/** Templates of the topics that show a whole conversation. */
export const conversationViews: readonly string[] = [
  ...bothViews('v2.users.{id}', ''),
  ...bothViews('v2.routing.queues.{id}', ''),
].map(({ template }) => template);

type Parties = readonly Pick<Participant, 'userId' | 'queueId'>[];

/** Topics that show the whole conversation to those who take part. */
export const viewTopics = (participants: Parties): ConversationTopic[] => {
  const ids = (pick: (p: Parties[number]) => string | null) => [
    ...new Set(participants.flatMap((p) => pick(p) ?? [])),
  ];
  return [
    ...ids(({ userId }) => userId).flatMap((id) => bothViews('v2.users.{id}', id)),
    ...ids(({ queueId }) => queueId).flatMap((id) => bothViews('v2.routing.queues.{id}', id)),
  ];
};

/**
 * Who took part at a moment: a message is for them, whenever it is rendered. After-call work is still part of it.
 */
export const partiesAt = (
  { participants }: Pick<LoadedConversation, 'participants'>,
  at: Date,
): readonly Participant[] => {
  const left = (p: Participant) =>
    isDone(p) && Date.parse(p.acwEndedAt ?? p.endedAt ?? '') < at.getTime();
  return participants.filter((p) => Date.parse(p.startTime) <= at.getTime() && !left(p));
};

const agentStateTopic = 'v2.detail.events.agent.{id}.state';
export const summaryTopic = 'v2.users.{id}.conversationsummary';

const detailTopics = (data: ConversationChanged, happening: Happening): ConversationTopic[] => {
  if (happening.kind === 'agent.state') {
    const { userId } = data.participants.find(({ id }) => id === happening.participantId) ?? {};
    if (!userId) return [];
    return [
      { template: agentStateTopic, topicName: topicName(agentStateTopic, userId), happening },
      { template: summaryTopic, topicName: topicName(summaryTopic, userId) },
    ];
  }
  const template = `v2.detail.events.conversation.{id}.${happening.kind}`;
  return [{ template, topicName: topicName(template, data.conversation.id), happening }];
};

/** The topics a change is for, without their bodies: cheap enough to ask whether anybody wants them. */
export const changeTopics = (data: ConversationChanged): ConversationTopic[] => [
  ...viewTopics(data.participants),
  ...data.happened.flatMap((happening) => detailTopics(data, happening)),
];

/** Whether the change itself holds everything that the detail event says. */
export const tellsItself = (data: ConversationChanged, { participantId }: Happening): boolean =>
  data.participants.some(({ id }) => id === participantId);

/** Starts and ends name their division, what agents note and how they stand does not. */
const ofDivision = /\.(start|end)$/;

/**
 * Body of the topic of one thing that happened; null where its participant was removed with the conversation.
 * `at` is the time of the domain event, `home` the division of conversations.
 */
export const detailTopicBody = (
  data: ConversationChanged,
  happening: Happening,
  { at, home }: { readonly at: Date; readonly home: string },
): Readonly<Record<string, unknown>> | null => {
  const body = detailBody(data, happening, at.toISOString());
  return body && (ofDivision.test(happening.kind) ? { ...body, divisionId: home } : body);
};
