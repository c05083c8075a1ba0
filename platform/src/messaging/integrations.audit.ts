import type { AuditAction } from '@tandem/contract';
import type { Queryable } from '@tandem/kit';
import { type By, changesBetween, noteChange, secretChanged } from '../audit/index.ts';
import type { IntegrationRecord } from './integrations.store.ts';
import type { ConfigurationDeps } from './messaging.deps.ts';

type Change = {
  readonly by: By;
  readonly action: AuditAction;
  readonly before: IntegrationRecord | null;
  readonly after: IntegrationRecord | null;
};

/** A query or a user in an address may be a secret. */
const withoutSecrets = (address: string): string => {
  const url = new URL(address);
  return `${url.origin}${url.pathname}`;
};

const shown = (record: IntegrationRecord) => ({
  name: record.name,
  webhookUrl: withoutSecrets(record.webhookUrl),
  webhookHeaders: Object.keys(record.webhookHeaders),
  supportedContent: record.supportedContent,
  messagingSetting: record.messagingSetting,
  identityResolution: record.identityResolution,
});

/** Values that are not shown, as text to compare. */
const hidden = ({ secret, previousSecret, webhookUrl, webhookHeaders }: IntegrationRecord) => ({
  webhookUrl,
  webhookHeaders: JSON.stringify(webhookHeaders),
  secret: secret.toString('base64'),
  previousSecret: previousSecret?.toString('base64'),
});

const hiddenChanges = (before: IntegrationRecord, after: IntegrationRecord) => {
  const [old, now] = [hidden(before), hidden(after)];
  const names = (Object.keys(now) as (keyof typeof now)[]).filter(
    (name) => old[name] !== now[name],
  );
  return Object.fromEntries(names.map((name) => [name, secretChanged]));
};

/** What an administrator changed of an open messaging integration, in the transaction of the change. */
export const noteIntegration = (
  deps: ConfigurationDeps,
  tx: Queryable,
  { by, action, before, after }: Change,
): Promise<void> => {
  const { id, name } = after ?? (before as IntegrationRecord);
  return noteChange(deps, tx, {
    by,
    action,
    entity: { type: 'openIntegration', id, name },
    changes: {
      ...(before && after ? hiddenChanges(before, after) : {}),
      ...changesBetween(before && shown(before), after && shown(after)),
    },
  });
};
