import { objectNotes } from '../audit/index.ts';
import type { AppIntegration } from './integrations.model.ts';

/** Tells the audit log what became of an integration, in the transaction of the change. */
export const noteIntegration = objectNotes('integration', (integration: AppIntegration) => ({
  name: integration.name,
  notes: integration.notes || null,
  intendedState: integration.intended,
  reportedState: integration.state,
  delivery: integration.delivery,
  deliverySettings: integration.deliverySettings,
  ...integration.properties,
  ...(Object.keys(integration.credentials).length > 0
    ? { credentials: Object.values(integration.credentials).join(', ') }
    : {}),
}));
