import type { StoredEvent } from '@tandem/events';
import type { Happening, LoadedConversation, Names, Participant } from '../conversations/index.ts';
import type { UserExpansion } from '../routing/index.ts';

/** One topic that an event of the log is for. */
export type TopicRef = {
  readonly template: string;
  readonly topicName: string;
  readonly happening?: Happening;
};

export type EventBody = Readonly<Record<string, unknown>>;

/** What somebody wants of the topics of an organisation. */
export type Wanted = {
  /** Could anybody want an event of the template? Asked before anything is read. */
  readonly template: (template: string) => boolean;
  readonly topic: (ref: TopicRef) => boolean;
};

/** What events of a page do not hold themselves, read once for all of them; as it is now. */
export type Found = {
  readonly conversation: (id: string) => LoadedConversation | null;
  readonly names: Names;
  /** Presence, routing status and conversations of a user that an event needs. */
  readonly user: (id: string) => UserExpansion;
  /** Queues that a user has joined. */
  readonly queuesOf: (userId: string) => readonly string[];
};

/** What has to be read before an event can be rendered. */
export type Needs = {
  readonly conversation?: string;
  /** Participants whose queues are shown by name. */
  readonly participants?: readonly Participant[];
  /** The division that conversations are in. */
  readonly home?: boolean;
  /** Users whose presence, routing status and queues are shown. */
  readonly activities?: readonly string[];
  /** Users whose conversations are counted. */
  readonly summaries?: readonly string[];
};

/** How events of one type become topics. */
export type TopicSource = {
  readonly templates: readonly string[];
  /** The topics of the event; null when its conversation has to be read to know. */
  readonly topics: (event: StoredEvent) => readonly TopicRef[] | null;
  readonly needs: (event: StoredEvent, topics: readonly TopicRef[] | null) => Needs;
  /** The topics of an event that could not say itself. */
  readonly topicsOf?: (event: StoredEvent, found: Found) => readonly TopicRef[];
  /** Renders the event; the answered function gives the body of each of its topics, null where there is none. */
  readonly render: (event: StoredEvent, found: Found) => (topic: TopicRef) => EventBody | null;
};
