import { topics } from '@tandem/contract';
import type { StoredEvent } from '@tandem/events';
import {
  type ConversationChanged,
  changeTopics,
  conversationBody,
  conversationViews,
  detailTopicBody,
  type LoadedConversation,
  messageConversationBody,
  partiesAt,
  shownAfter,
  summaryTopic,
  tellsItself,
  viewTopics,
} from '../conversations/index.ts';
import type { EventBody, Found, TopicRef, TopicSource } from './topic.model.ts';

export const conversationPrefix = 'conversation:';

const conversationOf = ({ key }: StoredEvent): string => key.slice(conversationPrefix.length);

/** Bodies of both views, made when the first of their topics is asked for. */
const viewsOf = (shown: LoadedConversation, { names }: Found) => {
  const made = new Map<string, EventBody>();
  return ({ template }: TopicRef): EventBody => {
    const kind = template.endsWith('.messages') ? 'message' : 'whole';
    const known = made.get(kind);
    if (known) return known;
    const body =
      kind === 'message' ? messageConversationBody(shown, names) : conversationBody(shown, names);
    made.set(kind, body);
    return body;
  };
};

const changeOf = ({ data }: StoredEvent) => data as ConversationChanged;

const detailTemplates = topics
  .map(({ template }) => template)
  .filter((template) => template.startsWith('v2.detail.'));

/** Topics that count, and those that show. */
const partition = (topics: readonly TopicRef[]) =>
  [
    topics.filter(({ template }) => template === summaryTopic),
    topics.filter(({ template }) => template !== summaryTopic),
  ] as const;

const userOf = (topicName: string): string => topicName.split('.')[2] ?? '';

const otherMedia = ['call', 'callback', 'chat', 'email', 'socialExpression', 'video'];

const summaryBody = (userId: string, { user }: Found): EventBody => {
  const none = { active: 0, acw: 0 };
  const counts = user(userId).conversationSummary?.message?.contactCenter;
  return {
    userId,
    ...Object.fromEntries(
      otherMedia.map((name) => [name, { contactCenter: none, enterprise: none }]),
    ),
    message: { contactCenter: { ...none, ...counts }, enterprise: none },
  };
};

/** A change: the conversation as it left it, and everything that happened. */
const changed: TopicSource = {
  templates: [...conversationViews, ...detailTemplates, summaryTopic],
  topics: (event) => changeTopics(changeOf(event)),
  needs(event, wanted) {
    const data = changeOf(event);
    const [summed, others] = partition(wanted ?? []);
    const summaries = summed.map(({ topicName }) => userOf(topicName));
    if (others.length === 0) return { summaries };
    const reads = others.some(
      ({ happening }) => happening === undefined || !tellsItself(data, happening),
    );
    const { participants } = data;
    const whole = reads ? { conversation: conversationOf(event), participants } : {};
    return { ...whole, home: true, summaries };
  },
  render(event, found) {
    const data = changeOf(event);
    const shown = shownAfter(event.org, data, found.conversation(data.conversation.id));
    const views = viewsOf(shown, found);
    const details = { at: event.at, home: found.names.home.id };
    return (topic) => {
      if (topic.template === summaryTopic) return summaryBody(userOf(topic.topicName), found);
      return topic.happening
        ? detailTopicBody({ ...data, participants: shown.participants }, topic.happening, details)
        : views(topic);
    };
  },
};

/** A message or what its channel said of it changes nothing but the messages: shown as the conversation is now. */
const message: TopicSource = {
  templates: conversationViews,
  topics: () => null,
  needs: (event) => ({ conversation: conversationOf(event), home: true }),
  topicsOf(event, found) {
    const loaded = found.conversation(conversationOf(event));
    return loaded ? viewTopics(partiesAt(loaded, event.at)) : [];
  },
  render(event, found) {
    const loaded = found.conversation(conversationOf(event));
    return loaded ? viewsOf(loaded, found) : () => null;
  },
};

export const conversationSources: Readonly<Record<string, TopicSource>> = {
  'conversation.changed': changed,
  'message.received': message,
  'message.sent': message,
  'message.receipt': message,
};
