import type { EventTail, StoredEvent } from '@tandem/events';
import { conversationChangedEvent } from '../conversations/index.ts';
import type { Notifications } from '../notifications/index.ts';
import {
  conversationPrefix,
  type RendererDeps,
  renderTopics,
  sourceOf,
  type TopicRef,
} from '../topics/index.ts';

export type TopicFeedDeps = RendererDeps & {
  readonly tail: Pick<EventTail, 'subscribe'>;
  readonly notifications: Pick<Notifications, 'deliver' | 'hears' | 'idle'>;
};

/** Conversations whose topics are remembered; the oldest go first and are looked up again when needed. */
const mostRemembered = 50_000;

/** Events whose conversations are read together. */
const mostAtOnce = 500;

/** Topics that show a conversation, as of its last change: most messages concern nobody who listens. */
const createTopicMemory = () => {
  const known = new Map<string, readonly string[]>();
  return {
    get: (key: string) => known.get(key),
    set(key: string, names: readonly string[]) {
      known.delete(key);
      known.set(key, names);
      const oldest = known.keys().next().value;
      if (known.size > mostRemembered && oldest !== undefined) known.delete(oldest);
    },
  };
};

const namesOf = (topics: readonly TopicRef[]) => topics.map(({ topicName }) => topicName);

/**
 * Renders the events of the log into the topics that somebody listens to on this node, so that each reader gets the
 * events of a conversation in their order: one render at a time, of all that came while the one before was under way.
 */
export const startTopicFeed = ({ tail, notifications, ...deps }: TopicFeedDeps): (() => void) => {
  const memory = createTopicMemory();
  let pending: StoredEvent[] = [];
  let rendering = false;

  const remember = (event: StoredEvent) => {
    if (event.type !== conversationChangedEvent) return;
    const topics = sourceOf(event.type)?.topics(event) ?? [];
    memory.set(event.key, namesOf(topics.filter(({ happening }) => !happening)));
  };
  /** A message whose conversation is for nobody who listens here. */
  const isForNobody = (event: StoredEvent) => {
    if (!event.key.startsWith(conversationPrefix) || event.type === conversationChangedEvent)
      return false;
    const names = memory.get(event.key);
    return names !== undefined && !names.some((name) => notifications.hears(event.org, name));
  };
  const renderOf = async (org: string, events: readonly StoredEvent[]) => {
    const concerning = events.filter((event) => {
      remember(event);
      return !isForNobody(event);
    });
    const rendered = await renderTopics(deps, {
      org,
      events: concerning,
      wanted: {
        template: () => true,
        topic: ({ topicName }) => notifications.hears(org, topicName),
      },
      learned: (event, topics) => memory.set(event.key, namesOf(topics)),
    });
    for (const { event, topicName, eventBody } of rendered)
      notifications.deliver({ org, topicName, eventBody, correlationId: event.correlationId });
  };
  const render = async (events: readonly StoredEvent[]) => {
    if (notifications.idle()) return;
    // A channel belongs to one organisation: the order among several is nobody's.
    for (const [org, ofOrg] of Map.groupBy(events, (event) => event.org))
      await renderOf(org, ofOrg).catch((error) =>
        deps.log.warn({ err: error, events: ofOrg.length }, 'events could not be rendered'),
      );
  };
  const renderAll = async () => {
    rendering = true;
    try {
      while (pending.length > 0) {
        const events = pending.slice(0, mostAtOnce);
        pending = pending.slice(mostAtOnce);
        await render(events);
      }
    } finally {
      rendering = false;
    }
  };
  return tail.subscribe((events) => {
    pending = pending.concat(events);
    if (!rendering) void renderAll();
  });
};
