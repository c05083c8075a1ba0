import type { Log } from '@tandem/kit';
import type { GenesysClients } from './client.ts';
import type { ChannelDeps } from './notification-channel.ts';
import { createNotificationFeed, type NotificationFeed } from './notifications.ts';
import type { GenesysSettings } from './settings.ts';

type FeedDeps = Omit<ChannelDeps, 'client'> & { readonly log: Log };

/** One notification feed for each client of this node. */
export const createFeeds = (deps: FeedDeps, clients: GenesysClients) => {
  const feeds = new Map<string, NotificationFeed>();
  return {
    of(settings: GenesysSettings): NotificationFeed {
      const client = clients(settings);
      const known = feeds.get(client.key);
      if (known) return known;
      const feed = createNotificationFeed({ ...deps, client });
      feeds.set(client.key, feed);
      return feed;
    },
    isLive: (conversation: string) => [...feeds.values()].some((feed) => feed.isLive(conversation)),
    close() {
      for (const feed of feeds.values()) feed.close();
    },
  };
};
