import { gatewayOperations, type Handler, handle } from '@tandem/contract';
import {
  createEndpoint,
  type EndpointDeps,
  type EndpointDirectory,
  endpointErrors,
  findEndpoint,
  openEndpoint,
  renewDirectLineSecret,
  updateEndpoint,
} from '../endpoints/index.ts';
import type { ProviderRegistry } from '../handover/index.ts';
import { toEndpointWire, webhookPath } from './endpoints.wire.ts';
import { pageOf, toListing } from './page.rules.ts';

export type ConsoleEndpointDeps = EndpointDeps & {
  readonly directory: EndpointDirectory;
  readonly providers: ProviderRegistry;
  readonly widgetScript: string;
};

const testEndpoint = async (
  deps: ConsoleEndpointDeps,
  { org, id, origin, signal }: { org: string; id: string; origin: string; signal: AbortSignal },
) => {
  const endpoint = await openEndpoint(await findEndpoint(deps, { org, id }), deps.sealer);
  const part = endpoint.handover;
  const provider = part && deps.providers.get(part.kind);
  if (!part || !provider) throw endpointErrors.noHandover();
  return provider.test({ endpoint, part, webhookUrl: origin + webhookPath, signal });
};

/** Endpoints as administrators see them: secrets go in and never come out. */
export const endpointHandlers = (deps: ConsoleEndpointDeps): readonly Handler[] => {
  const ops = gatewayOperations;
  const wire = (endpoint: Parameters<typeof toEndpointWire>[0], origin: string) =>
    toEndpointWire(endpoint, { origin, widgetScript: deps.widgetScript });
  return [
    handle(ops.getGatewayProviders, async () => ({
      status: 200,
      body: { bots: [...deps.catalogue.bots], handover: [...deps.catalogue.handover] },
    })),
    handle(ops.getGatewayEndpoints, async ({ principal, query, origin }) => {
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
    handle(ops.postGatewayEndpoints, async ({ principal, body, origin }) => {
      const endpoint = await createEndpoint(deps, { org: principal.org, request: body });
      return { status: 201, body: wire(endpoint, origin) };
    }),
    handle(ops.getGatewayEndpoint, async ({ principal, params, origin }) => {
      const endpoint = await findEndpoint(deps, { org: principal.org, id: params.endpointId });
      return { status: 200, body: wire(endpoint, origin) };
    }),
    handle(ops.putGatewayEndpoint, async ({ principal, params, body, origin }) => {
      const change = { org: principal.org, id: params.endpointId, request: body };
      const endpoint = await updateEndpoint(deps, change);
      deps.directory.forget();
      return { status: 200, body: wire(endpoint, origin) };
    }),
    handle(ops.deleteGatewayEndpoint, async ({ principal, params }) => {
      const removed = await deps.store.remove(principal.org, params.endpointId);
      if (!removed) throw endpointErrors.notFound();
      deps.directory.forget();
      return { status: 204 };
    }),
    handle(ops.postGatewayEndpointSecret, async ({ principal, params }) => {
      const { org } = principal;
      const secret = await renewDirectLineSecret(deps, { org, id: params.endpointId });
      return { status: 200, body: { secret } };
    }),
    handle(ops.postGatewayEndpointTest, async ({ principal, params, origin, signal }) => {
      const asked = { org: principal.org, id: params.endpointId, origin, signal };
      return { status: 200, body: { checks: await testEndpoint(deps, asked) } };
    }),
  ];
};
