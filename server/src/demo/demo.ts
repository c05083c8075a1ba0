import { handoverFullPermissions } from '@tandem/contract';
import { genesysCloudKind, type MoveGatewayDemo } from '@tandem/gateway';
import type { HttpClient, Ids } from '@tandem/kit';
import type { Core } from '../compose/core.ts';
import type { Half } from '../settings.ts';
import { demoNames } from './demo-content.ts';
import { seedArticles, seedCopilot } from './seed-copilot.ts';
import { moveDemoWebhook, seedPlatform } from './seed-platform.ts';
import { signIn, type Wire } from './wire.ts';

export type DemoDeps = {
  readonly core: Pick<Core, 'identity'>;
  readonly http: HttpClient;
  readonly ids: Ids;
  readonly halves: readonly Half[];
};

const setUpName = 'Demo set-up';

type Clients = { readonly entities: readonly { readonly id: string; readonly name: string }[] };

/** Clients that a set-up made and could not finish with: nobody knows their secrets. */
const removeClients = async (wire: Wire, name: string, but: readonly string[]) => {
  const { entities } = await wire<Clients>('GET', '/api/v2/oauth/clients?pageSize=100');
  for (const client of entities)
    if (client.name === name && !but.includes(client.id))
      await wire('DELETE', `/api/v2/oauth/clients/${client.id}`);
};

/** Runs with a client of the Master Admin role that exists only meanwhile. */
const asAdministrator = async <T>(
  deps: DemoDeps,
  { org, url }: { org: string; url: string },
  run: (wire: Wire, clientId: string) => Promise<T>,
): Promise<T> => {
  const { core, http } = deps;
  const client = await core.identity.usecases.createClient({
    org,
    name: setUpName,
    role: 'Master Admin',
    bundled: true,
  });
  const wire = await signIn(http, url, client);
  try {
    return await run(wire, client.id);
  } finally {
    await wire('DELETE', `/api/v2/oauth/clients/${client.id}`);
  }
};

type Named = { readonly id: string; readonly name: string };

type Providers = { readonly handover: readonly { readonly kind: string }[] };

/** The demo bot's endpoint; with a contact centre in this process it hands over to that. */
const seedEndpoint = async (
  deps: DemoDeps,
  wire: Wire,
  centre: { org: string; url: string; webhookSecret: string } | null,
): Promise<Named> => {
  const request = { name: demoNames.endpoint, locale: 'en', bot: { kind: 'demo' } };
  const { handover } = await wire<Providers>('GET', '/tandem/gateway/providers');
  const isOffered = handover.some(({ kind }) => kind === genesysCloudKind);
  if (!centre || !isOffered) return wire('POST', '/tandem/gateway/endpoints', request);
  const { org, url, webhookSecret } = centre;
  // The role that the documentation names, with what lets it check the queue and end chats that customers leave.
  const client = await deps.core.identity.usecases.createClient({
    org,
    name: demoNames.client,
    permissions: handoverFullPermissions,
    bundled: true,
  });
  const settings = {
    host: url,
    deploymentName: demoNames.integration,
    queue: demoNames.queue,
    clientId: client.id,
    clientSecret: client.secret,
    webhookSecret,
    sendProfile: true,
    checkAvailability: true,
  };
  return wire('POST', '/tandem/gateway/endpoints', {
    ...request,
    handover: { kind: genesysCloudKind, settings },
  });
};

type Found = { readonly entities: readonly Named[] };

/** Demo content that the organisation has already, such as `queue "Support"`. */
const alreadyThere = async (wire: Wire, halves: readonly Half[]): Promise<readonly string[]> => {
  const places = [
    ['platform', 'queue', '/api/v2/routing/queues', demoNames.queue],
    ['platform', 'flow', '/api/v2/flows', demoNames.flow],
    [
      'platform',
      'platform',
      '/api/v2/conversations/messaging/integrations/open',
      demoNames.integration,
    ],
    ['gateway', 'endpoint', '/tandem/gateway/endpoints', demoNames.endpoint],
  ] as const;
  const there: string[] = [];
  for (const [half, kind, path, name] of places) {
    if (!halves.includes(half)) continue;
    for (let page = 1; ; page += 1) {
      const { entities } = await wire<Found>('GET', `${path}?pageSize=100&pageNumber=${page}`);
      if (entities.some((one) => one.name.toLowerCase() === name.toLowerCase()))
        there.push(`${kind} "${name}"`);
      if (entities.length < 100) break;
    }
  }
  return there;
};

type Target = { readonly url: string; readonly org: string; readonly agents: readonly string[] };

const seed = async (deps: DemoDeps, wire: Wire, { url, org, agents }: Target) => {
  const { ids, halves } = deps;
  const webhookSecret = ids.token(24);
  if (halves.includes('platform')) await seedPlatform(wire, { url, webhookSecret, agents });
  if (!halves.includes('gateway')) return;
  await seedArticles(wire);
  const centre = halves.includes('platform') ? { org, url, webhookSecret } : null;
  const { id } = await seedEndpoint(deps, wire, centre);
  await seedCopilot(wire, id);
};

/** A set-up that was cut short behind the endpoint has only its copilot to switch on. */
const finish = async (wire: Wire): Promise<void> => {
  const { entities } = await wire<Found>('GET', '/tandem/gateway/endpoints?pageSize=100');
  const endpoint = entities.find(({ name }) => name === demoNames.endpoint);
  if (endpoint) await seedCopilot(wire, endpoint.id);
};

/**
 * Loads the demo content into an organisation that has none. `url` is where this process serves.
 * @returns what was there already; nothing is changed then.
 */
export const loadDemo = (deps: DemoDeps, target: Target): Promise<readonly string[]> =>
  asAdministrator(deps, target, async (wire) => {
    const there = await alreadyThere(wire, deps.halves);
    if (there.length === 0) await seed(deps, wire, target);
    return there;
  });

/** Loads the demo content of a new installation, or what a start that was cut short did not get to. */
export const completeDemo = (deps: DemoDeps, target: Target): Promise<void> =>
  asAdministrator(deps, target, async (wire, own) => {
    await removeClients(wire, setUpName, [own]);
    // The endpoint is made last but for its copilot: with it everything is there, and its secrets are in use.
    const there = await alreadyThere(wire, deps.halves);
    if (there.includes(`endpoint "${demoNames.endpoint}"`)) return finish(wire);
    await removeClients(wire, demoNames.client, []);
    await seed(deps, wire, target);
  });

/** The halves of a demo find each other again after the process was started on another port. */
export const moveDemo = async (
  deps: DemoDeps & { readonly moveEndpoint: MoveGatewayDemo | undefined },
  { org, url }: { org: string; url: string },
): Promise<void> => {
  if (deps.halves.length < 2) return;
  // Not over the wire: there a new address asks for its secrets again, and nobody knows them any more.
  await deps.moveEndpoint?.({
    ...{ org, name: demoNames.endpoint, host: url },
    // First, so that a start that is cut short in between moves it again.
    before: () => asAdministrator(deps, { org, url }, (wire) => moveDemoWebhook(wire, url)),
  });
};
