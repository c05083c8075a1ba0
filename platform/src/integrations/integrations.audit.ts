import type { AuditAction } from '@tandem/contract';
import type { Transaction } from '@tandem/kit';
import { type By, changesBetween, noteChange } from '../audit/index.ts';
import type { IntegrationDeps } from './integrations.deps.ts';
import type { AppIntegration } from './integrations.model.ts';

const shown = (integration: AppIntegration) => ({
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
});

/** Tells the audit log what became of an integration, in the transaction of the change. */
export const noteIntegration = (
  deps: IntegrationDeps,
  tx: Transaction,
  input: {
    readonly by: By;
    readonly action: AuditAction;
    readonly before: AppIntegration | null;
    readonly after: AppIntegration | null;
  },
): Promise<void> => {
  const { by, action, before, after } = input;
  const { id, name } = after ?? (before as AppIntegration);
  return noteChange(deps, tx, {
    by,
    action,
    entity: { type: 'integration', id, name },
    changes: changesBetween(before && shown(before), after && shown(after)),
  });
};
