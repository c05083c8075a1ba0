import { randomUUID } from 'node:crypto';
import { type FakeRoutes, failure, found, listing } from './fake-http.ts';

const at = '2026-01-01T00:00:00.000Z';
const base = '/tandem/events/destinations';
const one = `${base}/{destinationId}`;
const topic = 'v2.users.{id}.presence';

const field = (name: string, more: object = {}) => ({
  ...{ name, label: name, type: 'text', required: false, secret: false },
  ...more,
});
const whsec = { secret: true, pattern: '^whsec_[A-Za-z0-9+/]{16,}={0,2}$' };
const both = ['native', 'cloudevents'];
const kinds = [
  {
    ...{ kind: 'aws-bus', label: 'Bus', envelopes: ['native'], managedOnly: false },
    fields: [
      field('eventBus', { required: true, target: true }),
      field('region', { target: true }),
      field('authentication', {
        required: true,
        choices: ['environment', 'static', 'assumeRole'],
      }),
      field('accessKeyId', { secret: true }),
      field('secretAccessKey', { secret: true }),
      field('roleArn'),
    ],
  },
  {
    ...{ kind: 'webhook', label: 'Signed webhook', envelopes: both, managedOnly: false },
    fields: [
      field('url', { type: 'url', required: true, target: true }),
      field('secret', { required: true, ...whsec }),
      field('previousSecret', whsec),
    ],
  },
  {
    ...{ kind: 'nats', label: 'NATS JetStream', envelopes: both, managedOnly: false },
    fields: [
      field('server', { required: true, target: true, pattern: '^(nats|tls)://[a-z0-9.:-]+$' }),
      field('subject'),
      field('password', { secret: true }),
    ],
  },
  { kind: 'aws-partner', label: 'P', fields: [], envelopes: ['native'], managedOnly: false },
  { kind: 'embedded', label: 'E', fields: [], envelopes: ['native'], managedOnly: true },
];

export type FakeDestination = Record<string, unknown> & {
  readonly id: string;
  readonly name: string;
  readonly managed: boolean;
};

const fake = (id: string, more: object = {}): FakeDestination => ({
  ...{ id, name: 'CRM', kind: 'webhook', managed: false, state: 'running', envelope: 'native' },
  ...{ settings: { url: 'https://crm.example/events' }, secrets: { secret: { kind: 'insecure' } } },
  ...{ topics: [topic], source: `tandem/org/${id}`, position: '48213-977' },
  reportedState: { code: 'ACTIVE', messageCode: null, message: null, since: at },
  lag: { events: 0, oldestAgeMs: null, parkedKeys: 0, parkedEvents: 0 },
  ...{ deadLetters: 0, delivered: 1234, failed: 0, dateLastDelivered: at, version: 1 },
  ...{ dateCreated: at, dateModified: at, selfUri: `${base}/${id}` },
  ...more,
});

const initialDestinations = [
  fake('destination-1', {
    ...{ deadLetters: 1, deadLettersExpired: 2, failed: 12 },
    secrets: { secret: { kind: 'insecure' }, previousSecret: { kind: 'variable', name: 'OLD' } },
    reportedState: {
      ...{ code: 'ERROR', messageCode: 'http.410', message: 'The receiver answered 410.' },
      since: at,
    },
    lag: { events: 1250, oldestAgeMs: 7_500_000, parkedKeys: 3, parkedEvents: 17 },
  }),
  fake('destination-2', {
    ...{ name: 'Data lake', kind: 'nats', state: 'paused', envelope: 'cloudevents' },
    ...{ settings: { server: 'nats://nats.example:4222' }, secrets: {} },
    reportedState: { code: 'INACTIVE', messageCode: null, message: null, since: at },
    lag: { events: 10_000, oldestAgeMs: 90_000, parkedKeys: 0, parkedEvents: 0 },
  }),
  fake('integration-1', { ...{ name: 'CRM events', kind: 'aws-bus', managed: true }, secrets: {} }),
  fake('triggers-1', { ...{ name: 'Triggers', kind: 'triggers', managed: true }, secrets: {} }),
];

