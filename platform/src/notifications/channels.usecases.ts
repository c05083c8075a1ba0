import type { Principal } from '@tandem/contract';
import type { Clock, Ids } from '@tandem/kit';
import type { ChannelRecord, ChannelStore } from './channels.store.ts';
import { notificationErrors } from './notifications.errors.ts';
import { type Judged, judgeTopics, limits, nameable, wantedTopics } from './subscriptions.rules.ts';

export type ChannelDeps = {
  readonly channels: ChannelStore;
  readonly clock: Clock;
  readonly ids: Ids;
  /** Tells every node that a channel's subscriptions changed or that it is gone. */
  readonly announce: (channelId: string) => Promise<void>;
};

const expiry = (at: Date) => new Date(at.getTime() + limits.lifetimeMs);
const ownerOf = ({ org, clientId, userId }: Principal) => ({ org, clientId, userId });

/** Makes a channel of the principal; its oldest one goes when there are more than 20. */
export const createChannel = async ({
  principal,
  channels,
  clock,
  ids,
  announce,
}: ChannelDeps & { principal: Principal }): Promise<ChannelRecord> => {
  const at = clock.now();
  const channel: ChannelRecord = {
    id: `streaming-1-${ids
      .token(24)
      .toLowerCase()
      .replaceAll(/[^a-z0-9]/g, '0')}${ids.hex32()}`,
    ...ownerOf(principal),
    tokenId: principal.tokenId,
    permissions: [...principal.permissions],
    bundled: principal.bundled,
    expiresAt: expiry(at),
  };
  const evicted = await channels.insert(channel, { at, limit: limits.channels });
  await Promise.all(evicted.map(announce));
  return channel;
};

/** @throws notificationErrors.notFound if the principal has no such channel. */
export const findChannel = async ({
  principal,
  id,
  channels,
  clock,
}: Pick<ChannelDeps, 'channels' | 'clock'> & {
  principal: Principal;
  id: string;
}): Promise<ChannelRecord> => {
  const channel = await channels.findOwn(ownerOf(principal), id, clock.now());
  if (!channel) throw notificationErrors.notFound();
  return channel;
};

type Subscribe = ChannelDeps & {
  readonly principal: Pick<Principal, 'userId' | 'permissions'>;
  readonly channelId: string;
  readonly wanted: readonly string[];
  readonly replace: boolean;
  readonly ignoreErrors: boolean;
};

/** @throws notificationErrors.tooManyTopics */
const distinctTopics = (names: readonly string[]): readonly string[] => {
  const topics = wantedTopics(names);
  if (topics === 'tooMany')
    throw notificationErrors.tooManyTopics({ limit: String(limits.topics) });
  return topics;
};

const refuse = (judged: readonly Judged[]) => {
  const malformed = judged.find(({ rejection }) => rejection?.reason === 'malformed');
  if (malformed)
    throw notificationErrors.malformedTopic({
      limit: String(limits.name),
      topic: malformed.topic.slice(0, 64),
    });
  const unknown = judged.find(({ rejection }) => rejection?.reason === 'unknown');
  if (unknown) throw notificationErrors.unknownTopic({ topic: unknown.topic });
  const missing = new Set(judged.flatMap(({ rejection }) => rejection?.missing ?? []));
  if (missing.size > 0)
    throw notificationErrors.missingPermissions({ permissions: [...missing].join(', ') });
};

/**
 * Subscribes a channel. Without `ignoreErrors` one unknown topic or missing permission refuses the whole request.
 * @throws notificationErrors.malformedTopic, unknownTopic, missingPermissions, tooManyTopics, notFound where the
 *   channel has ended
 */
export const subscribe = async ({
  principal,
  channelId,
  wanted,
  replace,
  ignoreErrors,
  channels,
  clock,
  announce,
}: Subscribe): Promise<readonly Judged[]> => {
  const judged = judgeTopics(principal, distinctTopics(wanted));
  if (!ignoreErrors) refuse(judged);
  const permitted = judged.filter(({ rejection }) => rejection === null).map(({ topic }) => topic);
  const at = clock.now();
  const topics = await channels.subscribe(channelId, permitted, {
    ...{ replace, at, limit: limits.topics },
    expiresAt: expiry(at),
  });
  if (topics === 'gone') throw notificationErrors.notFound();
  if (topics === 'tooMany')
    throw notificationErrors.tooManyTopics({ limit: String(limits.topics) });
  await announce(channelId);
  const rejected = judged.filter(({ rejection }) => rejection !== null);
  return [...topics.map((topic): Judged => ({ topic, rejection: null })), ...rejected];
};

/**
 * Takes topics from a channel; those that it does not have are passed over. Combined names stand for several.
 * @throws notificationErrors.tooManyTopics
 */
export const unsubscribe = async ({
  channelId,
  topics,
  channels,
  announce,
}: Pick<ChannelDeps, 'channels' | 'announce'> & {
  readonly channelId: string;
  readonly topics: readonly string[];
}): Promise<void> => {
  await channels.unsubscribe(channelId, nameable(distinctTopics(topics)));
  await announce(channelId);
};
