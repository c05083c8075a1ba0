import type { Clock, Database } from '@tandem/kit';
import { type OpenDeps, openPart, openSecrets } from '../endpoints/index.ts';
import type { Channel, OpenChannel } from './channels.model.ts';
import { findChannelById, findChannelByToken } from './channels.store.ts';

/** Channels with open secrets, remembered per node for a second. */
export type ChannelDirectory = {
  readonly byId: (id: string) => Promise<OpenChannel | null>;
  readonly byToken: (token: string) => Promise<OpenChannel | null>;
  readonly open: (channel: Channel) => Promise<OpenChannel>;
  readonly forget: () => void;
};

/** Binds a sealed setting to its channel and name. */
export const channelSealContext = (id: string, name: string) => `channel/${id}/${name}`;

const freshMs = 1000;
const maxRemembered = 1000;
const isToken = (text: string) => /^[\w-]{1,128}$/.test(text);

export const createChannelDirectory = (
  deps: OpenDeps & { readonly db: Database; readonly clock: Clock },
): ChannelDirectory => {
  const { db, clock } = deps;
  const remembered = new Map<string, { atMs: number; channel: OpenChannel | null }>();
  const open = async (channel: Channel): Promise<OpenChannel> => {
    const context = (name: string) => channelSealContext(channel.id, name);
    const opened = await openSecrets(deps, { ...channel, context });
    return { ...channel, part: openPart('channel', channel.part, opened) };
  };
  const look = async (key: string, find: () => Promise<Channel | null>) => {
    const known = remembered.get(key);
    if (known && clock.monotonicMs() - known.atMs < freshMs) return known.channel;
    const found = await find();
    const channel = found ? await open(found) : null;
    if (remembered.size >= maxRemembered) remembered.clear();
    remembered.set(key, { atMs: clock.monotonicMs(), channel });
    return channel;
  };
  return {
    byId: (id) => look(`id ${id}`, () => findChannelById(db, id)),
    byToken: async (token) =>
      isToken(token) ? look(`token ${token}`, () => findChannelByToken(db, token)) : null,
    open,
    forget: () => remembered.clear(),
  };
};
