import {
  type GatewayHandoverProvider,
  type Handler,
  type HandoverCapabilities,
  handle,
  handoverProviderOperations,
} from '@tandem/contract';
import type { ChangeSession } from '../conversations/index.ts';
import { actOf } from '../endpoints/index.ts';
import { nothingWithheld, requireOffered, type Withheld } from '../features/index.ts';
import { findLastDelivery, type ProviderRegistry } from '../handover/index.ts';
import {
  changeProvider,
  countRunning,
  createProvider,
  deleteProvider,
  listProviders,
  openProvider,
  type ProviderDeps,
  type ProviderDirectory,
  type ProviderRecord,
  requireProvider,
  usesOfProvider,
} from '../handover-providers/index.ts';
import { pageOf, toListing } from '../paging/index.ts';
import { sourcesOf } from './endpoints.wire.ts';

export type ConsoleProviderDeps = ProviderDeps & {
  readonly change: ChangeSession;
  readonly objects: ProviderDirectory;
  readonly providers: ProviderRegistry;
  /** Endpoints that have chosen a provider are remembered with its settings. */
  readonly directory: { readonly forget: () => void };
  readonly withheld?: Withheld;
};

const toWire = (
  { providers }: ConsoleProviderDeps,
  provider: ProviderRecord,
  origin: string,
): GatewayHandoverProvider => {
  const { id, name, kind, settings, createdAt, modifiedAt } = provider;
  const known = providers.get(kind);
  const secretSources = sourcesOf(provider, 'handover');
  const capabilities: HandoverCapabilities | null = known ? { ...known.capabilities } : null;
  return {
    ...{ id, name, kind, settings: { ...settings }, capabilities },
    ...{ secrets: Object.keys(secretSources).sort(), secretSources },
    webhookUrl: known ? origin + known.webhookPath(id) : '',
    dateCreated: createdAt.toISOString(),
    dateModified: modifiedAt.toISOString(),
    selfUri: `/tandem/gateway/handover-providers/${id}`,
  };
};

/** @throws featureErrors.withheld (403) */
const requireKind = (deps: ConsoleProviderDeps, org: string, kind: string): Promise<void> => {
  const label = deps.providers.get(kind)?.label ?? kind;
  return requireOffered(deps.withheld ?? nothingWithheld, { org, provider: { kind, label } });
};

/** Only what is stored is tested, so a stored secret goes nowhere but to the address it was stored with. */
const testProvider = async (
  deps: ConsoleProviderDeps,
  { org, id, origin, signal }: { org: string; id: string; origin: string; signal: AbortSignal },
) => {
  const record = await requireProvider(deps, { org, id });
  await requireKind(deps, org, record.kind);
  const known = deps.providers.get(record.kind);
  if (!known) return [];
  const part = await openProvider(deps, record);
  const owner = { org, endpointId: null, part };
  const webhookUrl = origin + known.webhookPath(id);
  const lastDelivery = await findLastDelivery(deps.db, owner);
  return [...(await known.test({ owner, webhookUrl, lastDelivery, signal }))];
};

const forget = ({ objects, directory }: ConsoleProviderDeps) => {
  objects.forget();
  directory.forget();
};

/** Handover providers as administrators see them: secrets go in and never come out. */
export const handoverProviderHandlers = (deps: ConsoleProviderDeps): readonly Handler[] => {
  const ops = handoverProviderOperations;
  return [
    handle(ops.getGatewayHandoverProviders, async ({ principal, query, clientOrigin }) => {
      const page = pageOf(query);
      const { items, total } = await listProviders(deps.db, {
        ...{ org: principal.org, offset: page.offset, limit: page.size },
      });
      const { path } = ops.getGatewayHandoverProviders;
      const entities = items.map((item) => toWire(deps, item, clientOrigin));
      return { status: 200, body: toListing(entities, { path, total, page }) };
    }),
    handle(ops.postGatewayHandoverProviders, async (call) => {
      const { principal, body: request, clientOrigin } = call;
      await requireKind(deps, principal.org, request.kind);
      const made = await createProvider(deps, { org: principal.org, request, act: actOf(call) });
      deps.objects.forget();
      return { status: 201, body: toWire(deps, made, clientOrigin) };
    }),
    handle(ops.getGatewayHandoverProvider, async ({ principal, params, clientOrigin }) => {
      const found = await requireProvider(deps, { org: principal.org, id: params.providerId });
      return { status: 200, body: toWire(deps, found, clientOrigin) };
    }),
    handle(ops.putGatewayHandoverProvider, async (call) => {
      const { principal, params, body: request, clientOrigin } = call;
      await requireKind(deps, principal.org, request.kind);
      const asked = { org: principal.org, id: params.providerId, request, act: actOf(call) };
      const changed = await changeProvider(deps, asked);
      forget(deps);
      return { status: 200, body: toWire(deps, changed, clientOrigin) };
    }),
    handle(ops.deleteGatewayHandoverProvider, async (call) => {
      const { principal, params, query } = call;
      const asked = { org: principal.org, id: params.providerId, act: actOf(call) };
      await deleteProvider(deps, { ...asked, running: query.running });
      forget(deps);
      return { status: 204 };
    }),
    handle(ops.getGatewayHandoverProviderUses, async ({ principal, params }) => {
      const found = await requireProvider(deps, { org: principal.org, id: params.providerId });
      const entities = [...(await usesOfProvider(deps.db, found))];
      const running = await countRunning(deps.db, { org: found.org, provider: found.id });
      return { status: 200, body: { entities, running } };
    }),
    handle(ops.postGatewayHandoverProviderTest, async (call) => {
      const { principal, params, origin, signal } = call;
      const asked = { org: principal.org, id: params.providerId, origin, signal };
      return { status: 200, body: { checks: await testProvider(deps, asked) } };
    }),
  ];
};
