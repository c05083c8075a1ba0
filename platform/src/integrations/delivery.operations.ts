import { type Handler, handle, integrationDeliveryOperations } from '@tandem/contract';
import { changeDelivery, describeDelivery } from './delivery.usecases.ts';
import type { IntegrationDeps } from './integrations.deps.ts';
import { requireIntegration } from './integrations.usecases.ts';

/** How the events of an integration travel: Tandem's own, beside the wire's object. */
export const deliveryHandlers = (deps: IntegrationDeps): readonly Handler[] => [
  handle(
    integrationDeliveryOperations.getTandemIntegrationDelivery,
    async ({ principal, params }) => ({
      status: 200,
      body: await describeDelivery(
        deps,
        await requireIntegration(deps.db, principal.org, params.integrationId),
      ),
    }),
  ),
  handle(integrationDeliveryOperations.putTandemIntegrationDelivery, async (call) => ({
    status: 200,
    body: await describeDelivery(
      deps,
      await changeDelivery(deps, call, { id: call.params.integrationId, request: call.body }),
    ),
  })),
];
