import {
  eventBridgeType,
  type Handler,
  handle,
  integrationDeliveryOperations,
} from '@tandem/contract';
import { changeDelivery, describeDelivery } from './delivery.usecases.ts';
import type { IntegrationDeps } from './integrations.deps.ts';
import { integrationErrors } from './integrations.errors.ts';
import { requireIntegration } from './integrations.usecases.ts';

/** Only sources of events send any. @throws integrationErrors.notFound (404) */
const requireSource = async ({ db }: IntegrationDeps, org: string, id: string) => {
  const integration = await requireIntegration(db, org, id);
  if (integration.type !== eventBridgeType) throw integrationErrors.notFound();
  return integration;
};

/** How the events of an integration travel: Tandem's own, beside the wire's object. */
export const deliveryHandlers = (deps: IntegrationDeps): readonly Handler[] => [
  handle(
    integrationDeliveryOperations.getTandemIntegrationDelivery,
    async ({ principal, params }) => ({
      status: 200,
      body: await describeDelivery(
        deps,
        await requireSource(deps, principal.org, params.integrationId),
      ),
    }),
  ),
  handle(integrationDeliveryOperations.putTandemIntegrationDelivery, async (call) => {
    const { id } = await requireSource(deps, call.principal.org, call.params.integrationId);
    const changed = await changeDelivery(deps, call, { id, request: call.body });
    return { status: 200, body: await describeDelivery(deps, changed) };
  }),
];
