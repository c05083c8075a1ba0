import type { IncomingMessage, ServerResponse } from 'node:http';
import {
  auditOperations,
  automationOperations,
  channelOperations,
  connectionOperations,
  connectorOperations,
  contactConversationOperations,
  contactMergeOperations,
  copilotOperations,
  deskOperations,
  destinationOperations,
  eventBusOperations,
  eventPatternOperations,
  gatewayFlowOperations,
  gatewayOperations,
  handoverProviderOperations,
  identityOperations,
  integrationDeliveryOperations,
  knowledgeOperations,
  messageDefaultsOperations,
  monitorOperations,
  type OperationSpec,
  operationFamilies,
  platformFlowOperations,
  platformWebhookOperations,
  processAutomationOperations,
  queueReassignmentOperations,
  queueRemovalOperations,
  supervisionOperations,
  utilizationOperations,
  variableOperations,
  vaultOperations,
} from '@tandem/contract';

/** A request that passed the fake's checks. */
export type FakeCall = {
  readonly params: Readonly<Record<string, string>>;
  readonly query: URLSearchParams;
  readonly body: Record<string, unknown>;
  readonly headers: IncomingMessage['headers'];
};

export type FakeReply = { readonly status: number; readonly body?: unknown };
export type FakeRoute = (call: FakeCall) => FakeReply | Promise<FakeReply>;

/** Routes by operation key: `GET /api/v2/users/me`. Every key must be an operation of the contract. */
export type FakeRoutes = Readonly<Record<string, FakeRoute>>;

const families = [
  ...Object.values(operationFamilies),
  auditOperations,
  automationOperations,
  channelOperations,
  connectionOperations,
  connectorOperations,
  contactConversationOperations,
  contactMergeOperations,
  copilotOperations,
  deskOperations,
  destinationOperations,
  eventBusOperations,
  eventPatternOperations,
  gatewayFlowOperations,
  gatewayOperations,
  handoverProviderOperations,
  identityOperations,
  integrationDeliveryOperations,
  knowledgeOperations,
  monitorOperations,
  messageDefaultsOperations,
  platformFlowOperations,
  platformWebhookOperations,
  processAutomationOperations,
  queueReassignmentOperations,
  queueRemovalOperations,
  supervisionOperations,
  utilizationOperations,
  variableOperations,
  vaultOperations,
];

const operations: ReadonlyMap<string, OperationSpec> = new Map(
  families.flatMap((family) =>
    Object.values(family as Record<string, OperationSpec>).map(
      (operation) => [`${operation.method} ${operation.path}`, operation] as const,
    ),
  ),
);

/** An error in the platform's shape. */
export const failure = (status: number, code: string, message: string): FakeReply => ({
  status,
  body: { status, code, message, contextId: 'fake-correlation-id', details: [], errors: [] },
});

export const found = (body: unknown): FakeReply =>
  body === undefined
    ? failure(404, 'not.found', 'The requested resource was not found.')
    : { status: 200, body };

/** A page of a list. */
export const listing = (entities: readonly unknown[], query: URLSearchParams): FakeReply => {
  const pageSize = Number(query.get('pageSize') ?? 25);
  const pageNumber = Number(query.get('pageNumber') ?? 1);
  const page = entities.slice((pageNumber - 1) * pageSize, pageNumber * pageSize);
  return { status: 200, body: { entities: page, pageSize, pageNumber, total: entities.length } };
};

const toPattern = (path: string): RegExp =>
  new RegExp(`^${path.replaceAll(/\{(\w+)\}/g, '(?<$1>[^/]+)')}$`);

type Match = { readonly operation: OperationSpec; readonly params: Record<string, string> };

/** The operation of the contract that a request means; literal segments win over parameters. */
export function matchOperation(method: string, path: string): Match | null {
  const matches = [...operations.values()].flatMap((operation) => {
    const groups = operation.method === method ? toPattern(operation.path).exec(path) : null;
    return groups ? [{ operation, params: { ...groups.groups } }] : [];
  });
  matches.sort((a, b) => Object.keys(a.params).length - Object.keys(b.params).length);
  return matches[0] ?? null;
}

type JsonSchema = {
  readonly type?: string;
  readonly required?: readonly string[];
  readonly properties?: Readonly<Record<string, JsonSchema>>;
};

/** The first thing wrong with a body, by the contract's schema: type and required fields, one level deep. */
export function objection(operation: OperationSpec, body: unknown): string | null {
  const schema = operation.body as JsonSchema | undefined;
  if (!schema) return null;
  if (schema.type === 'array') return Array.isArray(body) ? null : 'should be array';
  if (typeof body !== 'object' || body === null) return 'should be object';
  const missing = schema.required?.find((name) => !(name in body));
  return missing ? `should have required property '${missing}'` : null;
}

/** Query parameters that the operation does not know. */
export function unknownQuery(operation: OperationSpec, query: URLSearchParams): string[] {
  const known = (operation.query as JsonSchema | undefined)?.properties ?? {};
  return [...query.keys()].filter((name) => !(name in known));
}

export async function readJson(request: IncomingMessage): Promise<unknown> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  const text = Buffer.concat(chunks).toString();
  return text ? JSON.parse(text) : {};
}

export function sendReply(response: ServerResponse, reply: FakeReply): void {
  const headers = {
    'content-type': 'application/json',
    'inin-correlation-id': 'fake-correlation-id',
  };
  response.writeHead(reply.status, headers);
  response.end(reply.body === undefined ? '' : JSON.stringify(reply.body));
}
