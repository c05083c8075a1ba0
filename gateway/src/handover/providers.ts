import { createBotConnectorProvider } from './bot-connector/index.ts';
import { createChatwootProvider } from './chatwoot/index.ts';
import { createGenesysCloudProvider } from './genesys-cloud/index.ts';
import type { HandoverProvider, ProviderRegistry } from './provider.model.ts';
import { createWebhookProvider } from './webhook/index.ts';

type Deps = Parameters<typeof createGenesysCloudProvider>[0] &
  Parameters<typeof createChatwootProvider>[0] &
  Parameters<typeof createWebhookProvider>[0];

/** Every kind of provider, the first the one that a platform of our own speaks. */
export const createProviders = (
  deps: Deps,
): { readonly providers: ProviderRegistry; readonly genesys: HandoverProvider } => {
  const genesys = createGenesysCloudProvider(deps);
  const all = [
    ...[genesys, createBotConnectorProvider()],
    ...[createChatwootProvider(deps), createWebhookProvider(deps)],
  ];
  return { genesys, providers: new Map(all.map((one) => [one.kind, one])) };
};
