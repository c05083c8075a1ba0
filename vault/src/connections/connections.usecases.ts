import type { AuditChange, AuditNote, ConnectionRequest, ConnectionUses } from '@tandem/contract';
import type { Queryable } from '@tandem/kit';
import { nameOf } from '../names.rules.ts';
import { type Acting, actorOf } from '../vault.types.ts';
import { keptClientSecret } from './client-secret.ts';
import { changesOf } from './connection-audit.rules.ts';
import { tellNeedsReauthorization } from './connection-events.ts';
import { connectionErrors } from './connections.errors.ts';
import { type ConnectionRecord, type Endpoints, isCodeGrant } from './connections.model.ts';
import {
  connectorsOf,
  deleteConnection,
  findConnection,
  insertConnection,
  type SeenConnection,
  updateConnection,
} from './connections.store.ts';
import type { ConnectionParts } from './connections.types.ts';
import { knownEndpoints, leadsElsewhere, urlsOf } from './endpoints.rules.ts';
import { dropTokens, listGrants, resetFailures } from './grants.store.ts';
import { requireSafeUrl } from './guarded-fetch.ts';
import { isOtherGrant, secretFor, toSetup } from './request.rules.ts';

/** @throws connectionErrors.notFound also for a connection of another organisation */
export const requireConnection = async (
  { db }: Pick<ConnectionParts, 'db'>,
  { principal: { org, userId } }: Pick<Acting, 'principal'>,
  ref: string,
): Promise<SeenConnection> => {
  const seen = await findConnection(db, { org, ref, user: userId });
  if (!seen) throw connectionErrors.notFound({ connection: ref });
  return seen;
};

export const noteOf = (
  { principal, correlationId }: Acting,
  { id, name }: Pick<ConnectionRecord, 'id' | 'name'>,
  what: { action: AuditNote['action']; changes?: Readonly<Record<string, AuditChange>> },
): AuditNote => ({
  org: principal.org,
  actor: actorOf(principal),
  correlationId,
  entity: { type: 'connection', id, name },
  ...what,
});

/** Addresses of the request's server, each checked. @throws connectionErrors.*, egressErrors.* */
const endpointsOf = async (
  { guard, oauth, webexUrl }: ConnectionParts,
  request: ConnectionRequest,
): Promise<Endpoints> => {
  const isLookedUp = request.provider === 'custom' && Boolean(request.issuer);
  const endpoints = isLookedUp
    ? await oauth.discover(request.issuer ?? '')
    : knownEndpoints(request, webexUrl);
  if (!endpoints)
    throw connectionErrors.invalid({
      problem:
        request.provider === 'genesys'
          ? `"${request.host ?? ''}" is no region and no complete https:// address of a contact centre.`
          : 'A token URL is needed, or an issuer to look the addresses up.',
    });
  for (const url of urlsOf(endpoints)) await requireSafeUrl(guard, url);
  return endpoints;
};

/**
 * Makes a connection. Nobody has signed in to it yet.
 * @throws connectionErrors.nameTaken, invalid, notHttps, discoveryFailed, egressErrors.*
 */
export async function createConnection(
  parts: ConnectionParts,
  acting: Acting,
  request: ConnectionRequest,
): Promise<string> {
  const { org } = acting.principal;
  const name = nameOf(request.name);
  const setup = toSetup(request, await endpointsOf(parts, request), null);
  const asked = secretFor(request, setup, null) ?? null;
  const id = parts.ids.uuid();
  const { stored, note } = await keptClientSecret(parts, acting, { id, name, asked });
  const now = parts.clock.now();
  const connection: ConnectionRecord = {
    ...{ org, id, name, setup },
    grant: request.grant,
    sharing: request.sharing ?? 'shared',
    enabled: true,
    ...stored,
    version: 1,
    createdAt: now,
    modifiedAt: now,
  };
  await parts.db.transaction(async (tx) => {
    if (!(await insertConnection(tx, connection))) throw connectionErrors.nameTaken({ name });
    const changes = changesOf(null, connection);
    await parts.audit(tx, noteOf(acting, connection, { action: 'create', changes }));
    if (note) await parts.audit(tx, note);
  });
  return id;
}

type Change = {
  readonly before: ConnectionRecord;
  readonly after: ConnectionRecord;
  readonly action: 'update' | 'activate' | 'deactivate';
  readonly note?: AuditNote | null;
};

/** Tokens of a client or server that is not the connection's any more are gone: who had signed in has to do so again. */
const dropGrants = async (
  { ids }: Pick<ConnectionParts, 'ids'>,
  tx: Queryable,
  after: ConnectionRecord,
): Promise<void> => {
  const state = isCodeGrant(after) ? 'needsReauthorization' : 'active';
  const { org, id: connection, modifiedAt: now } = after;
  const lost = await dropTokens(tx, { org, connection }, state);
  if (state !== 'needsReauthorization') return;
  for (const before of lost)
    if (before.state !== state)
      await tellNeedsReauthorization(tx, ids, {
        ...{ connection: after, grant: { org, ...before }, reason: 'connection.changed', now },
      });
};

