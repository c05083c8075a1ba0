import { gatewayOperations, type Handler, handle, handoverProviderKind } from '@tandem/contract';
import { type BotBackend, tryBot } from '../bots/index.ts';
import {
  actOf,
  createEndpoint,
  type EndpointDeps,
  type EndpointDirectory,
  endpointErrors,
  findEndpoint,
  openEndpoint,
  removeEndpoint,
  renewDirectLineSecret,
  requireHandoverOffered,
  updateEndpoint,
} from '../endpoints/index.ts';
import { nothingWithheld, offeredOf } from '../features/index.ts';
import { findLastDelivery, type ProviderRegistry } from '../handover/index.ts';
import { pageOf, toListing } from '../paging/index.ts';
import { toEndpointWire } from './endpoints.wire.ts';

export type ConsoleEndpointDeps = EndpointDeps & {
  readonly directory: EndpointDirectory;
  readonly providers: ProviderRegistry;
  readonly bots: ReadonlyMap<string, BotBackend>;
  readonly widgetScript: string;
};

/** Only what is stored is tested, so a stored secret goes nowhere but to the address it was stored with. */
const testEndpoint = async (
  deps: ConsoleEndpointDeps,
  { org, id, origin, signal }: { org: string; id: string; origin: string; signal: AbortSignal },
) => {
  const endpoint = await openEndpoint(deps, await findEndpoint(deps, { org, id }));
  const chosen = endpoint.handover?.kind === handoverProviderKind;
  const part = chosen ? (await deps.directory.byId(id))?.handover : endpoint.handover;
  const provider = part && deps.providers.get(part.kind);
  if (!part || !provider) throw endpointErrors.noHandover();
  await requireHandoverOffered(deps, org, part.kind);
  const owner = { org, endpointId: part.object ? null : id, part };
  const webhookUrl = origin + provider.webhookPath(part.object?.id ?? id);
  const lastDelivery = await findLastDelivery(deps.db, owner);
  return provider.test({ owner, webhookUrl, lastDelivery, signal });
};

/** As with the handover: only the stored bot is asked. */
const testBot = async (
  deps: ConsoleEndpointDeps,
  { org, id, text, signal }: { org: string; id: string; text: string; signal: AbortSignal },
) => {
  const endpoint = await openEndpoint(deps, await findEndpoint(deps, { org, id }));
  const backend = deps.bots.get(endpoint.bot.kind);
  if (!backend) throw endpointErrors.flowBot();
  const { locale } = endpoint;
  const asked = { text, locale, canHandOver: endpoint.handover !== null, signal };
  return tryBot(deps, { backend, part: endpoint.bot }, asked);
};

/** Endpoints as administrators see them: secrets go in and never come out. */
export const endpointHandlers = (deps: ConsoleEndpointDeps): readonly Handler[] => {
  const ops = gatewayOperations;
  const wire = (endpoint: Parameters<typeof toEndpointWire>[0], origin: string) =>
    toEndpointWire(endpoint, {
      ...{ origin, widgetScript: deps.widgetScript },
      webhookPath: (kind, id) => deps.providers.get(kind)?.webhookPath(id) ?? null,
    });
  return [
    handle(ops.getGatewayProviders, async ({ principal: { org } }) => ({
      status: 200,
      body: {
        bots: [...deps.catalogue.bots],
        handover: [
          ...(await offeredOf(deps.withheld ?? nothingWithheld, org, deps.catalogue.handover)),
        ],
        identity: [...deps.catalogue.identity],
      },
    })),
    handle(ops.getGatewayEndpoints, async ({ principal, query, clientOrigin: origin }) => {
      const page = pageOf(query);
      const { items, total } = await deps.store.list({
        org: principal.org,
        offset: page.offset,
        limit: page.size,
      });
      const path = ops.getGatewayEndpoints.path;
      const entities = items.map((endpoint) => wire(endpoint, origin));
      return { status: 200, body: toListing(entities, { path, total, page }) };
    }),
    handle(ops.postGatewayEndpoints, async (call) => {
      const { principal, body: request, clientOrigin } = call;
      const made = { org: principal.org, request, act: actOf(call) };
      return { status: 201, body: wire(await createEndpoint(deps, made), clientOrigin) };
    }),
    handle(ops.getGatewayEndpoint, async ({ principal, params, clientOrigin }) => {
      const endpoint = await findEndpoint(deps, { org: principal.org, id: params.endpointId });
      return { status: 200, body: wire(endpoint, clientOrigin) };
    }),
    handle(ops.putGatewayEndpoint, async (call) => {
      const { principal, params, query, body: request, clientOrigin } = call;
      const change = { org: principal.org, id: params.endpointId, request, act: actOf(call) };
      const endpoint = await updateEndpoint(deps, { ...change, ...query });
      deps.directory.forget();
      return { status: 200, body: wire(endpoint, clientOrigin) };
    }),
    handle(ops.deleteGatewayEndpoint, async (call) => {
      const { principal, params, query } = call;
      const asked = { org: principal.org, id: params.endpointId, act: actOf(call) };
      await removeEndpoint(deps, { ...asked, ...query });
      deps.directory.forget();
      return { status: 204 };
    }),
    handle(ops.postGatewayEndpointSecret, async (call) => {
      const { principal, params } = call;
      const asked = { org: principal.org, id: params.endpointId, act: actOf(call) };
      const secret = await renewDirectLineSecret(deps, asked);
      return { status: 200, body: { secret } };
    }),
    handle(ops.postGatewayEndpointTest, async (call) => {
      const { principal, params, clientOrigin: origin, signal } = call;
      const asked = { org: principal.org, id: params.endpointId, origin, signal };
      return { status: 200, body: { checks: await testEndpoint(deps, asked) } };
    }),
    handle(ops.postGatewayEndpointBotTest, async ({ principal, params, body, signal }) => {
      const asked = { org: principal.org, id: params.endpointId, text: body.text, signal };
      return { status: 200, body: await testBot(deps, asked) };
    }),
  ];
};
