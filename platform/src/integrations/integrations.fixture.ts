import {
  allEventBridgeRegions,
  eventBridgeType,
  type Integration,
  type IntegrationConfiguration,
  integrationsOperations as operations,
} from '@tandem/contract';
import type { DestinationReport, PutDestination } from '@tandem/events';
import { derivedUuid, systemIds } from '@tandem/kit';
import { testClock } from '@tandem/kit/testing';
import {
  checkedCallerOf,
  platformTestDatabase,
  type TestCaller,
  testFlowServices,
  testPrincipal,
  testSealer,
} from '../testing/index.ts';
import { appIntegrationHandlers, type IntegrationDeps } from './index.ts';

export const org = derivedUuid('integrations', 'org');
export const otherOrg = derivedUuid('integrations', 'other org');

/** Everything that an integration needs to become active. */
export const complete = {
  awsAccountId: '012345678901',
  awsAccountRegion: 'eu-central-1',
  eventSourceSuffix: 'tandem',
  eventFilter: ['v2.users.{id}.presence'],
};

/** Destinations that only remember what they are told; each change is a line. */
const createDestinations = () => {
  const kept = new Map<string, PutDestination & { state: 'running' | 'paused' }>();
  const reports = new Map<string, DestinationReport>();
  /** Ids in whose destinations a change was waited for. */
  const settled: string[] = [];
  const own = (id: string, owner: string) => {
    const found = kept.get(id);
    return found?.org === owner ? found : undefined;
  };
  const port: IntegrationDeps['destinations'] = {
    async put(destination) {
      const { secrets = {}, ...rest } = destination;
      const before = kept.get(destination.id);
      kept.set(destination.id, { ...rest, secrets, state: before?.state ?? 'paused' });
    },
    async setState(id, owner, state) {
      const found = own(id, owner);
      if (found) kept.set(id, { ...found, state });
    },
    async setTopics(id, owner, topics) {
      const found = own(id, owner);
      if (found) kept.set(id, { ...found, topics });
    },
    async remove(id, owner) {
      if (own(id, owner)) kept.delete(id);
    },
    settled: async (id) => void settled.push(id),
    reported: async (id) => reports.get(id) ?? null,
  };
  return { kept, reports, settled, port };
};

type Source = { readonly account: string; readonly region: string };

/** A registry that only remembers, and tells its changes in their order. */
const createSources = () => {
  const kept = new Map<string, Source>();
  const told: string[] = [];
  const keyOf = (owner: string, name: string) => `${owner} ${name}`;
  const lastOf = (name: string) => name.split('/').at(-1);
  const port: IntegrationDeps['partnerSources'] = {
    async create({ org: owner, name, account, region }) {
      if (!kept.has(keyOf(owner, name))) told.push(`create ${lastOf(name)}`);
      kept.set(keyOf(owner, name), { account, region });
    },
    async remove({ org: owner, name }) {
      if (kept.delete(keyOf(owner, name))) told.push(`remove ${lastOf(name)}`);
    },
    state: async ({ org: owner, name }) => (kept.has(keyOf(owner, name)) ? 'PENDING' : null),
  };
  return { kept, told, port };
};

const helpersOf = (call: TestCaller) => {
  const read = async (id: string) =>
    (
      await call<IntegrationConfiguration>(operations.getIntegrationConfigCurrent, {
        params: { integrationId: id },
      })
    ).body;
  const get = async (id: string, query = {}, language = 'en') =>
    (
      await call<Integration>(operations.getIntegration, {
        params: { integrationId: id },
        query,
        headers: { 'accept-language': language },
      })
    ).body;
  return {
    read,
    get,
    async install(name?: string): Promise<string> {
      const { body } = await call<Integration>(operations.postIntegrations, {
        body: { ...(name ? { name } : {}), integrationType: { id: eventBridgeType } },
      });
      return String(body.id);
    },
    /** Saves a configuration, the present one where nothing else is given. */
    async configure(id: string, changes: object): Promise<IntegrationConfiguration> {
      const body = { ...(await read(id)), ...changes };
      return (
        await call<IntegrationConfiguration>(operations.putIntegrationConfigCurrent, {
          params: { integrationId: id },
          body,
        })
      ).body;
    },
    async turn(id: string, intendedState: string): Promise<Integration> {
      return (
        await call<Integration>(operations.patchIntegration, {
          params: { integrationId: id },
          body: { intendedState },
        })
      ).body;
    },
    remove: (id: string) =>
      call<Integration>(operations.deleteIntegration, { params: { integrationId: id } }),
  };
};

/** Integrations on a database of their own, with destinations and a registry that only remember. */
export const startIntegrations = async (options: Partial<IntegrationDeps> = {}) => {
  const db = await platformTestDatabase();
  const clock = testClock();
  const audited: Record<string, unknown>[] = [];
  const destinations = createDestinations();
  const sources = createSources();
  const deps: IntegrationDeps = {
    ...{ db, clock, ids: systemIds, regions: allEventBridgeRegions },
    audit: async (_tx, entry) => void audited.push(entry),
    destinations: destinations.port,
    partnerSources: sources.port,
    keepSecret: testFlowServices.keepSecret,
    checkDelivery: async () => {},
    sealer: testSealer,
    botConnectorsWithheld: async () => null,
    ...options,
  };
  const handlers = appIntegrationHandlers(deps);
  const call = checkedCallerOf(handlers, testPrincipal(org));
  const strangerCall = checkedCallerOf(handlers, testPrincipal(otherOrg));
  const helpers = helpersOf(call);
  return {
    ...{ db, clock, audited, destinations, sources, call, deps },
    ...helpers,
    stranger: { call: strangerCall, ...helpersOf(strangerCall) },
    /** Installed, configured and switched on. */
    async running(changes: object = {}): Promise<string> {
      const id = await helpers.install();
      await helpers.configure(id, { properties: { ...complete, ...changes } });
      await helpers.turn(id, 'ENABLED');
      return id;
    },
    [Symbol.asyncDispose]: () => db.close(),
  };
};

export type IntegrationsFixture = Awaited<ReturnType<typeof startIntegrations>>;