const storeChange = (parts: ConnectionParts, acting: Acting, change: Change) =>
  parts.db.transaction(async (tx) => {
    const { before, after, action, note } = change;
    const outcome = await updateConnection(tx, after);
    if (outcome === 'nameTaken') throw connectionErrors.nameTaken({ name: after.name });
    if (outcome === 'changedMeanwhile') throw connectionErrors.changedMeanwhile();
    const key = { org: after.org, connection: after.id };
    const isOther = isOtherGrant(before, after);
    if (isOther) await dropGrants(parts, tx, after);
    else await resetFailures(tx, key);
    const changes = {
      ...changesOf(before, after),
      ...(isOther ? { tokens: { to: 'dropped' } } : {}),
    };
    await parts.audit(tx, noteOf(acting, after, { action, changes }));
    if (note) await parts.audit(tx, note);
  });

/**
 * Changes a connection and keeps its id. Tokens of another client, server or scope are dropped.
 * @throws as createConnection; connectionErrors.secretAgain, changedMeanwhile, notFound
 */
export async function editConnection(
  parts: ConnectionParts,
  acting: Acting,
  { id, request }: { readonly id: string; readonly request: ConnectionRequest },
): Promise<void> {
  const { connection: before } = await requireConnection(parts, acting, id);
  const name = nameOf(request.name);
  const setup = toSetup(request, await endpointsOf(parts, request), before);
  const asked = secretFor(request, setup, before);
  const isElsewhere = leadsElsewhere(before.setup.endpoints, setup.endpoints);
  // Who may edit a connection does not know its secret, and must not have it sent to a server of their own.
  if (asked === undefined && isElsewhere) throw connectionErrors.secretAgain();
  const kept =
    asked === undefined
      ? null
      : await keptClientSecret(parts, acting, { id: before.id, name, asked });
  const after: ConnectionRecord = {
    ...before,
    ...{ name, setup },
    grant: request.grant,
    sharing: request.sharing ?? 'shared',
    ...kept?.stored,
    modifiedAt: parts.clock.now(),
  };
  const note = kept?.note ?? null;
  await storeChange(parts, acting, { before, after, action: 'update', note });
}

/** Deactivated, a connection gives no tokens to anybody; what it was granted stays. */
export async function switchConnection(
  parts: ConnectionParts,
  acting: Acting,
  { id, enabled }: { readonly id: string; readonly enabled: boolean },
): Promise<void> {
  const { connection: before } = await requireConnection(parts, acting, id);
  if (before.enabled === enabled) return;
  const after = { ...before, enabled, modifiedAt: parts.clock.now() };
  await storeChange(parts, acting, { before, after, action: enabled ? 'activate' : 'deactivate' });
}

/** Ends the tokens at the provider as far as it goes. */
const revokeTokens = async (parts: ConnectionParts, connection: ConnectionRecord) => {
  const { db, seals, oauth } = parts;
  const counts = { revoked: 0, failed: 0, notOffered: 0 };
  for (const grant of await listGrants(db, { org: connection.org, connection: connection.id })) {
    const tokens = await seals.openTokens(grant);
    if (!tokens) continue;
    const outcome = await seals
      .openSecret(connection, grant.user)
      .then((secret) => oauth.revoke(connection, secret, tokens))
      .then(
        (isDone) => (isDone ? 'revoked' : 'notOffered'),
        () => 'failed' as const,
      );
    counts[outcome] += 1;
    // One server that does not answer is not asked for every user.
    if (outcome === 'failed') break;
  }
  return counts;
};

/** What fails without a connection. @throws connectionErrors.notFound */
export async function usesOfConnection(
  parts: ConnectionParts,
  acting: Acting,
  id: string,
): Promise<ConnectionUses> {
  const { connection } = await requireConnection(parts, acting, id);
  return {
    flows: [...(await parts.usesOf(connection.org, connection))],
    connectors: [...(await connectorsOf(parts.db, connection))],
  };
}

/**
 * Deletes a connection with its tokens, which are revoked at the provider where it lets them; the audit log says how far.
 * @throws connectionErrors.notFound, inUse with the names of flows and connectors, unless it is forced
 */
export async function removeConnection(
  parts: ConnectionParts,
  acting: Acting,
  { id, force }: { readonly id: string; readonly force: boolean },
): Promise<void> {
  const { connection } = await requireConnection(parts, acting, id);
  const { flows, connectors } = await usesOfConnection(parts, acting, id);
  const names = [...flows, ...connectors].map(({ name }) => name);
  if (names.length > 0 && !force)
    throw connectionErrors.inUse({ names: names.join(', '), name: connection.name });
  const counts = await revokeTokens(parts, connection);
  await parts.db.transaction(async (tx) => {
    if (!(await deleteConnection(tx, connection)))
      throw connectionErrors.notFound({ connection: id });
    const changes = {
      revocation: { to: counts },
      ...(names.length > 0 ? { usedBy: { from: names } } : {}),
    };
    await parts.audit(tx, noteOf(acting, connection, { action: 'delete', changes }));
  });
}
