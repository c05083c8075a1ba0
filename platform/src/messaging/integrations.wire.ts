import type { Queryable } from '@tandem/kit';
import type { IntegrationRecord } from './integrations.store.ts';
import { modifierRef, userRef } from './messaging.deps.ts';
import { toSettingWire } from './settings.operations.ts';
import { findSetting } from './settings.store.ts';
import { toContentWire } from './supported-content.operations.ts';
import { findContent } from './supported-content.store.ts';

export const integrationsPath = '/api/v2/conversations/messaging/integrations/open';
export const recipientsPath = '/api/v2/routing/message/recipients';

/** What an integration refers to, as answers show it. */
type References = {
  readonly supportedContent?: object;
  readonly messagingSetting?: object;
};

export const readReferences = async (
  db: Queryable,
  record: IntegrationRecord,
): Promise<References> => {
  const [content, setting] = await Promise.all([
    findContent(db, record.org, record.supportedContent),
    record.messagingSetting ? findSetting(db, record.org, record.messagingSetting) : null,
  ]);
  const shown = content && toContentWire(content);
  return {
    ...(shown && {
      supportedContent: {
        id: shown.id,
        name: shown.name,
        selfUri: shown.selfUri,
        mediaTypes: shown.mediaTypes,
      },
    }),
    ...(setting && { messagingSetting: toSettingWire(setting) }),
  };
};

const common = (record: IntegrationRecord, references: References) => ({
  id: record.id,
  name: record.name,
  ...references,
  recipient: { id: record.id, name: record.name, selfUri: `${recipientsPath}/${record.id}` },
  dateCreated: record.createdAt.toISOString(),
  dateModified: record.modifiedAt.toISOString(),
  ...userRef(record.createdBy),
  ...modifierRef('modifiedBy', record.modifiedBy),
});

/** The signature secret is never shown again. */
export const toIntegrationWire = (record: IntegrationRecord, references: References) => ({
  ...common(record, references),
  outboundNotificationWebhookUrl: record.webhookUrl,
  webhookHeaders: record.webhookHeaders,
  status: 'Active',
  createStatus: 'Completed',
  selfUri: `${integrationsPath}/${record.id}`,
});

/** The same integration among those of all channels. */
export const toMessagingIntegrationWire = (record: IntegrationRecord, references: References) => ({
  ...common(record, references),
  messengerType: 'open',
  status: 'Active',
  version: record.version,
  selfUri: `${integrationsPath}/${record.id}`,
});
