import type { Log } from '@tandem/kit';
import type { Session } from '../conversations/index.ts';
import type { ChannelDirectory } from './channels.directory.ts';
import type { ChannelRegistry } from './channels.model.ts';

const timeoutMs = 4_000;

/** Shows a customer on a channel that somebody types: never stored, never repeated. */
export const createChannelTyping =
  (deps: {
    readonly channelDirectory: ChannelDirectory;
    readonly channels: ChannelRegistry;
    readonly log: Log;
  }) =>
  ({ channel: place }: Pick<Session, 'channel'>): void => {
    if (!place) return;
    const show = async () => {
      const channel = await deps.channelDirectory.byId(place.id);
      const adapter = channel && deps.channels.get(channel.part.kind);
      if (!channel?.active || !adapter?.typing) return;
      const signal = AbortSignal.timeout(timeoutMs);
      await adapter.typing({ channel, signal, timeoutMs }, place.address);
    };
    show().catch((error) => deps.log.debug({ err: error }, 'typing not shown'));
  };
