import type { EventTail, StoredEvent } from '@tandem/events';
import type { Database, Log } from '@tandem/kit';
import {
  type ConversationChanged,
  conversationChangedEvent,
  conversationTopics,
  type LoadedConversation,
  type LoggedEvent,
  loadConversation,
  namesFor,
  topicNamesOf,
  userTopics,
} from '../conversations/index.ts';
import type { Notifications } from '../notifications/index.ts';
import type { Directory } from '../users/index.ts';

export type TopicFeedDeps = {
  readonly db: Database;
  readonly log: Log;
  readonly directory: Directory;
  readonly tail: Pick<EventTail, 'subscribe'>;
  readonly notifications: Pick<Notifications, 'deliver' | 'hears' | 'idle'>;
};

/** Conversations whose topics are remembered; the oldest go first and are looked up again when needed. */
const mostRemembered = 50_000;

const conversationPrefix = 'conversation:';

/** Topics that a conversation's events are for, as of its last change: most messages concern nobody who listens. */
const createTopicMemory = () => {
  const known = new Map<string, readonly string[]>();
  return {
    get: (conversation: string) => known.get(conversation),
    set(conversation: string, names: readonly string[]) {
      known.delete(conversation);
      known.set(conversation, names);
      const oldest = known.keys().next().value;
      if (known.size > mostRemembered && oldest !== undefined) known.delete(oldest);
    },
  };
};

const toLogged = ({ org, type, data, at }: StoredEvent): LoggedEvent => ({
  org,
  type,
  data: data as LoggedEvent['data'],
  at: at.toISOString(),
});

/** A message changes nothing of the conversation but its messages: shown as the conversation is now. */
const asChange = (event: LoggedEvent, loaded: LoadedConversation): LoggedEvent => {
  const { conversation, integrationId, customer, participants } = loaded;
  const data: ConversationChanged = {
    conversation,
    integrationId,
    customer,
    participants,
    happened: [],
  };
  return { ...event, type: conversationChangedEvent, data };
};

const views = (names: readonly string[]) => names.filter((name) => !name.startsWith('v2.detail.'));

/**
 * Renders the events of the log into the topics that somebody listens to on this node, one event after the other, so
 * that each reader gets the events of a conversation in their order.
 */
export const startTopicFeed = ({
  db,
  log,
  directory,
  tail,
  notifications,
}: TopicFeedDeps): (() => void) => {
  const memory = createTopicMemory();
  let last: Promise<void> = Promise.resolve();

  const heard = (org: string, names: readonly string[]) =>
    names.some((name) => notifications.hears(org, name));
  const deliver = (
    event: StoredEvent,
    topics: readonly { topicName: string; eventBody: unknown }[],
  ) => {
    for (const topic of topics)
      notifications.deliver({ ...topic, org: event.org, correlationId: event.correlationId });
  };
  const renderConversation = async (event: StoredEvent, conversation: string) => {
    const logged = toLogged(event);
    const changed = logged.type === conversationChangedEvent;
    const names = changed ? topicNamesOf(logged) : memory.get(conversation);
    if (changed) memory.set(conversation, views(topicNamesOf(logged)));
    if (names && !heard(event.org, names)) return;
    const loaded = await loadConversation(db, event.org, conversation);
    if (!loaded) return;
    const shown = changed ? logged : asChange(logged, loaded);
    if (!changed) memory.set(conversation, topicNamesOf(shown));
    deliver(
      event,
      conversationTopics(shown, {
        loaded,
        names: await namesFor({ db, directory }, event.org, [loaded]),
      }),
    );
  };
  const render = async (event: StoredEvent) => {
    if (notifications.idle()) return;
    if (event.key.startsWith(conversationPrefix))
      await renderConversation(event, event.key.slice(conversationPrefix.length));
    else deliver(event, userTopics(toLogged(event)));
  };
  return tail.subscribe((events) => {
    last = last.then(async () => {
      for (const event of events) {
        await render(event).catch((error) =>
          log.warn({ err: error, type: event.type }, 'event could not be rendered'),
        );
      }
    });
  });
};
