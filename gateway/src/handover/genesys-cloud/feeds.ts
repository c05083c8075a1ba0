import type { Log } from '@tandem/kit';
import type { GenesysClients } from './client.ts';
import type { ChannelDeps } from './notification-channel.ts';
import { conversationSubject } from './notification-topics.ts';
import { createNotificationFeed, type NotificationFeed } from './notifications.ts';
import { createQueueBoard, type QueueBoard } from './queue-board.ts';
import type { GenesysSettings } from './settings.ts';

type FeedDeps = Omit<ChannelDeps, 'client'> & { readonly log: Log };
type ClientFeed = { readonly feed: NotificationFeed; readonly board: QueueBoard };

/** One notification feed and one board of queues for each client of this node. */
export const createFeeds = (deps: FeedDeps, clients: GenesysClients) => {
  const feeds = new Map<string, ClientFeed>();
  return {
    of(settings: GenesysSettings): ClientFeed {
      const client = clients(settings);
      const known = feeds.get(client.key);
      if (known) return known;
      const feed = createNotificationFeed({ ...deps, client });
      const made = { feed, board: createQueueBoard({ ...deps, client, feed }) };
      feeds.set(client.key, made);
      return made;
    },
    isLive: (conversation: string) =>
      [...feeds.values()].some(({ feed }) => feed.isLive(conversationSubject(conversation))),
    close() {
      for (const { feed, board } of feeds.values()) {
        board.close();
        feed.close();
      }
    },
  };
};
