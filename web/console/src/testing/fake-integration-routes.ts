import { randomUUID } from 'node:crypto';
import { allEventBridgeRegions, eventBridgeName, eventBridgeType } from '@tandem/contract';
import { type FakeRoutes, failure, found, listing } from './fake-http.ts';

const at = '2026-01-01T00:00:00.000Z';
const typePath = `/api/v2/integrations/types/${eventBridgeType}`;

const type = {
  ...{ id: eventBridgeType, name: eventBridgeName, vendorName: 'Amazon Web Services' },
  ...{ description: 'Sends events.', maxInstances: 10, selfUri: typePath },
};

const topics = [
  { id: 'v2.detail.events.conversation.{id}.customer.end', description: 'A customer has left.' },
  { id: 'v2.users.{id}.presence', description: 'The presence of a user has changed.' },
  { id: 'v2.users.{id}.routingStatus', description: '' },
];

type Fake = {
  readonly id: string;
  intended: 'ENABLED' | 'DISABLED';
  problem: string | null;
  configuration: Record<string, unknown> & { version: number };
  delivery: Record<string, unknown>;
};

const fake = (id: string, more: Partial<Fake> & { name?: string } = {}): Fake => ({
  ...{ id, intended: 'DISABLED', problem: null },
  delivery: { kind: 'embedded', settings: {}, secrets: {}, partnerSource: null },
  ...more,
  configuration: {
    ...{ id, name: more.name ?? eventBridgeName, notes: '', version: 1 },
    ...{ advanced: {}, credentials: {}, properties: {} },
    ...more.configuration,
  },
});

const running = fake('integration-1', {
  intended: 'ENABLED',
  configuration: {
    ...{ name: 'CRM events', version: 3, notes: 'Read by the CRM team.' },
    properties: {
      ...{ awsAccountId: '012345678901', awsAccountRegion: 'eu-central-1' },
      ...{ eventSourceSuffix: 'crm', eventFilter: ['v2.users.{id}.presence'] },
    },
  },
  delivery: {
    ...{ kind: 'aws-bus', settings: { eventBus: 'orders', authentication: 'static' } },
    secrets: {
      accessKeyId: { kind: 'variable', name: 'AWS_KEY' },
      secretAccessKey: { kind: 'insecure' },
    },
    partnerSource: null,
  },
});

const toWire = ({ id, intended, problem, configuration: { name, notes } }: Fake) => {
  const code = intended === 'DISABLED' ? 'INACTIVE' : 'ACTIVE';
  const detail = {
    localizableMessageCode: `integrations.eventbridge.${problem}`,
    ...{ message: 'As the server says it.', messageParams: { suffix: 'crm' } },
  };
  return {
    ...{ id, name, notes, integrationType: type, intendedState: intended, attributes: {} },
    reportedState: {
      ...{ code: problem ? 'ERROR' : code, effective: code, lastUpdated: at },
      ...(problem ? { detail } : {}),
    },
  };
};

const account = /^[0-9]{12}$/;
const problemOf = ({ configuration, id }: Fake, all: readonly Fake[]): string | null => {
  const properties = configuration['properties'] as Record<string, unknown>;
  if (!account.test(String(properties['awsAccountId'] ?? ''))) return 'account.invalid';
  if (!properties['awsAccountRegion']) return 'region.invalid';
  const isTaken = all.some(
    (other) =>
      other.id !== id &&
      other.intended === 'ENABLED' &&
      (other.configuration['properties'] as Record<string, unknown>)['eventSourceSuffix'] ===
        properties['eventSourceSuffix'],
  );
  return isTaken ? 'suffix.not.unique' : null;
};

const typeRoutes = (): FakeRoutes => ({
  'GET /api/v2/integrations/types': ({ query }) => listing([type], query),
  'GET /api/v2/integrations/types/{typeId}/configschemas/{configType}': () => ({
    status: 200,
    body: {
      properties: {
        awsAccountRegion: { enum: allEventBridgeRegions },
        eventFilter: { items: { enum: topics.map(({ id }) => id) } },
      },
    },
  }),
  'GET /api/v2/notifications/availabletopics': () => ({ status: 200, body: { entities: topics } }),
  'GET /tandem/events/volume': () => ({
    status: 200,
    body: { topics: [{ topic: 'v2.users.{id}.presence', eventsPerDay: 1234.5 }] },
  }),
  'GET /api/v2/organizations/me': () => ({
    status: 200,
    body: { id: '6f1c2a8e-0000-4000-8000-000000000001', name: 'Tandem' },
  }),
});

/** The catalogue, an active integration that puts events on a custom bus, and whatever is installed meanwhile. */
export function integrationRoutes(initial: readonly Fake[] = [running]): FakeRoutes {
  const all = structuredClone([...initial]);
  const one = '/api/v2/integrations/{integrationId}';
  const delivery = '/tandem/integrations/{integrationId}/delivery';
  const find = (params: Readonly<Record<string, string>>) =>
    all.find(({ id }) => id === params['integrationId']);
  const shown = (integration: Fake | undefined) => found(integration && toWire(integration));
  return {
    ...typeRoutes(),
    'GET /api/v2/integrations': ({ query }) => listing(all.map(toWire), query),
    'POST /api/v2/integrations': ({ body }) => {
      all.push(fake(randomUUID(), { name: String(body['name']) }));
      return shown(all.at(-1));
    },
    [`GET ${one}`]: ({ params }) => shown(find(params)),
    [`PATCH ${one}`]: ({ params, body }) => {
      const integration = find(params);
      if (integration) {
        integration.intended = body['intendedState'] === 'ENABLED' ? 'ENABLED' : 'DISABLED';
        integration.problem =
          integration.intended === 'ENABLED' ? problemOf(integration, all) : null;
      }
      return shown(integration);
    },
    [`DELETE ${one}`]: ({ params }) => {
      const integration = find(params);
      if (integration) all.splice(all.indexOf(integration), 1);
      return shown(integration);
    },
    [`GET ${one}/config/current`]: ({ params }) => found(find(params)?.configuration),
    [`PUT ${one}/config/current`]: ({ params, body }) => {
      const integration = find(params);
      if (!integration) return found(undefined);
      const { version } = integration.configuration;
      if (version !== body['version'])
        return failure(409, 'version.mismatch', 'It does not match the current version.');
      const before = integration.configuration['properties'] as Record<string, unknown>;
      const after = body['properties'] as Record<string, unknown>;
      const identity = ['awsAccountId', 'awsAccountRegion', 'eventSourceSuffix'];
      if (identity.some((name) => (before[name] ?? '') !== (after[name] ?? '')))
        Object.assign(integration, { intended: 'DISABLED', problem: null });
      integration.configuration = { ...body, version: version + 1 };
      return { status: 200, body: integration.configuration };
    },
    [`GET ${delivery}`]: ({ params }) => found(find(params)?.delivery),
    [`PUT ${delivery}`]: ({ params, body }) => {
      const integration = find(params);
      if (integration) integration.delivery = { ...body, partnerSource: null };
      return found(integration?.delivery);
    },
  };
}
