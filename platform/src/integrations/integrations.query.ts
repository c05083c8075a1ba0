import type { IntegrationDeps } from './integrations.deps.ts';
import { integrationErrors } from './integrations.errors.ts';
import type { AppIntegration, IntegrationState } from './integrations.model.ts';
import { listIntegrations } from './integrations.store.ts';
import { type SeenIntegration, seenAs } from './integrations.wire.ts';
import { integrationTransitions } from './state.rules.ts';

const mostIds = 100;
const states = Object.keys(integrationTransitions) as IntegrationState[];

export type IntegrationFilter = {
  readonly ids?: readonly string[] | undefined;
  readonly integrationType?: string | undefined;
  /** Whatever its case. */
  readonly reportedState?: string | undefined;
};

export type ShownIntegration = {
  readonly integration: AppIntegration;
  readonly seen: SeenIntegration;
};

const stateOf = (text: string | undefined): IntegrationState | null => {
  if (text === undefined) return null;
  const found = states.find((state) => state === text.toUpperCase());
  if (!found)
    throw integrationErrors.reportedStateInvalid({ value: text, allowed: states.join(', ') });
  return found;
};

/** What is seen of an integration from outside: its own state, and how its destination fares. */
export const look = async (
  { destinations }: Pick<IntegrationDeps, 'destinations'>,
  integration: AppIntegration,
): Promise<ShownIntegration> => {
  const { id, org, state } = integration;
  const report = state === 'ACTIVE' ? await destinations.reported(id, org) : null;
  return { integration, seen: seenAs(integration, report) };
};

/** Integrations of an organisation by name. @throws integrationErrors.tooManyIds, reportedStateInvalid (400) */
export async function findIntegrations(
  deps: Pick<IntegrationDeps, 'db' | 'destinations'>,
  org: string,
  { ids, integrationType, reportedState }: IntegrationFilter,
): Promise<readonly ShownIntegration[]> {
  if (ids && ids.length > mostIds) throw integrationErrors.tooManyIds({ limit: String(mostIds) });
  const state = stateOf(reportedState);
  const all = await listIntegrations(deps.db, org);
  const wanted = all.filter(
    ({ id, type }) =>
      (ids === undefined || ids.includes(id)) &&
      (integrationType === undefined || type === integrationType),
  );
  const shown = await Promise.all(wanted.map((integration) => look(deps, integration)));
  return shown.filter(({ seen }) => state === null || seen.state === state);
}