const calls = [
  {
    ...{ id: 'call-2', at, durationMs: 10_004, result: 'denied', code: 'http.410' },
    reason: 'The receiver answered 410.',
    events: [
      {
        ...{ id: 'event-2', topicName: 'v2.users.u2.presence', position: '48213-976' },
        ...{ attempt: 3, result: 'denied', code: 'http.410', remoteId: null, stream: null },
      },
    ],
  },
  {
    ...{ id: 'call-1', at, durationMs: 24, result: 'delivered', code: null, reason: null },
    events: [
      {
        ...{ id: 'event-1', topicName: 'v2.users.u1.presence', position: '48213-975' },
        ...{ attempt: 1, result: 'delivered', code: null, remoteId: 'TANDEM:7', stream: null },
      },
    ],
  },
];

const deadLetter = {
  ...{ eventId: '6f1c2a8e-0000-4000-8000-000000000009', topic, key: 'u3' },
  ...{ topicName: 'v2.users.u3.presence', position: '48213-970', eventTime: at },
  ...{ eventBody: { id: 'u3' }, code: 'event.too.large', reason: 'It has 2000000 bytes.' },
  ...{ attempts: 1, dateDied: at },
};

const traffic = (
  find: (params: Readonly<Record<string, string>>) => FakeDestination | undefined,
): FakeRoutes => {
  let redriven: string | null = null;
  const replays: object[] = [];
  const isBusy = (id: string | undefined) => id === 'destination-1';
  return {
    [`GET ${one}/remote`]: ({ params }) =>
      found(find(params) && { state: 'active', name: 'crm.example' }),
    [`POST ${one}/test`]: () =>
      found({
        ...{ result: 'denied', eventId: 'event-3', code: 'http.410', durationMs: 31 },
        ...{ reason: 'The receiver answered 410.', remoteId: null },
      }),
    [`GET ${one}/calls`]: ({ params, query }) => {
      const all = isBusy(params['destinationId']) ? calls : [];
      const failed = query.get('failed') === 'true';
      return listing(failed ? all.filter(({ result }) => result !== 'delivered') : all, query);
    },
    [`GET ${one}/dead-letters`]: ({ params, query }) => {
      const letters = [{ ...deadLetter, dateRedriven: redriven }];
      return listing(isBusy(params['destinationId']) ? letters : [], query);
    },
    [`POST ${one}/dead-letters/redrive`]: () => {
      redriven = at;
      return found({ redriven: 1 });
    },
    [`GET ${one}/replays`]: () => found({ entities: replays }),
    [`POST ${one}/replays`]: ({ body }) => {
      if (replays.length > 0)
        return failure(409, 'destination.replay.running', 'A replay is still under way.');
      const { position = '48000-1' } = body['from'] as { position?: string };
      replays.push({
        ...{ id: 'replay-1', from: position, position, until: '48213-977', state: 'running' },
        ...{ dateCreated: at, dateFinished: null },
      });
      return found(replays[0]);
    },
  };
};

/** A webhook in error, a paused one on NATS, and those of an integration and of triggers. */
export function eventDestinationRoutes(
  initial: readonly FakeDestination[] = initialDestinations,
): FakeRoutes {
  const all = structuredClone([...initial]);
  const find = (params: Readonly<Record<string, string>>) =>
    all.find(({ id }) => id === params['destinationId']);
  const change = (destination: FakeDestination | undefined, more: object) =>
    found(destination && Object.assign(destination, more));
  const turned = (state: 'running' | 'paused') => ({
    state,
    reportedState: {
      ...{ code: state === 'running' ? 'ACTIVE' : 'INACTIVE', messageCode: null, message: null },
      since: at,
    },
  });
  return {
    'GET /tandem/events/destination-kinds': () => found({ kinds }),
    [`GET ${base}`]: ({ query }) => listing(all, query),
    [`POST ${base}`]: ({ body }) => {
      const made = fake(randomUUID(), { ...body, delivered: 0 });
      all.push(made);
      return { status: 201, body: made };
    },
    [`GET ${one}`]: ({ params }) => found(find(params)),
    [`PUT ${one}`]: ({ params, body }) => change(find(params), { ...body, version: 2 }),
    [`DELETE ${one}`]: ({ params }) => {
      const destination = find(params);
      if (!destination) return found(undefined);
      all.splice(all.indexOf(destination), 1);
      return { status: 204 };
    },
    [`POST ${one}/pause`]: ({ params }) => change(find(params), turned('paused')),
    [`POST ${one}/resume`]: ({ params }) => change(find(params), turned('running')),
    ...traffic(find),
  };
}
