import { topicName } from '@tandem/contract';
import type { StoredEvent } from '@tandem/events';
import {
  presenceEvent,
  routingStatusEvent,
  systemPresenceNamed,
  topicSpelling,
} from '../presence/index.ts';
import type { EventBody, TopicSource } from './topic.model.ts';

type Data = Readonly<Record<string, unknown>>;

/** An event of one topic that holds everything itself. */
const plain = (
  template: string,
  idOf: (data: Data) => string,
  body: (data: Data, event: StoredEvent) => EventBody,
): TopicSource => {
  const dataOf = ({ data }: StoredEvent) => data as Data;
  return {
    templates: [template],
    topics: (event) => [{ template, topicName: topicName(template, idOf(dataOf(event))) }],
    needs: () => ({}),
    render: (event) => () => body(dataOf(event), event),
  };
};

const userOf = (data: Data) => String(data['userId']);

type Presence = {
  readonly source?: string;
  readonly primary?: boolean;
  readonly message?: string;
  readonly modifiedDate?: string;
  readonly presenceDefinition?: { readonly id?: string; readonly systemPresence?: string };
};

/** Topics spell the presences of the system in capitals: `ON_QUEUE`. */
export const definitionBody = ({
  id,
  systemPresence,
}: {
  id?: string;
  systemPresence?: string;
}) => {
  const name = systemPresenceNamed(systemPresence);
  return { ...(id ? { id } : {}), ...(name ? { systemPresence: topicSpelling(name) } : {}) };
};

const presenceBody = ({
  id: _id,
  selfUri: _self,
  presenceDefinition,
  ...rest
}: Presence & Data) => ({
  ...rest,
  ...(presenceDefinition ? { presenceDefinition: definitionBody(presenceDefinition) } : {}),
});

export const userSources: Readonly<Record<string, TopicSource>> = {
  [routingStatusEvent]: plain('v2.users.{id}.routingStatus', userOf, (data) => ({
    id: userOf(data),
    routingStatus: { status: data['status'], startTime: data['startTime'] },
  })),
  [presenceEvent]: plain('v2.users.{id}.presence', userOf, (data) =>
    presenceBody(data['presence'] as Presence & Data),
  ),
  'queue.member': plain(
    'v2.routing.queues.{id}.users',
    (data) => String(data['queueId']),
    (data) => ({
      id: userOf(data),
      joined: data['joined'],
      queueId: data['queueId'],
      user: { id: userOf(data) },
    }),
  ),
};
