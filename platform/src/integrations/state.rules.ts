import type { AppIntegration, IntegrationProblem, IntegrationState } from './integrations.model.ts';

/** What moves an integration. `identityChanged`: account, region, suffix or the way of delivery is another. */
export type IntegrationEvent =
  | 'activate'
  | 'activated'
  | 'refused'
  | 'deactivate'
  | 'identityChanged'
  | 'deactivated';

/** Which state each event leads to; what is not here does not happen. */
export const integrationTransitions: Readonly<
  Record<IntegrationState, Partial<Record<IntegrationEvent, IntegrationState>>>
> = {
  INACTIVE: { activate: 'ACTIVATING' },
  ACTIVATING: { activated: 'ACTIVE', refused: 'ERROR' },
  ACTIVE: { deactivate: 'DEACTIVATING', identityChanged: 'DEACTIVATING' },
  DEACTIVATING: { deactivated: 'INACTIVE' },
  ERROR: {
    activate: 'ACTIVATING',
    deactivate: 'DEACTIVATING',
    identityChanged: 'DEACTIVATING',
  },
};

const intendedBy: Partial<Record<IntegrationEvent, AppIntegration['intended']>> = {
  activate: 'ENABLED',
  deactivate: 'DISABLED',
  identityChanged: 'DISABLED',
};

/** The integration after an event; null when its state knows no such event. */
export const moved = (
  integration: AppIntegration,
  event: IntegrationEvent,
  { at, problem = null }: { readonly at: Date; readonly problem?: IntegrationProblem | null },
): AppIntegration | null => {
  const state = integrationTransitions[integration.state][event];
  if (!state) return null;
  const intended = intendedBy[event] ?? integration.intended;
  return { ...integration, state, intended, problem, stateAt: at };
};
