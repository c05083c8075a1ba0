import type { ApiDestinationRequest, AuditNote, EventConnectionRequest } from '@tandem/contract';
import type { EgressGuard, PublicError, Transaction } from '@tandem/kit';
import {
  deleteApiDestination,
  findApiDestination,
  lockApiDestination,
  saveApiDestination,
} from './api-destinations.store.ts';
import { changesBetween, noteAct } from './bus.audit.ts';
import { busErrors } from './bus.errors.ts';
import { type ApiDestinationRecord, type BusDeps, type By, secretContext } from './bus.model.ts';
import { isReservedHeader } from './invocation.rules.ts';
import { rulesWithDestination } from './rules.store.ts';

type Deps = Pick<BusDeps, 'db' | 'clock' | 'ids' | 'audit' | 'guard' | 'secrets'>;

const defaultRate = 300;

const at = (fieldName: string) => ({ details: [{ errorCode: 'invalid.value', fieldName }] });

/**
 * An address by its form and by what it resolves to. A host that does not resolve (yet) is let through: every call is
 * checked again.
 */
const checkedUrl = async (
  guard: Pick<EgressGuard, 'resolve'>,
  field: string,
  text: string,
): Promise<string> => {
  const refuse = () => busErrors.badAddress({ field, url: text }, at(field));
  if (!/^https?:\/\//i.test(text) || !URL.canParse(text)) throw refuse();
  const url = new URL(text);
  if (url.username || url.password) throw busErrors.addressHasUser({ field }, at(field));
  const port = Number(url.port || (url.protocol === 'https:' ? 443 : 80));
  await guard.resolve(url.hostname, port).catch((error: PublicError) => {
    if (error.code !== 'egress.unresolved') throw error;
  });
  url.hash = '';
  return url.href;
};

type Connection = ApiDestinationRecord['connection'];

const missing = (field: string) => busErrors.connectionIncomplete({ field }, at(field));

/** Only what belongs to the kind. @throws busErrors.connectionIncomplete, headerReserved, badAddress, addressHasUser (400) */
const checkedConnection = async (
  deps: Pick<Deps, 'guard'>,
  asked: EventConnectionRequest,
): Promise<Connection> => {
  const { kind, headerName, username, tokenUrl, clientId, scope, clientAuthentication } = asked;
  switch (kind) {
    case 'apiKey':
      if (!headerName) throw missing('headerName');
      if (isReservedHeader(headerName))
        throw busErrors.headerReserved({ name: headerName }, at('headerName'));
      return { kind, headerName };
    case 'basic':
      if (!username) throw missing('username');
      if (username.includes(':')) throw missing('username');
      return { kind, username };
    case 'oauth':
      if (!tokenUrl) throw missing('tokenUrl');
      if (!clientId) throw missing('clientId');
      return {
        ...{ kind, clientId, tokenUrl: await checkedUrl(deps.guard, 'tokenUrl', tokenUrl) },
        ...(scope ? { scope } : {}),
        clientAuthentication: clientAuthentication ?? 'basic',
      };
    default:
      return { kind: 'none' };
  }
};

/** Whether a stored secret would go where it went before. */
const sameReceiver = (
  before: Pick<ApiDestinationRecord, 'url' | 'connection'>,
  after: Pick<ApiDestinationRecord, 'url' | 'connection'>,
): boolean =>
  before.url === after.url &&
  before.connection.kind === after.connection.kind &&
  before.connection.tokenUrl === after.connection.tokenUrl;

type Kept = Pick<ApiDestinationRecord, 'secret'> & { readonly note: AuditNote | null };

/** @throws busErrors.connectionIncomplete (400), and what the vault refuses */
const keepSecret = async (
  { secrets }: Pick<Deps, 'secrets'>,
  by: By,
  input: {
    readonly before: ApiDestinationRecord | null;
    readonly after: Omit<ApiDestinationRecord, 'secret'>;
    readonly asked: EventConnectionRequest;
  },
): Promise<Kept> => {
  const { before, after, asked } = input;
  if (after.connection.kind === 'none') return { secret: null, note: null };
  const stored = before && sameReceiver(before, after) ? before.secret : null;
  if (!asked.secret) {
    if (!stored) throw missing('secret');
    return { secret: stored, note: null };
  }
  const { source, note } = await secrets.keep(by, {
    ...{ asked: asked.secret, stored, context: secretContext(after.id), field: 'secret' },
    entity: { type: 'apiDestination', id: after.id, name: after.name },
  });
  return { secret: source, note };
};

const auditValues = (record: Omit<ApiDestinationRecord, 'secret'> | null) => {
  if (!record) return null;
  const { name, description, url, method, rate, connection } = record;
  return { name, description, url, method, invocationRate: rate, connection };
};

const store = async (
  deps: Deps,
  tx: Transaction,
  change: {
    readonly by: By;
    readonly before: ApiDestinationRecord | null;
    readonly after: ApiDestinationRecord;
    readonly note: AuditNote | null;
  },
): Promise<void> => {
  const { by, before, after, note } = change;
  if (!(await saveApiDestination(tx, after))) throw busErrors.nameTaken({ name: after.name });
  const { id, name } = after;
  const secretChanged = JSON.stringify(before?.secret) !== JSON.stringify(after.secret);
  await noteAct(deps, tx, {
    ...{ by, action: before ? 'update' : 'create', entity: { type: 'apiDestination', id, name } },
    changes: {
      ...changesBetween(auditValues(before), auditValues(after)),
      ...(secretChanged ? { secret: {} } : {}),
    },
  });
  if (note) await deps.audit(tx, note);
};

/**
 * Makes an API destination, or changes the one of the id. A secret stays with its address: who changes that gives it
 * again.
 * @throws busErrors.notFound (404), badAddress, addressHasUser, connectionIncomplete, headerReserved (400), nameTaken (409)
 */
export async function putApiDestination(
  deps: Deps,
  by: By,
  { id, request }: { readonly id: string | null; readonly request: ApiDestinationRequest },
): Promise<ApiDestinationRecord> {
  const { org } = by.principal;
  const before = id === null ? null : await findApiDestination(deps.db, org, id);
  if (id !== null && !before) throw busErrors.notFound();
  const now = deps.clock.now();
  const made: Omit<ApiDestinationRecord, 'secret'> = {
    ...{ id: id ?? deps.ids.uuid(), org, name: request.name },
    description: request.description ?? '',
    url: await checkedUrl(deps.guard, 'url', request.url.trim()),
    ...{ method: request.method ?? 'POST', rate: request.invocationRate ?? defaultRate },
    connection: await checkedConnection(deps, request.connection),
    version: (before?.version ?? 0) + 1,
    ...{ createdAt: before?.createdAt ?? now, modifiedAt: now },
  };
  const { secret, note } = await keepSecret(deps, by, {
    ...{ before, after: made, asked: request.connection },
  });
  const after = { ...made, secret };
  await deps.db.transaction(async (tx) => {
    await lockApiDestination(tx, org, after.id);
    const current = await findApiDestination(tx, org, after.id);
    if (before && !current) throw busErrors.notFound();
    // Somebody else was quicker: the secret may have been kept for another address.
    if (before && current?.version !== before.version) throw busErrors.changedMeanwhile();
    await store(deps, tx, { by, before, after, note });
  });
  return after;
}

/** @throws busErrors.notFound (404), destinationInUse (409) naming the rules */
export const removeApiDestination = (deps: Deps, by: By, id: string): Promise<void> =>
  deps.db.transaction(async (tx) => {
    const { org } = by.principal;
    await lockApiDestination(tx, org, id);
    const record = await findApiDestination(tx, org, id);
    if (!record) throw busErrors.notFound();
    const rules = await rulesWithDestination(tx, org, id);
    if (rules.length > 0)
      throw busErrors.destinationInUse({ rules: rules.slice(0, 10).join(', ') });
    await deleteApiDestination(tx, org, id);
    await noteAct(deps, tx, {
      ...{ by, action: 'delete', entity: { type: 'apiDestination', id, name: record.name } },
      changes: changesBetween(auditValues(record), null),
    });
  });
