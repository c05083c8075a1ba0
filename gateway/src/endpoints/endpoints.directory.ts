import { createHash } from 'node:crypto';
import { handoverProviderKind } from '@tandem/contract';
import type { Clock } from '@tandem/kit';
import type { Endpoint, OpenEndpoint, OpenPart } from './endpoints.model.ts';
import type { EndpointStore } from './endpoints.store.ts';
import { type OpenDeps, openEndpoint } from './open-endpoint.ts';

/** Endpoints with open secrets, remembered per node for a second: no look-up per message, a change is seen at once after. */
export type EndpointDirectory = {
  readonly byId: (id: string) => Promise<OpenEndpoint | null>;
  /** As it is stored now, for what begins by its settings. */
  readonly fresh: (id: string) => Promise<OpenEndpoint | null>;
  /** An endpoint of the organisation by id or name. */
  readonly byReference: (org: string, reference: string) => Promise<OpenEndpoint | null>;
  readonly byToken: (token: string) => Promise<OpenEndpoint | null>;
  readonly bySecret: (secret: string) => Promise<OpenEndpoint | null>;
  /**
   * Whether there is an endpoint of that public token or secret, as of a second ago at most. However many ask, it costs
   * one query a second.
   */
  readonly isKnown: (key: EndpointKey) => Promise<boolean>;
  readonly byIntegration: (integrationId: string) => Promise<readonly OpenEndpoint[]>;
  /** Remembers that webhooks of the integration belong to the endpoint. */
  readonly learnIntegration: (
    endpoint: Pick<Endpoint, 'id' | 'org'>,
    integrationId: string,
  ) => Promise<void>;
  readonly forget: () => void;
};

export type EndpointKey = { readonly token: string } | { readonly secret: string };

export const hashSecret = (secret: string): Buffer => createHash('sha256').update(secret).digest();

/** Tokens and ids of others are plain text; what holds anything else is none and must not reach a query. */
const isPlain = (text: string) => /^[\x21-\x7e]{1,256}$/.test(text);

/** Names may hold anything that PostgreSQL stores. */
const isStorable = (text: string) => text.length <= 256 && !text.includes('\0');

const freshMs = 1000;
/** A secret in the vault may get another value without a word: it is opened anew as often. */
const openedMs = 3000;
const maxRemembered = 1000;

type Found = OpenEndpoint | null;

type Remembered = {
  /** Number of the read among all reads, in the order in which they began. */
  readonly read: number;
  readonly atMs: number;
  readonly endpoint: Found;
};

/**
 * Endpoints of the last second, and the reads that are under way: whoever asks meanwhile waits for what others have
 * asked for. A read that ends after one that began later changes nothing.
 */
const createMemory = ({ clock }: { readonly clock: Clock }) => {
  const remembered = new Map<string, Remembered>();
  const underWay = new Map<string, Promise<Found>>();
  let reads = 0;
  let cleared = 0;
  const clear = () => {
    remembered.clear();
    // Those that are under way began before whatever made this necessary.
    underWay.clear();
    cleared = reads;
  };
  return {
    find(key: string): Remembered | null {
      const known = remembered.get(key);
      return known && clock.monotonicMs() - known.atMs < freshMs ? known : null;
    },
    begin: () => {
      reads += 1;
      return reads;
    },
    keep(key: string, { read, endpoint }: Pick<Remembered, 'read' | 'endpoint'>): void {
      if (read <= cleared || read < (remembered.get(key)?.read ?? 0)) return;
      if (remembered.size >= maxRemembered) clear();
      remembered.set(key, { read, atMs: clock.monotonicMs(), endpoint });
    },
    underWay: (key: string): Promise<Found> | null => underWay.get(key) ?? null,
    /** @returns the read itself; others join it until it ends. */
    share(key: string, reading: Promise<Found>): Promise<Found> {
      underWay.set(key, reading);
      const over = () => {
        if (underWay.get(key) === reading) underWay.delete(key);
      };
      reading.then(over, over);
      return reading;
    },
    clear,
  };
};

type Opened = {
  readonly version: number;
  readonly untilMs: number;
  readonly endpoint: Promise<OpenEndpoint>;
};

