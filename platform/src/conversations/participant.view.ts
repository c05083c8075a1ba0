import type {
  Participant as ParticipantWire,
  Segment,
  Wrapup as WrapupWire,
} from '@tandem/contract';
import type { Participant, Wrapup } from './conversation.model.ts';
import type { ListedMessage, LoadedConversation } from './conversation.store.ts';
import { toMessageDetails } from './message.view.ts';
import { inAfterCallWork } from './participant.rules.ts';

/** Names of what a conversation mentions only by id. */
export type Names = {
  readonly queue: (id: string) => string | undefined;
  readonly home: { readonly id: string; readonly name: string };
};

const noMedia = {
  calls: [],
  callbacks: [],
  chats: [],
  cobrowsesessions: [],
  emails: [],
  screenshares: [],
  socialExpressions: [],
  videos: [],
  internalMessages: [],
};

/** Only what there is: the wire leaves out what has no value. */
export const present = <T extends object>(
  values: {
    readonly [K in keyof T]: T[K] | null | undefined;
  },
): Partial<{ [K in keyof T]: NonNullable<T[K]> }> => {
  const there: Partial<{ [K in keyof T]: NonNullable<T[K]> }> = {};
  for (const key in values) {
    const value = values[key];
    if (value !== null && value !== undefined) there[key] = value;
  }
  return there;
};

const wrapupWire = (wrapup: Wrapup): WrapupWire =>
  present({
    code: wrapup.code,
    name: wrapup.name,
    notes: wrapup.notes,
    tags: [...wrapup.tags],
    durationSeconds: wrapup.durationSeconds,
    endTime: wrapup.endTime,
    provisional: wrapup.provisional,
  });

/** Parties of a communication as addresses. */
export const addressesOf = ({ customer, integrationId }: LoadedConversation, p: Participant) => {
  const person = {
    addressNormalized: customer.id,
    addressRaw: customer.id,
    addressDisplayable: customer.id,
    ...present({ name: customer.nickname }),
  };
  const channel = {
    addressNormalized: integrationId,
    addressRaw: integrationId,
    addressDisplayable: integrationId,
  };
  return p.direction === 'inbound'
    ? { fromAddress: person, toAddress: channel }
    : { fromAddress: channel, toAddress: person };
};

/** Times in which a participant alerted, talked and wrapped up. */
export const segmentsOf = (p: Participant): Segment[] => {
  const end = (time: string | null) => time ?? p.acwStartedAt ?? p.endedAt ?? '';
  const ended = present<{ disconnectType: string }>({ disconnectType: p.disconnectType });
  const closed = (segment: Segment | null) => (segment && segment.endTime !== '' ? [segment] : []);
  return [
    ...closed(
      p.alertingAt
        ? {
            type: 'alert',
            startTime: p.alertingAt,
            endTime: p.connectedAt ?? end(null),
            ...(p.connectedAt ? {} : ended),
          }
        : null,
    ),
    ...closed(
      p.connectedAt
        ? { type: 'interact', startTime: p.connectedAt, endTime: p.endedAt ?? '', ...ended }
        : null,
    ),
    ...closed(
      p.acwStartedAt
        ? { type: 'wrapup', startTime: p.acwStartedAt, endTime: p.acwEndedAt ?? '' }
        : null,
    ),
  ];
};

/** The customer who was there when an inbound message came; a conversation may be opened again. */
export const messagesOf = (
  { participants, messages }: LoadedConversation,
  p: Participant,
): readonly ListedMessage[] => {
  if (p.purpose !== 'customer')
    return messages.filter(({ communicationId }) => communicationId === p.communicationId);
  const customers = participants.filter(({ purpose }) => purpose === 'customer');
  const ownerOf = (at: string) =>
    customers.length > 1
      ? (customers.findLast(({ startTime }) => startTime <= at) ?? customers[0])
      : customers[0];
  return messages.filter(
    ({ direction, communicationId, at }) =>
      direction === 'inbound' && communicationId === null && ownerOf(at)?.id === p.id,
  );
};

