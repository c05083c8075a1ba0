import { objectNotes, secretChanged } from '../audit/index.ts';
import type { IntegrationRecord } from './integrations.store.ts';

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
export const noteIntegration = objectNotes('openIntegration', shown, hiddenChanges);
