import {
  type AuditLogMessage,
  type AuditQueryRequest,
  type AuditTopicAuditLogMessage,
  auditActionByWire,
  auditEntityTypeByWire,
  auditServiceOf,
  auditWireName,
} from '@tandem/contract';
import { isUuid } from '@tandem/kit';
import { identityErrors } from '../identity.errors.ts';
import type { AuditFilter, AuditPosition, AuditRow } from './audit.store.ts';

type Filter = Omit<AuditFilter, 'limit' | 'offset'>;

const refuse = (problem: string) => identityErrors.invalid({ problem });

const intervalOf = (text: string): { readonly from: string; readonly to: string } => {
  const [from, to, ...more] = text.split('/').map((part) => new Date(part));
  if (!from || !to || more.length > 0 || !(from < to))
    throw refuse('interval must be two moments in ISO 8601 with a slash between them.');
  return { from: from.toISOString(), to: to.toISOString() };
};

const knownType = (value: string) => {
  const type = auditEntityTypeByWire.get(value.toLowerCase());
  if (!type) throw refuse(`filters: there is no EntityType ${value}.`);
  return { entityType: type };
};

const knownAction = (value: string) => {
  const action = auditActionByWire.get(value.toLowerCase());
  if (!action) throw refuse(`filters: there is no Action ${value}.`);
  return { action };
};

const properties: Readonly<Record<string, (value: string) => Partial<Filter>>> = {
  userid: (actorId) => ({ actorId, actorKind: 'user' }),
  clientid: (actorId) => ({ actorId, actorKind: 'client' }),
  entityid: (entityId) => ({ entityId }),
  entitytype: knownType,
  action: knownAction,
};

const filtersOf = ({ filters = [] }: AuditQueryRequest): Partial<Filter> =>
  Object.assign(
    {},
    ...filters.map(({ property, value }) => {
      const read = properties[property.toLowerCase()];
      if (!read)
        throw refuse('filters.property must be UserId, ClientId, EntityId, EntityType or Action.');
      return read(value);
    }),
  );

const typesOf = (service: string | undefined) => {
  if (!service) return {};
  const entityTypes = Object.entries(auditServiceOf)
    .filter(([, name]) => name.toLowerCase() === service.toLowerCase())
    .map(([type]) => type);
  if (entityTypes.length === 0) throw refuse(`There is no service ${service}.`);
  return { entityTypes };
};

const orderOf = ({ sort = [] }: AuditQueryRequest) => {
  const [one] = sort;
  if (one && one.name.toLowerCase() !== 'timestamp') throw refuse('sort.name must be Timestamp.');
  return { ascending: one?.sortOrder.toLowerCase().startsWith('asc') ?? false };
};

/** What a query of the wire asks the log for. @throws identityErrors.invalid (400) */
export const auditFilterOf = (request: AuditQueryRequest): Filter => ({
  ...intervalOf(request.interval),
  ...typesOf(request.serviceName),
  ...filtersOf(request),
  ...orderOf(request),
});

/** A cursor names the last entry of a page: the next page begins after it, whatever came or went meanwhile. */
export const toCursor = ({ at, id }: AuditPosition): string =>
  Buffer.from(`${at.toISOString()} ${id}`).toString('base64url');

/** The entry that a cursor names; undefined for the first page. @throws identityErrors.invalid (400) */
export const positionOf = (cursor: string | undefined): AuditPosition | undefined => {
  if (!cursor) return undefined;
  const [time = '', id = ''] = Buffer.from(cursor, 'base64url').toString('utf8').split(' ');
  const at = new Date(time);
  // Years of more digits than four are beyond what the database can hold.
  if (Number.isNaN(at.getTime()) || !/^\d{4}-/.test(time) || !isUuid(id))
    throw refuse('cursor must be one that a page of results had.');
  return { at, id };
};

const textsOf = (value: unknown): string[] => {
  if (value === undefined || value === null) return [];
  return [value].flat().map((one) => (typeof one === 'string' ? one : JSON.stringify(one)));
};

const serviceOf = (type: string) =>
  (auditServiceOf as Readonly<Record<string, string>>)[type] ?? 'Tandem';

const changesOf = ({ changes }: AuditRow) =>
  Object.entries(changes).map(([property, { from, to }]) => ({
    property,
    oldValues: textsOf(from),
    newValues: textsOf(to),
  }));

/** An entry as vendor tools read it. A secret that was changed has neither old nor new values. */
export const toAuditMessage = (org: string, row: AuditRow): AuditLogMessage => {
  const actor = { ...(row.actorId ? { id: row.actorId } : {}), ...nameOf(row.actorName) };
  return {
    id: row.id,
    userHomeOrgId: org,
    ...(row.actorKind === 'user' ? { user: actor } : {}),
    ...(row.actorKind === 'client' ? { client: actor } : {}),
    serviceName: serviceOf(row.entityType),
    level: row.actorKind === 'system' ? 'SYSTEM' : 'USER',
    eventDate: row.at.toISOString(),
    action: auditWireName(row.action),
    entity: { ...(row.entityId ? { id: row.entityId } : {}), ...nameOf(row.entityName) },
    entityType: auditWireName(row.entityType),
    status: row.action.endsWith('.failed') ? 'FAILURE' : 'SUCCESS',
    propertyChanges: changesOf(row),
    context: row.correlationId ? { correlationId: row.correlationId } : {},
  };
};

const nameOf = (name: string | null) => (name ? { name } : {});

/** An entry as the topic of audits tells it. */
export const toAuditTopic = (org: string, row: AuditRow): AuditTopicAuditLogMessage => {
  const { id, userHomeOrgId, user, client, eventDate, ...told } = toAuditMessage(org, row);
  const { serviceName, level, action, entityType, entity = {}, propertyChanges, context } = told;
  return {
    ...{ id, userHomeOrgId, serviceName, level, eventTime: eventDate, action, entityType, entity },
    ...(user ? { ...(user.id ? { userId: user.id } : {}), username: user } : {}),
    ...(user?.name ? { userDisplay: user.name } : {}),
    ...(client?.id ? { clientId: { id: client.id } } : {}),
    message: { message: `${action} ${entityType}` },
    ...{ propertyChanges, context },
  };
};
