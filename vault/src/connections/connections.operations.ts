import {
  type Call,
  type Connection,
  type Handler,
  handle,
  connectionOperations as operations,
} from '@tandem/contract';
import { pageOf, toListing } from '../listing.ts';
import type { Acting } from '../vault.types.ts';
import { makeBrowserCookie, readBrowserCookie } from './browser-cookie.ts';
import { callbackPage } from './callback-page.ts';
import { connectionErrors } from './connections.errors.ts';
import { listConnections, type SeenConnection } from './connections.store.ts';
import type { ConnectionParts } from './connections.types.ts';
import {
  createConnection,
  editConnection,
  removeConnection,
  requireConnection,
  switchConnection,
  usesOfConnection,
} from './connections.usecases.ts';
import { getFirstToken } from './first-token.usecase.ts';
import { connectionStateOf } from './grant-state.rules.ts';
import { beginSignIn, finishSignIn, requireRightOver } from './sign-in.usecases.ts';
import { testConnection } from './test-connection.usecase.ts';

/** The one address that providers send people back to. */
const callbackUrlAt = (origin: string) => `${origin}${operations.getConnectionCallback.path}`;

const iso = (date: Date | null | undefined) => date?.toISOString() ?? null;

const toWire = ({ connection, grant, userCount }: SeenConnection): Connection => {
  const { setup, createdAt, modifiedAt, secret, secretSource } = connection;
  const { endpoints, host, issuer, keyId, audience, scopes, ...rest } = setup;
  const { authorizationUrl, tokenUrl, revocationUrl } = endpoints;
  const problem = grant?.problem ?? null;
  return {
    id: connection.id,
    name: connection.name,
    grant: connection.grant,
    sharing: connection.sharing,
    ...rest,
    ...{ scopes: [...scopes], tokenUrl },
    ...(host === null ? {} : { host }),
    ...(issuer === null ? {} : { issuer }),
    ...(authorizationUrl === null ? {} : { authorizationUrl }),
    ...(revocationUrl === null ? {} : { revocationUrl }),
    ...(keyId === null ? {} : { keyId }),
    ...(audience === null ? {} : { audience }),
    hasClientSecret: secret !== null || secretSource !== null,
    clientSecret: secretSource ?? (secret ? { kind: 'insecure' } : null),
    state: connectionStateOf(connection, grant),
    authorized: Boolean(grant?.tokens) && grant?.state !== 'needsReauthorization',
    dateExpires: iso(grant?.expiresAt),
    dateRefreshExpires: iso(grant?.refreshExpiresAt),
    dateAuthorized: iso(grant?.authorizedAt),
    dateRefreshed: iso(grant?.refreshedAt),
    problem: problem && { ...problem, at: problem.at.toISOString() },
    ...{ userCount, version: connection.version },
    dateCreated: createdAt.toISOString(),
    dateModified: modifiedAt.toISOString(),
  };
};

const shown = async (parts: ConnectionParts, acting: Acting, id: string) =>
  toWire(await requireConnection(parts, acting, id));

const shownAfterFirstToken = async (parts: ConnectionParts, acting: Acting, id: string) => {
  await getFirstToken(parts, acting, id);
  return shown(parts, acting, id);
};

const texts = (query: unknown): Record<string, string> =>
  Object.fromEntries(
    Object.entries((query ?? {}) as Record<string, unknown>).filter(
      (pair): pair is [string, string] => typeof pair[1] === 'string',
    ),
  );

/** The browser has to come back to where its cookie is. @throws connectionErrors.otherAddress */
const requireSameAddress = (
  { origin, headers }: Pick<Call, 'origin' | 'headers'>,
  callbackUrl: string,
) => {
  const page = headers['origin'];
  if (page !== undefined && page !== origin)
    throw connectionErrors.otherAddress({ callbackUrl, origin });
};

const signInHandlers = (parts: ConnectionParts): Handler[] => [
  handle(operations.postConnectionSignIn, async ({ params, origin, headers, ...acting }) => {
    const redirectUri = callbackUrlAt(origin);
    requireSameAddress({ origin, headers }, redirectUri);
    const id = params.connectionId;
    const begun = await beginSignIn(parts, acting, { id, redirectUri });
    return {
      status: 200,
      headers: { 'set-cookie': makeBrowserCookie({ origin, ...begun }) },
      body: { url: begun.url, dateExpires: begun.expiresAt.toISOString() },
    };
  }),
  handle(operations.postConnectionTest, async ({ params, origin, ...acting }) => {
    const seen = await requireConnection(parts, acting, params.connectionId);
    requireRightOver(seen, acting);
    const callbackUrl = callbackUrlAt(origin);
    return {
      status: 200,
      body: await testConnection(parts, acting, { id: seen.connection.id, callbackUrl }),
    };
  }),
  handle(operations.getConnectionCallback, async ({ query, headers, origin }) => {
    const given = texts(query);
    const browser = readBrowserCookie(headers, given['state'] ?? '');
    const outcome = await finishSignIn(parts, { query: given, browser });
    return callbackPage(outcome, {
      language: String(headers['accept-language'] ?? ''),
      callbackUrl: callbackUrlAt(origin),
    });
  }),
];

/** OAuth connections: who they are with, their sign-ins and their states. Secrets and tokens never come back. */
export const connectionHandlers = (parts: ConnectionParts): Handler[] => [
  handle(operations.getConnections, async ({ principal, query }) => {
    const who = { org: principal.org, user: principal.userId };
    const { rows, total } = await listConnections(parts.db, who, pageOf(query));
    const { path } = operations.getConnections;
    return { status: 200, body: toListing(path, query, { entities: rows.map(toWire), total }) };
  }),
  handle(operations.getConnectionSettings, async ({ origin }) => ({
    status: 200,
    body: { callbackUrl: callbackUrlAt(origin) },
  })),
  handle(operations.postConnections, async ({ body, ...acting }) => {
    const id = await createConnection(parts, acting, body);
    return { status: 201, body: await shownAfterFirstToken(parts, acting, id) };
  }),
  handle(operations.getConnection, async ({ params, ...acting }) => ({
    status: 200,
    body: await shown(parts, acting, params.connectionId),
  })),
  handle(operations.putConnection, async ({ params, body, ...acting }) => {
    await editConnection(parts, acting, { id: params.connectionId, request: body });
    return { status: 200, body: await shownAfterFirstToken(parts, acting, params.connectionId) };
  }),
  handle(operations.getConnectionUses, async ({ params, ...acting }) => ({
    status: 200,
    body: await usesOfConnection(parts, acting, params.connectionId),
  })),
  handle(operations.deleteConnection, async ({ params, query, ...acting }) => {
    const force = query.force === true;
    await removeConnection(parts, acting, { id: params.connectionId, force });
    return { status: 204 };
  }),
  handle(operations.postConnectionActivate, async ({ params, ...acting }) => {
    await switchConnection(parts, acting, { id: params.connectionId, enabled: true });
    return { status: 200, body: await shownAfterFirstToken(parts, acting, params.connectionId) };
  }),
  handle(operations.postConnectionDeactivate, async ({ params, ...acting }) => {
    await switchConnection(parts, acting, { id: params.connectionId, enabled: false });
    return { status: 200, body: await shown(parts, acting, params.connectionId) };
  }),
  ...signInHandlers(parts),
];
