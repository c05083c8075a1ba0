import {
  defaultSource,
  presenceEvent,
  routingStatusEvent,
  systemPresenceNamed,
  topicSpelling,
} from '../presence/index.ts';
import { type Data, type Line, linesSource } from './lines.source.ts';
import type { TopicSource } from './topic.model.ts';

const userOf = (data: Data) => String(data['userId']);

type Presence = {
  readonly message?: string;
  readonly modifiedDate?: string;
  readonly presenceDefinition?: { readonly id?: string; readonly systemPresence?: string };
};

/** Topics spell the presences of the system in capitals: `ON_QUEUE`. */
const definitionBody = ({ id, systemPresence }: { id?: string; systemPresence?: string }) => {
  const name = systemPresenceNamed(systemPresence);
  return { ...(id ? { id } : {}), ...(name ? { systemPresence: topicSpelling(name) } : {}) };
};

const definitionOf = ({ presenceDefinition: definition }: Presence) =>
  definition ? { presenceDefinition: definitionBody(definition) } : {};

const presenceOf = (data: Data) => data['presence'] as Presence & Data;

const presenceBody = ({ id: _id, selfUri: _self, ...rest }: Presence & Data) => ({
  ...rest,
  ...definitionOf(rest),
});

const statusOf = ({ status, startTime }: Data) => ({
  status,
  ...(startTime ? { startTime } : {}),
});

/** Everything of a user's availability: what the event tells is of its moment, the rest is as it is now. */
const activity: Line = {
  template: 'v2.users.{id}.activity',
  idsOf: (data) => [userOf(data)],
  needs: (data) => ({ activities: [userOf(data)] }),
  body(data, found) {
    const userId = userOf(data);
    const told = presenceOf(data);
    const now = found.user(userId);
    const shown = told?.['source'] === defaultSource ? told : (now.presence ?? {});
    return {
      id: userId,
      routingStatus: statusOf('status' in data ? data : (now.routingStatus ?? {})),
      presence: {
        ...definitionOf(shown),
        presenceMessage: shown.message ?? '',
        ...(shown.modifiedDate ? { modifiedDate: shown.modifiedDate } : {}),
      },
      outOfOffice: { active: false },
      activeQueueIds: [...found.queuesOf(userId)],
    };
  },
};

const routingStatus: Line = {
  template: 'v2.users.{id}.routingStatus',
  idsOf: (data) => [userOf(data)],
  body: (data) => ({ id: userOf(data), routingStatus: statusOf(data) }),
};

const presence: Line = {
  template: 'v2.users.{id}.presence',
  idsOf: (data) => [userOf(data)],
  body: (data) => presenceBody(presenceOf(data)),
};

const member: Line = {
  template: 'v2.routing.queues.{id}.users',
  idsOf: (data) => [String(data['queueId'])],
  body: (data) => ({
    id: userOf(data),
    joined: data['joined'],
    queueId: data['queueId'],
    user: { id: userOf(data) },
  }),
};

/** The queues a user serves are part of the activity; when they changed is the time of the event. */
const memberActivity: Line = {
  ...activity,
  body: (data, found, event) => ({
    ...activity.body(data, found, event),
    dateActiveQueuesChanged: event.at.toISOString(),
  }),
};

type FlowTold = {
  readonly flow: Readonly<Record<string, unknown>>;
  readonly operation: {
    readonly user?: { readonly id: string };
    readonly [field: string]: unknown;
  };
};

const flow: Line = {
  template: 'v2.flows.{id}',
  idsOf: (data) => [String((data as FlowTold).flow['id'])],
  body(data) {
    const told = data as FlowTold;
    const { user, ...operation } = told.operation;
    return {
      ...told.flow,
      currentOperation: { ...operation, ...(user ? { user: { id: user.id } } : {}) },
    };
  },
};

export const userSources: Readonly<Record<string, TopicSource>> = {
  [routingStatusEvent]: linesSource(routingStatus, activity),
  [presenceEvent]: linesSource(presence, activity),
  'queue.member': linesSource(member, memberActivity),
  'flow.operation': linesSource(flow),
};
