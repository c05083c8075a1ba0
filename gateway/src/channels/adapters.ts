import type { ChannelHttp } from './channel-http.ts';
import type { ChannelRegistry } from './channels.model.ts';
import { createTelegramChannel } from './telegram/adapter.ts';
import { createWhatsAppChannel } from './whatsapp/adapter.ts';
import { createWebhookChannel } from './webhook/adapter.ts';

/** The kinds of channels there are beside the web chat. */
export const createChannels = (deps: ChannelHttp): ChannelRegistry => {
  const adapters = [createWebhookChannel(deps), createTelegramChannel(deps), createWhatsAppChannel(deps)];
  return new Map(adapters.map((adapter) => [adapter.kind, adapter]));
};
