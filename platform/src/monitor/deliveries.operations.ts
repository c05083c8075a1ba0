import { type Handler, handle, monitorOperations } from '@tandem/contract';
import { pageOf, toListing } from '../listing/index.ts';
import { findThread } from '../threads/index.ts';
import { isUuid } from './conversation-id.rules.ts';
import { listDeliveries, loadDeliveries } from './deliveries.store.ts';
import type { DeliveryFilter } from './deliveries.types.ts';
import { deliveryDetailView, deliveryView } from './deliveries.view.ts';
import { findDelivery } from './delivery.usecases.ts';
import type { MonitorDeps } from './monitor.deps.ts';
import { monitorErrors } from './monitor.errors.ts';
import { redriveDeliveries } from './redrive.usecases.ts';

type Query = {
  readonly state?: DeliveryFilter['state'];
  readonly integrationId?: string;
  readonly conversationId?: string;
};

/** Null when it asks for what cannot be: ids that name nothing of the organisation. */
const filterOf = async (
  { db }: MonitorDeps,
  org: string,
  { state, integrationId, conversationId }: Query,
): Promise<DeliveryFilter | null> => {
  if (integrationId !== undefined && !isUuid(integrationId)) return null;
  const byIntegration = { org, state, integration: integrationId?.toLowerCase() };
  if (conversationId === undefined) return byIntegration;
  const lane = isUuid(conversationId) ? await findThread(db, org, conversationId) : null;
  return lane === null
    ? null
    : { ...byIntegration, conversation: conversationId.toLowerCase(), lane };
};

export const deliveryHandlers = (deps: MonitorDeps): readonly Handler[] => [
  handle(monitorOperations.getMonitorDeliveries, async ({ principal: { org }, query }) => {
    const filter = await filterOf(deps, org, query);
    const { total, rows } = filter
      ? await listDeliveries(deps.db, filter, pageOf(query))
      : { total: 0, rows: [] };
    const loaded = await loadDeliveries(deps.db, org, { rows, bodies: false });
    const { path } = monitorOperations.getMonitorDeliveries;
    const entities = loaded.map(deliveryView);
    return { status: 200, body: toListing({ path, query, entities, total }) };
  }),
  handle(monitorOperations.getMonitorDelivery, async ({ principal, params }) => {
    const found = await findDelivery(deps.db, principal.org, params.deliveryId);
    if (!found) throw monitorErrors.notFound();
    return { status: 200, body: deliveryDetailView(found) };
  }),
  handle(
    monitorOperations.postMonitorDeliveriesRedrive,
    async ({ principal, body, correlationId }) => {
      const redriven = await redriveDeliveries({ deps, principal, correlationId, request: body });
      return { status: 200, body: { redriven } };
    },
  ),
];
