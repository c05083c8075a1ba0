import type { Clock, Database } from '@tandem/kit';
import { type OpenDeps, openPart, openSecrets } from '../endpoints/index.ts';
import { providerSecretHolder } from './provider-secrets.ts';
import type { ProviderPart, ProviderRecord } from './providers.model.ts';
import {
  findProviderById,
  findProviderByReference,
  linkProviderIntegration,
  providersOfIntegration,
} from './providers.store.ts';

/** Providers with open secrets, remembered per node for a second, as endpoints are. */
export type ProviderDirectory = {
  readonly byId: (id: string) => Promise<ProviderPart | null>;
  /** As it is stored now, for what begins with it. */
  readonly fresh: (id: string) => Promise<ProviderPart | null>;
  /** A provider of the organisation by id or name. */
  readonly byReference: (org: string, reference: string) => Promise<ProviderPart | null>;
  readonly byIntegration: (integrationId: string) => Promise<readonly ProviderPart[]>;
  /** Remembers that webhooks of the integration belong to the provider. */
  readonly learnIntegration: (
    provider: ProviderPart['object'],
    integrationId: string,
  ) => Promise<void>;
  readonly forget: () => void;
};

type Deps = OpenDeps & { readonly db: Database; readonly clock: Clock };

const freshMs = 1000;
const maxRemembered = 1000;

/** The settings of a provider with its secrets opened. */
export const openProvider = async (
  deps: OpenDeps,
  { id, org, name, kind, settings, secrets, secretSources }: ProviderRecord,
): Promise<ProviderPart> => {
  const context = (setting: string) => providerSecretHolder.context(id, setting);
  const opened = await openSecrets(deps, { org, secrets, secretSources, context });
  return { ...openPart('handover', { kind, settings }, opened), object: { id, org, name } };
};

export const createProviderDirectory = (deps: Deps): ProviderDirectory => {
  const { db, clock } = deps;
  const remembered = new Map<string, { atMs: number; part: Promise<ProviderPart | null> }>();
  const look = (key: string, find: () => Promise<ProviderRecord | null>) => {
    const known = remembered.get(key);
    if (known && clock.monotonicMs() - known.atMs < freshMs) return known.part;
    const part = find().then((found) => found && openProvider(deps, found));
    if (remembered.size >= maxRemembered) remembered.clear();
    const fresh = { atMs: clock.monotonicMs(), part };
    remembered.set(key, fresh);
    part.catch(() => {
      if (remembered.get(key) === fresh) remembered.delete(key);
    });
    return part;
  };
  const byId = (id: string) => look(`id ${id}`, () => findProviderById(db, id));
  return {
    byId,
    fresh(id) {
      remembered.delete(`id ${id}`);
      return byId(id);
    },
    byReference: async (org, reference) =>
      reference.length <= 256 && !reference.includes('\0')
        ? look(`reference ${org} ${reference}`, () => findProviderByReference(db, org, reference))
        : null,
    async byIntegration(integrationId) {
      const ids = await providersOfIntegration(db, integrationId);
      return (await Promise.all(ids.map(byId))).filter((part) => part !== null);
    },
    learnIntegration: async (provider, integrationId) => {
      await linkProviderIntegration(db, { integrationId, provider, at: clock.now() });
    },
    forget: () => remembered.clear(),
  };
};
