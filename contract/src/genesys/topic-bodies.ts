import type { Static } from 'typebox';
import { AuditTopicAuditLogMessage } from './audit-topic.ts';
import { referenceTopicSchemas } from './generated/topic-schemas.ts';

/** Body of the events of each topic. */
export const topicSchemas = {
  ...referenceTopicSchemas,
  'v2.audits.entitytype.{id}.entityid.{id}': AuditTopicAuditLogMessage,
} as const;

/** Template of a topic Tandem knows. */
export type TopicTemplate = keyof typeof topicSchemas;

/** Body of the events of a topic: `TopicBody<'v2.users.{id}.presence'>`. */
export type TopicBody<T extends TopicTemplate> = Static<(typeof topicSchemas)[T]>;
