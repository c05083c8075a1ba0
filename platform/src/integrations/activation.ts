import { botConnectorType } from '@tandem/contract';
import type { Transaction } from '@tandem/kit';
import { connectorProblem } from './bot-connector/connector.rules.ts';
import { activationProblem, isSameSource, sourceOf } from './event-bridge.rules.ts';
import type { IntegrationDeps } from './integrations.deps.ts';
import type { AppIntegration, IntegrationProblem, MadeSource } from './integrations.model.ts';
import { listIntegrations, takeOverSource } from './integrations.store.ts';
import { readSecrets } from './secrets.store.ts';
import { type IntegrationEvent, moved } from './state.rules.ts';

type Event = IntegrationEvent | { readonly refused: IntegrationProblem };

/** The integration after an event that its state is known to take. */
const after = (
  { clock }: Pick<IntegrationDeps, 'clock'>,
  integration: AppIntegration,
  event: Event,
): AppIntegration => {
  const [name, problem] = typeof event === 'string' ? [event] : ['refused' as const, event.refused];
  const next = moved(integration, name, { at: clock.now(), problem: problem ?? null });
  if (!next) throw new Error(`an integration that is ${integration.state} takes no "${name}"`);
  return next;
};

/** Makes the partner event source that the integration is to feed; an older one of another identity is deleted. */
const renewSource = async (
  { partnerSources }: IntegrationDeps,
  tx: Transaction,
  integration: AppIntegration,
): Promise<MadeSource | null> => {
  const { org, source: made } = integration;
  const wanted = integration.delivery === 'embedded' ? sourceOf(integration) : null;
  if (made && !(wanted && isSameSource(made, wanted)))
    await partnerSources.remove({ org, name: made.name }, tx);
  if (!wanted) return null;
  await takeOverSource(tx, integration, wanted.name);
  await partnerSources.create({ org, ...wanted }, tx);
  return wanted;
};

/** Tells the destination of the integration what it is to be; it keeps its state. */
export const putDestination = async (
  { destinations }: IntegrationDeps,
  tx: Transaction,
  integration: AppIntegration,
): Promise<void> => {
  const { org, id, name, delivery, deliverySettings, properties } = integration;
  await destinations.put(
    {
      ...{ org, id, name, kind: delivery, settings: deliverySettings },
      secrets: await readSecrets(tx, integration),
      topics: properties.eventFilter ?? [],
      source: sourceOf(integration),
    },
    tx,
  );
};

/**
 * Activates an integration, or finds out why it cannot be: then it is in the state ERROR and nothing is sent. Stores
 * nothing of the integration itself.
 */
export const activate = async (
  deps: IntegrationDeps,
  tx: Transaction,
  integration: AppIntegration,
): Promise<AppIntegration> => {
  const { org, id, type } = integration;
  const activating = after(deps, integration, 'activate');
  if (type === botConnectorType) {
    const refused = connectorProblem(activating);
    return after(deps, activating, refused ? { refused } : 'activated');
  }
  const taken = (await listIntegrations(tx, org))
    .filter((one) => one.id !== id && one.type === type && one.state === 'ACTIVE')
    .flatMap(({ properties }) => properties.eventSourceSuffix ?? []);
  const problem = activationProblem(activating.properties, { regions: deps.regions, taken });
  if (problem) return after(deps, activating, { refused: problem });
  const active = after(deps, activating, 'activated');
  const source = await renewSource(deps, tx, active);
  await putDestination(deps, tx, active);
  await deps.destinations.setState(id, org, 'running', tx);
  return { ...active, source };
};

/** Ends the sending; the partner event source stays. Stores nothing of the integration itself. */
export const deactivate = async (
  deps: IntegrationDeps,
  tx: Transaction,
  input: {
    readonly integration: AppIntegration;
    readonly event: 'deactivate' | 'identityChanged';
  },
): Promise<AppIntegration> => {
  const { id, org, type } = input.integration;
  const deactivating = after(deps, input.integration, input.event);
  if (type === botConnectorType) return after(deps, deactivating, 'deactivated');
  await deps.destinations.setState(id, org, 'paused', tx);
  return after(deps, deactivating, 'deactivated');
};
