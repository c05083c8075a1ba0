import type { EndpointPartRequest } from '@tandem/contract';
import type { Database } from '@tandem/kit';
import {
  changeEndpoint,
  createEndpoint,
  createEndpointStore,
  type Endpoint,
  type EndpointDeps,
} from './endpoints/index.ts';
import { genesysCloudKind } from './handover/index.ts';

/** How the demo's endpoint reaches a contact centre; the composition root made the client and the platform there. */
export type DemoContactCentre = {
  readonly host: string;
  readonly deploymentName: string;
  readonly queue: string;
  readonly clientId: string;
  readonly clientSecret: string;
  readonly webhookSecret: string;
};

export type SeedGatewayDemo = (input: {
  readonly org: string;
  readonly name?: string;
  readonly locale?: string;
  /** Null: a bot without handover. */
  readonly contactCentre: DemoContactCentre | null;
}) => Promise<Endpoint>;

/** Leads the handover of the demo's endpoint to this process again, after it was started on another port. */
export type MoveGatewayDemo = (input: {
  readonly org: string;
  readonly name: string;
  /** Address of this process. */
  readonly host: string;
  /** What has to be moved before; called only where the endpoint stands at another address. */
  readonly before: () => Promise<void>;
}) => Promise<void>;

const bySystem = { actor: { kind: 'system', id: null } } as const;
const isLoopback = /^http:\/\/(127\.0\.0\.1|localhost|\[::1\])[:/]/;

const handoverOf = (centre: DemoContactCentre): EndpointPartRequest => ({
  kind: genesysCloudKind,
  settings: { ...centre, sendProfile: true },
});

/** Makes the endpoint of the demonstration, or answers the one of that name that is there already. */
export const createSeedGatewayDemo =
  (deps: EndpointDeps): SeedGatewayDemo =>
  async ({ org, name = 'Demo web chat', locale = 'en', contactCentre }) => {
    const { items } = await deps.store.list({ org, offset: 0, limit: 1000 });
    const known = items.find((endpoint) => endpoint.name === name);
    if (known) return known;
    const handover = contactCentre ? handoverOf(contactCentre) : null;
    const request = { name, locale, bot: { kind: 'demo' }, handover };
    return createEndpoint(deps, { org, request, act: bySystem });
  };

/**
 * The one change of an address that keeps the secrets: they were made by this installation for itself, and only from
 * one address of the own machine to the address of this very process do they go along.
 */
export const createMoveGatewayDemo =
  (deps: EndpointDeps): MoveGatewayDemo =>
  async ({ org, name, host, before: moveOthers }) => {
    const { items } = await deps.store.list({ org, offset: 0, limit: 1000 });
    const endpoint = items.find((each) => each.name === name);
    const before = endpoint?.handover?.settings['host'];
    if (!endpoint || typeof before !== 'string' || before === host || !isLoopback.test(before))
      return;
    await moveOthers();
    await changeEndpoint(deps, {
      org,
      id: endpoint.id,
      act: bySystem,
      make: (stored) => {
        const { handover } = stored;
        const moved = handover && { ...handover, settings: { ...handover.settings, host } };
        return { endpoint: { ...stored, handover: moved } };
      },
    });
  };

/** Page of the demo web chat of an organisation; null when it has none of that name. */
export const findDemoPage = async (
  db: Database,
  { org, name }: { readonly org: string; readonly name: string },
): Promise<string | null> => {
  const { items } = await createEndpointStore(db).list({ org, offset: 0, limit: 1000 });
  const endpoint = items.find((each) => each.name === name && each.active);
  return endpoint ? `/demo/${endpoint.token}` : null;
};
