import { type Static, Type } from 'typebox';

const text = Type.Optional(Type.String());
const named = Type.Optional(Type.Object({ id: text, name: text }));

/** Body of `v2.audits.entitytype.{id}.entityid.{id}`; the reference document has no model of it. */
export const AuditTopicAuditLogMessage = Type.Object({
  id: Type.String(),
  userId: text,
  userHomeOrgId: text,
  username: named,
  userDisplay: text,
  clientId: named,
  remoteIp: Type.Optional(Type.Array(Type.String())),
  serviceName: Type.String(),
  level: Type.String(),
  eventTime: Type.String({ format: 'date-time' }),
  message: Type.Optional(Type.Object({ message: text })),
  action: Type.String(),
  entityType: Type.String(),
  entity: Type.Optional(Type.Object({ id: text, name: text, selfUri: text })),
  propertyChanges: Type.Array(
    Type.Object({
      property: Type.String(),
      oldValues: Type.Array(Type.String()),
      newValues: Type.Array(Type.String()),
    }),
  ),
  context: Type.Record(Type.String(), Type.String()),
});
export type AuditTopicAuditLogMessage = Static<typeof AuditTopicAuditLogMessage>;
