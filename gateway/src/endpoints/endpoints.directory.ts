import { createHash } from 'node:crypto';
import type { Clock } from '@tandem/kit';
import type {
  Endpoint,
  EndpointPartConfig,
  OpenEndpoint,
  OpenPart,
  PartName,
  Sealer,
} from './endpoints.model.ts';
import type { EndpointStore } from './endpoints.store.ts';

/** Endpoints with open secrets, remembered per node for a second: no look-up per message, a change is seen at once after. */
export type EndpointDirectory = {
  readonly byId: (id: string) => Promise<OpenEndpoint | null>;
  /** An endpoint of the organisation by id or name. */
  readonly byReference: (org: string, reference: string) => Promise<OpenEndpoint | null>;
  readonly byToken: (token: string) => Promise<OpenEndpoint | null>;
  readonly bySecret: (secret: string) => Promise<OpenEndpoint | null>;
  readonly byIntegration: (integrationId: string) => Promise<readonly OpenEndpoint[]>;
  /** Remembers that webhooks of the integration belong to the endpoint. */
  readonly learnIntegration: (endpoint: OpenEndpoint, integrationId: string) => Promise<void>;
  readonly forget: () => void;
};

export const hashSecret = (secret: string): Buffer => createHash('sha256').update(secret).digest();

/** Binds a sealed setting to its endpoint and name. */
export const sealContext = (endpointId: string, name: string) => `endpoint/${endpointId}/${name}`;

/** Tokens and ids of others are plain text; what holds anything else is none and must not reach a query. */
const isPlain = (text: string) => /^[\x21-\x7e]{1,256}$/.test(text);

/** Names may hold anything that PostgreSQL stores. */
const isStorable = (text: string) => text.length <= 256 && !text.includes('\0');

const freshMs = 1000;
const maxRemembered = 1000;

type Remembered = { readonly atMs: number; readonly endpoint: OpenEndpoint | null };

/** Opens the secrets of an endpoint. */
export const openEndpoint = async (endpoint: Endpoint, sealer: Sealer): Promise<OpenEndpoint> => {
  const opened = await Promise.all(
    Object.entries(endpoint.secrets).map(async ([name, sealed]) => {
      const context = sealContext(endpoint.id, name);
      return [name, await sealer.open({ org: endpoint.org, context, sealed })] as const;
    }),
  );
  const part = (name: PartName, config: EndpointPartConfig): OpenPart => ({
    ...config,
    secrets: Object.fromEntries(
      opened
        .filter(([key]) => key.startsWith(`${name}.`))
        .map(([key, text]) => [key.slice(name.length + 1), text]),
    ),
  });
  return {
    ...endpoint,
    bot: part('bot', endpoint.bot),
    handover: endpoint.handover ? part('handover', endpoint.handover) : null,
  };
};

export const createEndpointDirectory = (deps: {
  store: EndpointStore;
  sealer: Sealer;
  clock: Clock;
}): EndpointDirectory => {
  const { store, sealer, clock } = deps;
  const remembered = new Map<string, Remembered>();
  const opened = new Map<string, OpenEndpoint>();

  const open = async (endpoint: Endpoint) => {
    const known = opened.get(endpoint.id);
    if (known?.version === endpoint.version) return known;
    const fresh = await openEndpoint(endpoint, sealer);
    if (opened.size >= maxRemembered) opened.clear();
    opened.set(endpoint.id, fresh);
    return fresh;
  };
  const look = async (key: string, find: () => Promise<Endpoint | null>) => {
    const known = remembered.get(key);
    if (known && clock.monotonicMs() - known.atMs < freshMs) return known.endpoint;
    const found = await find();
    const endpoint = found ? await open(found) : null;
    if (remembered.size >= maxRemembered) remembered.clear();
    remembered.set(key, { atMs: clock.monotonicMs(), endpoint });
    return endpoint;
  };
  const byId = (id: string) => look(`id ${id}`, () => store.findById(id));
  return {
    byId,
    byReference: async (org, reference) =>
      isStorable(reference)
        ? look(`reference ${org} ${reference}`, () => store.findByReference(org, reference))
        : null,
    byToken: async (token) =>
      isPlain(token) ? look(`token ${token}`, () => store.findByToken(token)) : null,
    bySecret: async (secret) => {
      const found = await store.findBySecretHash(hashSecret(secret));
      return found ? open(found) : null;
    },
    async byIntegration(integrationId) {
      if (!isPlain(integrationId)) return [];
      const ids = await store.idsByIntegration(integrationId);
      const endpoints = await Promise.all(ids.map(byId));
      return endpoints.filter((endpoint) => endpoint !== null);
    },
    learnIntegration: (endpoint, integrationId) =>
      store.linkIntegration({ integrationId, endpoint, at: clock.now() }),
    forget() {
      remembered.clear();
      opened.clear();
    },
  };
};