/** Opens each version of an endpoint once, and secrets that stand elsewhere again after a while. */
const createOpener = (deps: OpenDeps & { readonly clock: Clock }) => {
  const opened = new Map<string, Opened>();
  return {
    async open(endpoint: Endpoint): Promise<OpenEndpoint> {
      const { id, version } = endpoint;
      const nowMs = deps.clock.monotonicMs();
      const known = opened.get(id);
      if (known?.version === version && nowMs < known.untilMs) return known.endpoint;
      const isStored = Object.keys(endpoint.secretSources).length === 0;
      const untilMs = isStored ? Number.POSITIVE_INFINITY : nowMs + openedMs;
      const fresh = { version, untilMs, endpoint: openEndpoint(deps, endpoint) };
      if (opened.size >= maxRemembered) opened.clear();
      opened.set(id, fresh);
      fresh.endpoint.catch(() => {
        if (opened.get(id) === fresh) opened.delete(id);
      });
      return fresh.endpoint;
    },
    forget: () => opened.clear(),
  };
};

/** What opens endpoints, read anew after a second when it is asked for. */
const createKeys = ({ store, clock }: Pick<DirectoryDeps, 'store' | 'clock'>) => {
  const state: { read?: { atMs: number; keys: Promise<ReadonlySet<string>> } } = {};
  const spell = (key: EndpointKey) =>
    'token' in key ? `token ${key.token}` : `secret ${hashSecret(key.secret).toString('hex')}`;
  const read = async () =>
    new Set(
      (await store.keys()).flatMap(({ token, secretHash }) => [
        `token ${token}`,
        ...(secretHash ? [`secret ${secretHash.toString('hex')}`] : []),
      ]),
    );
  return async (key: EndpointKey): Promise<boolean> => {
    const nowMs = clock.monotonicMs();
    if (!state.read || nowMs - state.read.atMs >= freshMs)
      state.read = { atMs: nowMs, keys: read() };
    const { read: known } = state;
    try {
      return (await known.keys).has(spell(key));
    } catch (error) {
      if (state.read === known) delete state.read;
      throw error;
    }
  };
};

type DirectoryDeps = OpenDeps & {
  readonly store: EndpointStore;
  readonly clock: Clock;
  /** The handover provider of that id, with open secrets. */
  readonly providerById: (id: string) => Promise<OpenPart | null>;
};

/** An endpoint that has chosen a handover provider goes by its settings. */
const withProvider = async (
  { providerById }: DirectoryDeps,
  endpoint: OpenEndpoint,
): Promise<OpenEndpoint> => {
  const { handover, org } = endpoint;
  if (handover?.kind !== handoverProviderKind) return endpoint;
  const part = await providerById(String(handover.settings['provider'] ?? ''));
  return { ...endpoint, handover: part?.object?.org === org ? part : null };
};

export const createEndpointDirectory = (deps: DirectoryDeps): EndpointDirectory => {
  const { store, clock } = deps;
  const memory = createMemory(deps);
  const { open, forget } = createOpener(deps);
  const read = async (key: string, find: () => Promise<Endpoint | null>) => {
    const begun = memory.begin();
    const found = await find();
    const endpoint = found ? await withProvider(deps, await open(found)) : null;
    memory.keep(key, { read: begun, endpoint });
    return endpoint;
  };
  const look = async (key: string, find: () => Promise<Endpoint | null>) => {
    const known = memory.find(key);
    if (known) return known.endpoint;
    return memory.underWay(key) ?? memory.share(key, read(key, find));
  };
  const idKey = (id: string) => `id ${id}`;
  const byId = (id: string) => look(idKey(id), () => store.findById(id));
  return {
    byId,
    fresh: (id) =>
      memory.share(
        idKey(id),
        read(idKey(id), () => store.findById(id)),
      ),
    byReference: async (org, reference) =>
      isStorable(reference)
        ? look(`reference ${org} ${reference}`, () => store.findByReference(org, reference))
        : null,
    byToken: async (token) =>
      isPlain(token) ? look(`token ${token}`, () => store.findByToken(token)) : null,
    bySecret: async (secret) => {
      const found = await store.findBySecretHash(hashSecret(secret));
      return found ? withProvider(deps, await open(found)) : null;
    },
    isKnown: createKeys(deps),
    async byIntegration(integrationId) {
      if (!isPlain(integrationId)) return [];
      const ids = await store.idsByIntegration(integrationId);
      const endpoints = await Promise.all(ids.map(byId));
      return endpoints.filter((endpoint) => endpoint !== null);
    },
    learnIntegration: (endpoint, integrationId) =>
      store.linkIntegration({ integrationId, endpoint, at: clock.now() }),
    forget() {
      memory.clear();
      forget();
    },
  };
};
