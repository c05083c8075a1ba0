import { type FakeRoutes, found, listing } from './fake-http.ts';

const at = '2026-01-01T00:00:00.000Z';
const source = 'aws.partner/genesys.com/cloud/org-1/quickstart-test';

const sources = [
  {
    ...{ id: 'source-1', name: source, account: '012345678901', region: 'eu-central-1' },
    ...{ state: 'ACTIVE', dropWhilePending: false, keptEvents: 0, busId: 'bus-1' },
    ...{ dateCreated: at, dateExpires: null },
  },
  {
    ...{ id: 'source-2', name: `${source}-2`, account: '012345678901', region: 'eu-central-1' },
    ...{ state: 'PENDING', dropWhilePending: false, keptEvents: 3, busId: null },
    ...{ dateCreated: at, dateExpires: at },
  },
];
const bus = {
  ...{ id: 'bus-1', name: source, sourceId: 'source-1', sourceState: 'ACTIVE' },
  ...{ keptEvents: 0, ruleCount: 1, dateCreated: at },
};
const rule = {
  ...{ id: 'rule-1', busId: 'bus-1', name: 'handover-end', description: '', state: 'ENABLED' },
  eventPattern: '{"detail-type":[{"suffix":"customer.end"}]}',
  targets: [
    {
      ...{ id: 'target-1', apiDestinationId: 'destination-1' },
      ...{ maximumRetryAttempts: 185, maximumEventAgeInSeconds: 86_400 },
    },
  ],
  ...{ dateCreated: at, dateModified: at },
};
const destination = {
  ...{ id: 'destination-1', name: 'hub', description: '', url: 'https://hub.example/hook' },
  ...{ method: 'POST', invocationRate: 300, ruleCount: 1, dateCreated: at, dateModified: at },
  connection: { kind: 'apiKey', headerName: 'Authorization', secret: { kind: 'insecure' } },
};
/** One whose system is away: what failed there waits. */
const failing = {
  ...destination,
  ...{ id: 'destination-2', name: 'ticket-system', url: 'https://tickets.example/hook' },
  problem: { code: 'http.503', reason: 'The target answered 503.', waiting: 3 },
};

/** A bus with a rule and its target, and a source that waits. */
export function eventBusRoutes(): FakeRoutes {
  const base = '/tandem/events';
  const buses = `${base}/buses`;
  const none = ({ query }: { readonly query: URLSearchParams }) => listing([], query);
  return {
    [`GET ${base}/partner-sources`]: ({ query }) => listing(sources, query),
    [`GET ${buses}`]: ({ query }) => listing([bus], query),
    [`GET ${buses}/{busId}`]: ({ params }) => found(params['busId'] === bus.id ? bus : undefined),
    [`GET ${buses}/{busId}/rules`]: ({ query }) => listing([rule], query),
    [`GET ${buses}/{busId}/rules/{ruleId}`]: ({ params }) =>
      found(params['ruleId'] === rule.id ? rule : undefined),
    [`GET ${buses}/{busId}/events`]: none,
    [`GET ${buses}/{busId}/deliveries`]: none,
    [`GET ${buses}/{busId}/archives`]: none,
    [`GET ${buses}/{busId}/replays`]: none,
    [`GET ${base}/api-destinations`]: ({ query }) => listing([destination, failing], query),
  };
}
