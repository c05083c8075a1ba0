import type { Api } from '../harness/api.ts';
import { until } from '../harness/waiting.ts';

type Made = { readonly id: string };
type Listing = { readonly entities: readonly Made[] };

const events = '/tandem/events';

/** Activates an EventBridge source that the product's own bus carries. @returns its partner source and the integration */
const addSource = async (admin: Api) => {
  const base = '/api/v2/integrations';
  const made = await admin.ok<Made>('POST', base, {
    integrationType: { id: 'amazon-eventbridge-source' },
  });
  const current = `${base}/${made.id}/config/current`;
  await admin.ok('PUT', current, {
    ...(await admin.ok<object>('GET', current)),
    properties: {
      ...{ awsAccountId: '012345678901', awsAccountRegion: 'eu-central-1' },
      ...{ eventSourceSuffix: 'theirs', eventFilter: [] },
    },
  });
  await admin.ok('PATCH', `${base}/${made.id}`, { intendedState: 'ENABLED' });
  const source = await until('the partner source', async () => {
    const { entities } = await admin.ok<Listing>('GET', `${events}/partner-sources`);
    return entities[0];
  });
  return { source, integration: made };
};

/** A bus with a rule, an event that was delivered in vain, an archive and a replay of it. */
export const addEventBus = async (admin: Api) => {
  const { source, integration } = await addSource(admin);
  const bus = await admin.ok<Made>('POST', `${events}/partner-sources/${source.id}/associate`);
  const destination = await admin.ok<Made>('POST', `${events}/api-destinations`, {
    ...{ name: 'theirs', url: `${admin.url}/handover/genesysCloudOM` },
    connection: { kind: 'none' },
  });
  const base = `${events}/buses/${bus.id}`;
  const rule = await admin.ok<Made>('POST', `${base}/rules`, {
    ...{ name: 'theirs', eventPattern: '{"version":["0"]}' },
    targets: [{ apiDestinationId: destination.id }],
  });
  const archive = await admin.ok<Made>('POST', `${base}/archives`, {
    ...{ name: 'theirs', retentionDays: 1 },
  });
  await admin.ok('POST', `${base}/test-events`, { detailType: 'theirs', detail: { a: 1 } });
  const replay = await admin.ok<Made>('POST', `${base}/replays`, {
    ...{ name: 'theirs', archiveId: archive.id },
    ...{ from: '2026-01-01T00:00:00.000Z', to: '2126-01-01T00:00:00.000Z' },
  });
  const delivery = await until('a delivery of the bus', async () => {
    const { entities } = await admin.ok<Listing>('GET', `${base}/deliveries`);
    return entities[0];
  });
  return {
    ...{ partnerSourceId: source.id, busId: bus.id, apiDestinationId: destination.id },
    ...{ ruleId: rule.id, archiveId: archive.id, replayId: replay.id },
    busDeliveryId: String(delivery.id),
    // An active integration has a destination of its id.
    destinationId: integration.id,
  };
};
