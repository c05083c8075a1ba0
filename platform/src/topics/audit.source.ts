import type { AuditTopicAuditLogMessage } from '@tandem/contract';
import { auditEvent } from '../audit/index.ts';
import { type Data, type Line, linesSource } from './lines.source.ts';
import type { TopicSource } from './topic.model.ts';

const messageOf = (data: Data) => data['message'] as AuditTopicAuditLogMessage;

const audits: Line = {
  template: 'v2.audits.entitytype.{id}.entityid.{id}',
  idsOf: (data) => {
    const { entityType, entity } = messageOf(data);
    return [entityType, entity?.id ?? '-'];
  },
  body: (data) => messageOf(data),
};

/** Who signs in gets a token; the audit log tells of it. */
const tokens: Line = {
  template: 'v2.users.{id}.tokens',
  idsOf: (data) => {
    const { action, entityType, entity } = messageOf(data);
    return action === 'SignIn' && entityType === 'User' && entity?.id ? [entity.id] : null;
  },
  body: (data) => {
    const { entity = {}, eventTime } = messageOf(data);
    const { id, name } = entity;
    return { user: { id, ...(name ? { name } : {}) }, dateCreated: eventTime };
  },
};

export const auditSources: Readonly<Record<string, TopicSource>> = {
  [auditEvent]: linesSource(audits, tokens),
};
