import type { ChannelHttp } from './channel-http.ts';
import type { ChannelRegistry } from './channels.model.ts';
import { createSlackChannel } from './slack/adapter.ts';
import { createTelegramChannel } from './telegram/adapter.ts';
import { createWebhookChannel } from './webhook/adapter.ts';
import { createWhatsAppChannel } from './whatsapp/adapter.ts';

/** The kinds of channels there are beside the web chat. */
export const createChannels = (deps: ChannelHttp): ChannelRegistry => {
  const adapters = [
    createWebhookChannel(deps),
    createTelegramChannel(deps),
    createWhatsAppChannel(deps),
    createSlackChannel(deps),
  ];
  return new Map(adapters.map((adapter) => [adapter.kind, adapter]));
};
