import { type Static, Type } from 'typebox';
import type { Operations } from '../operation.ts';
import {
  type AuditAction,
  type AuditEntityType,
  auditActions,
  auditEntityTypes,
} from './audit-catalogue.ts';
import { auditScopes } from './audit-scope.ts';

/** Which service of the wire an entity belongs to. */
export const auditServiceOf: Readonly<Record<AuditEntityType, string>> = {
  organization: 'PeoplePermissions',
  user: 'PeoplePermissions',
  role: 'PeoplePermissions',
  roleSettings: 'PeoplePermissions',
  division: 'PeoplePermissions',
  oauthClient: 'PeoplePermissions',
  idleTimeout: 'PeoplePermissions',
  openIntegration: 'Messaging',
  supportedContent: 'Messaging',
  messagingSetting: 'Messaging',
  threadingTimeline: 'Messaging',
  recipient: 'Messaging',
  delivery: 'Messaging',
  conversation: 'Messaging',
  externalContact: 'ExternalContacts',
  flow: 'Architect',
  queue: 'ContactCenter',
  wrapupCode: 'ContactCenter',
  responseLibrary: 'ContactCenter',
  cannedResponse: 'ContactCenter',
  skill: 'ContactCenter',
  language: 'ContactCenter',
  routingSettings: 'ContactCenter',
  presenceDefinition: 'Presence',
  endpoint: 'Gateway',
  channel: 'Gateway',
  handoverProvider: 'Gateway',
  article: 'Gateway',
  locker: 'Vault',
  credential: 'Vault',
  vaultPolicy: 'Vault',
  vaultKey: 'Vault',
  connection: 'Vault',
  connector: 'Vault',
  variable: 'Vault',
  integration: 'Integrations',
  destination: 'Integrations',
  partnerSource: 'Integrations',
  eventBus: 'Integrations',
  eventRule: 'Integrations',
  eventArchive: 'Integrations',
  eventReplay: 'Integrations',
  apiDestination: 'Integrations',
  trigger: 'Integrations',
};

/** `members.add` is `MembersAdd` on the wire. */
export const auditWireName = (name: string): string =>
  name
    .split('.')
    .map((part) => part.charAt(0).toUpperCase() + part.slice(1))
    .join('');

const byWireName = <T extends string>(names: readonly T[]): ReadonlyMap<string, T> =>
  new Map(names.map((name) => [auditWireName(name).toLowerCase(), name]));

/** Names of the wire in small letters → ours. */
export const auditEntityTypeByWire = byWireName<AuditEntityType>(auditEntityTypes);
export const auditActionByWire = byWireName<AuditAction>(auditActions);

const actionsOf = (entity: AuditEntityType): readonly string[] => [
  ...new Set(
    Object.values(auditScopes).flatMap((scope) =>
      scope.kind === 'audited' && scope.entity.includes(entity)
        ? scope.action.map(auditWireName)
        : [],
    ),
  ),
];

/** What can be asked for: services, their entities and what is recorded of these. */
export const auditServiceMapping = () => ({
  services: [...new Set(Object.values(auditServiceOf))].map((name) => ({
    name,
    entities: auditEntityTypes
      .filter((entity) => auditServiceOf[entity] === name)
      .map((entity) => ({ name: auditWireName(entity), actions: [...actionsOf(entity)] })),
  })),
});

const text = Type.Optional(Type.String());

export const AuditQueryRequest = Type.Object({
  /** Two moments with a slash between them. */
  interval: Type.String(),
  serviceName: text,
  filters: Type.Optional(
    Type.Array(Type.Object({ property: Type.String(), value: Type.String() }), { maxItems: 20 }),
  ),
  sort: Type.Optional(
    Type.Array(Type.Object({ name: Type.String(), sortOrder: Type.String() }), { maxItems: 1 }),
  ),
});
export type AuditQueryRequest = Static<typeof AuditQueryRequest>;

const pageSize = Type.Optional(Type.Integer({ minimum: 1, maximum: 500 }));

export const AuditRealtimeQueryRequest = Type.Object({
  ...AuditQueryRequest.properties,
  pageNumber: Type.Optional(Type.Integer({ minimum: 1, maximum: 10_000 })),
  pageSize,
});

const ref = Type.Object({ id: text, name: text, selfUri: text });

export const AuditLogMessage = Type.Object({
  id: Type.String(),
  userHomeOrgId: Type.String(),
  user: Type.Optional(ref),
  client: Type.Optional(ref),
  serviceName: Type.String(),
  level: Type.String(),
  eventDate: Type.String({ format: 'date-time' }),
  action: Type.String(),
  entity: Type.Optional(ref),
  entityType: Type.String(),
  status: Type.String(),
  propertyChanges: Type.Array(
    Type.Object({
      property: Type.String(),
      oldValues: Type.Array(Type.String()),
      newValues: Type.Array(Type.String()),
    }),
  ),
  context: Type.Record(Type.String(), Type.String()),
});
export type AuditLogMessage = Static<typeof AuditLogMessage>;

const execution = Type.Object({
  id: Type.String(),
  state: Type.String(),
  startDate: Type.String(),
  ...AuditQueryRequest.properties,
});
const mapping = Type.Object({
  services: Type.Array(
    Type.Object({
      name: Type.String(),
      entities: Type.Array(
        Type.Object({ name: Type.String(), actions: Type.Array(Type.String()) }),
      ),
    }),
  ),
});
const base = '/api/v2/audits/query';
const permission = { all: ['audits:audit:view'] } as const;
const params = Type.Object({ transactionId: Type.String() });

/** The audit log as vendor tools ask for it: start a query, then fetch its results by cursor; or page by page at once. */
export const auditQueryOperations = {
  postAuditsQuery: {
    ...{ method: 'POST', path: base, permission },
    body: AuditQueryRequest,
    reply: { 202: execution },
  },
  getAuditsQueryTransactionId: {
    ...{ method: 'GET', path: `${base}/{transactionId}`, permission },
    params,
    reply: { 200: execution },
  },
  getAuditsQueryTransactionIdResults: {
    ...{ method: 'GET', path: `${base}/{transactionId}/results`, permission },
    params,
    query: Type.Object({ cursor: text, pageSize }),
    reply: {
      200: Type.Object({
        id: Type.String(),
        pageSize: Type.Integer(),
        /** Left out on the last page. */
        cursor: text,
        entities: Type.Array(AuditLogMessage),
      }),
    },
  },
  getAuditsQueryServicemapping: {
    ...{ method: 'GET', path: `${base}/servicemapping`, permission },
    reply: { 200: mapping },
  },
  postAuditsQueryRealtime: {
    ...{ method: 'POST', path: `${base}/realtime`, permission },
    body: AuditRealtimeQueryRequest,
    reply: {
      200: Type.Object({
        pageSize: Type.Integer(),
        pageNumber: Type.Integer(),
        total: Type.Integer(),
        pageCount: Type.Integer(),
        entities: Type.Array(AuditLogMessage),
      }),
    },
  },
  getAuditsQueryRealtimeServicemapping: {
    ...{ method: 'GET', path: `${base}/realtime/servicemapping`, permission },
    reply: { 200: mapping },
  },
} as const satisfies Operations;
