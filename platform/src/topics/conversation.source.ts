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

/** A change: the conversation as it left it, and everything that happened. */
const changed: TopicSource = {
  templates: [...conversationViews, ...detailTemplates],
  topics: (event) => changeTopics(changeOf(event)),
  needs(event, wanted) {
    const data = changeOf(event);
    const reads = (wanted ?? []).some(
      ({ happening }) => happening === undefined || !tellsItself(data, happening),
    );
    const { participants } = data;
    return reads
      ? { conversation: conversationOf(event), participants, home: true }
      : { home: true };
  },
  render(event, found) {
    const data = changeOf(event);
    const shown = shownAfter(event.org, data, found.conversation(data.conversation.id));
    const views = viewsOf(shown, found);
    const details = { at: event.at, home: found.names.home.id };
    return (topic) =>
      topic.happening
        ? detailTopicBody({ ...data, participants: shown.participants }, topic.happening, details)
        : views(topic);
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