const afterCallWorkOf = (p: Participant) => {
  if (p.purpose !== 'agent') return {};
  const state = p.acwStartedAt
    ? inAfterCallWork(p)
      ? ('pending' as const)
      : p.wrapupSkipped
        ? ('skipped' as const)
        : ('complete' as const)
    : ('notApplicable' as const);
  return {
    afterCallWork: { state, ...present({ startTime: p.acwStartedAt, endTime: p.acwEndedAt }) },
    afterCallWorkRequired: p.wrapupRequired,
  };
};

const queueMediaOf = ({ rules }: Participant) =>
  rules
    ? {
        queueMediaSettings: {
          alertingTimeoutSeconds: rules.alertingMs / 1000,
          enableAutoAnswer: rules.autoAnswer,
        },
      }
    : {};

export const routingDataOf = (p: Participant) => {
  const routing = p.routing;
  if (!routing) return {};
  const ref = (kind: string, id: string) => ({ id, selfUri: `/api/v2/routing/${kind}/${id}` });
  return {
    conversationRoutingData: {
      queue: ref('queues', routing.queueId),
      priority: routing.priority,
      skills: routing.skillIds.map((id) => ref('skills', id)),
      ...(routing.languageId ? { language: ref('languages', routing.languageId) } : {}),
      scoredAgents: routing.preferredUserIds.map((id) => ({ agent: { id }, score: 100 })),
    },
  };
};

const communicationWire = (loaded: LoadedConversation, p: Participant) => ({
  id: p.communicationId,
  state: p.state,
  initialState: p.initialState,
  direction: p.direction,
  held: false,
  segments: segmentsOf(p),
  provider: 'PureCloud Messaging',
  type: 'open' as const,
  authenticated: false,
  ...addressesOf(loaded, p),
  messages: messagesOf(loaded, p).map(toMessageDetails),
  ...afterCallWorkOf(p),
  ...queueMediaOf(p),
  ...present({
    peerId: p.peerId,
    startAlertingTime: p.alertingAt,
    connectedTime: p.connectedAt,
    disconnectedTime: p.endedAt,
    disconnectType: p.disconnectType,
    resumeTime: p.resumeAt,
    wrapup: p.wrapup && wrapupWire(p.wrapup),
    scriptId: p.screenPop?.script,
  }),
});

const types: Readonly<Record<Participant['purpose'], string>> = {
  customer: 'External',
  workflow: 'IVR',
  acd: 'ACD',
  agent: 'Internal',
  monitor: 'Internal',
  api: 'Internal',
};

/** What both views of a participant have in common. */
export const commonOf = (p: Participant) =>
  present({
    startTime: p.startTime,
    connectedTime: p.connectedAt,
    endTime: p.endedAt,
    startAcwTime: p.acwStartedAt,
    endAcwTime: p.acwEndedAt,
    wrapupPrompt: p.rules?.wrapupPrompt,
    wrapupTimeoutMs: p.rules?.wrapupTimeoutMs,
    wrapupSkipped: p.wrapupSkipped,
    alertingTimeoutMs: p.rules?.alertingMs,
    wrapup: p.wrapup && wrapupWire(p.wrapup),
  });

export const nameOfParticipant = (p: Participant, names: Names): string | null =>
  p.name ?? (p.purpose === 'acd' && p.queueId ? (names.queue(p.queueId) ?? null) : null);

/** A participant with its communications, as `GET /conversations/{id}` shows it. */
export const toParticipantWire = (
  loaded: LoadedConversation,
  p: Participant,
  names: Names,
): ParticipantWire => ({
  id: p.id,
  purpose: p.purpose,
  participantType: types[p.purpose],
  attributes: { ...p.attributes },
  wrapupRequired: p.wrapupRequired,
  mediaRoles: ['full'],
  address: p.purpose === 'customer' ? loaded.customer.id : loaded.integrationId,
  ...noMedia,
  messages: [communicationWire(loaded, p)],
  ...routingDataOf(p),
  ...commonOf(p),
  ...present({
    name: nameOfParticipant(p, names),
    monitoredParticipantId: p.monitoredId,
    externalContactId: p.externalContactId,
    userId: p.userId,
    userUri: p.userId && `/api/v2/users/${p.userId}`,
    queueId: p.queueId,
    queueName: p.queueId && names.queue(p.queueId),
  }),
});
