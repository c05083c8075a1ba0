import type { AuditAction, AuditNote, ConnectorRequest } from '@tandem/contract';
import { nameOf } from '../names.rules.ts';
import type { Acting } from '../vault.types.ts';
import { needsConsent } from './access.rules.ts';
import { changesOf, noteOf } from './connector-audit.rules.ts';
import { type ConnectorEvent, connectorTransitions } from './connector-state.rules.ts';
import { connectorErrors } from './connectors.errors.ts';
import type { ConnectorRecord } from './connectors.model.ts';
import {
  deleteConnector,
  findConnector,
  insertConnector,
  updateConnector,
} from './connectors.store.ts';
import type { ConnectorDeps } from './connectors.types.ts';
import {
  chosenConnection,
  consentOf,
  keptSecret,
  requireSafeSetup,
  validateCredentials,
} from './prepare.ts';
import { draftOf } from './request.rules.ts';

/** @throws connectorErrors.notFound also for a connector of another organisation */
export const requireConnector = async (
  { db }: Pick<ConnectorDeps, 'db'>,
  { principal: { org } }: Pick<Acting, 'principal'>,
  id: string,
): Promise<ConnectorRecord> => {
  const found = await findConnector(db, { org, id });
  if (!found) throw connectorErrors.notFound({ connector: id });
  return found;
};

const usualWebexUrl = (dataCentre: string) => `https://api.wxcc-${dataCentre}.cisco.com`;

type Prepared = {
  readonly fields: Pick<
    ConnectorRecord,
    'name' | 'access' | 'scopes' | 'setup' | 'connection' | 'secret'
  >;
  /** What the audit log is told of the secret. */
  readonly note: AuditNote | null;
};

/** A request checked and looked up, all but the consent. @throws connectorErrors.*, vaultErrors.*, egressErrors.* */
const prepare = async (
  deps: ConnectorDeps,
  acting: Acting,
  input: { readonly id: string; request: ConnectorRequest; before: ConnectorRecord | null },
): Promise<Prepared> => {
  const { id, request, before } = input;
  const { contactCentre, webexUrl = usualWebexUrl } = deps;
  const name = nameOf(request.name);
  const draft = draftOf(request, { platformScopes: contactCentre?.scopes ?? null, webexUrl });
  const { access, scopes, setup } = draft;
  await requireSafeSetup(deps, setup);
  const isKept = (found: string) =>
    before?.connection === found && before.setup.baseUrl === setup.baseUrl;
  const connection =
    draft.connection === null
      ? null
      : await chosenConnection(deps, acting, {
          ...{ ref: draft.connection, kind: request.kind, scopes, isKept },
        });
  const { source: secret, note } = await keptSecret(deps, acting, {
    ...{ id, name, setup, before },
    asked: draft.secret,
  });
  return { fields: { name, access, scopes, setup, connection, secret }, note };
};

/**
 * Makes a connector; its id never changes.
 * @throws connectorErrors.*, vaultErrors.* of the secret, egressErrors.*
 */
export async function createConnector(
  deps: ConnectorDeps,
  acting: Acting,
  request: ConnectorRequest,
): Promise<string> {
  const id = deps.ids.uuid();
  const consent = await consentOf(deps, acting, request);
  const { fields, note } = await prepare(deps, acting, { id, request, before: null });
  const now = deps.clock.now();
  const connector: ConnectorRecord = {
    ...{ org: acting.principal.org, id, kind: request.kind, ...fields, consent },
    ...{ state: 'active', version: 1, createdAt: now, modifiedAt: now },
  };
  await validateCredentials(deps, acting, connector);
  await deps.db.transaction(async (tx) => {
    if (!(await insertConnector(tx, connector)))
      throw connectorErrors.nameTaken({ name: connector.name });
    const changes = changesOf(null, connector);
    await deps.audit(tx, noteOf(acting, connector, { action: 'create', changes }));
    if (note) await deps.audit(tx, note);
  });
  return id;
}

type Change = {
  readonly before: ConnectorRecord;
  readonly after: ConnectorRecord;
  readonly action: AuditAction;
  readonly note?: AuditNote | null;
};

const storeChange = (deps: ConnectorDeps, acting: Acting, change: Change) =>
  deps.db.transaction(async (tx) => {
    const { before, after, action, note } = change;
    const outcome = await updateConnector(tx, after);
    if (outcome === 'nameTaken') throw connectorErrors.nameTaken({ name: after.name });
    if (outcome === 'changedMeanwhile') throw connectorErrors.changedMeanwhile();
    await deps.audit(tx, noteOf(acting, after, { action, changes: changesOf(before, after) }));
    if (note) await deps.audit(tx, note);
  });

/**
 * Changes a connector and keeps its id and kind. Whatever lets it do more asks for consent again.
 * @throws as createConnector; connectorErrors.secretAgain, changedMeanwhile, notFound
 */
export async function editConnector(
  deps: ConnectorDeps,
  acting: Acting,
  { id, request }: { readonly id: string; readonly request: ConnectorRequest },
): Promise<void> {
  const before = await requireConnector(deps, acting, id);
  if (before.kind !== request.kind)
    throw connectorErrors.invalid({ problem: 'The kind of a connector does not change.' });
  const { fields, note } = await prepare(deps, acting, { id: before.id, request, before });
  const narrow = { ...before, ...fields, modifiedAt: deps.clock.now() };
  const isAsked = request.consent !== undefined || needsConsent(before, narrow);
  const after = isAsked ? { ...narrow, consent: await consentOf(deps, acting, request) } : narrow;
  await validateCredentials(deps, acting, after);
  await storeChange(deps, acting, { before, after, action: 'update', note });
}

/** Deactivated, a connector calls nobody. @throws connectorErrors.noTransition, notFound */
export async function switchConnector(
  deps: ConnectorDeps,
  acting: Acting,
  { id, event }: { readonly id: string; readonly event: ConnectorEvent },
): Promise<void> {
  const before = await requireConnector(deps, acting, id);
  const state = connectorTransitions[before.state][event];
  if (!state) throw connectorErrors.noTransition({ name: before.name, state: before.state });
  const after = { ...before, state, modifiedAt: deps.clock.now() };
  const action = event === 'reactivate' ? 'activate' : event;
  await storeChange(deps, acting, { before, after, action });
}

/** @throws connectorErrors.inUse with the names of the flows, unless it is forced */
export async function removeConnector(
  deps: ConnectorDeps,
  acting: Acting,
  { id, force }: { readonly id: string; readonly force: boolean },
): Promise<void> {
  const connector = await requireConnector(deps, acting, id);
  const flows = (await deps.usesOf(connector.org, connector)).map(({ name }) => name);
  if (flows.length > 0 && !force) throw connectorErrors.inUse({ flows: flows.join(', ') });
  await deps.db.transaction(async (tx) => {
    if (!(await deleteConnector(tx, connector))) throw connectorErrors.notFound({ connector: id });
    const changes = flows.length > 0 ? { flows: { from: flows } } : {};
    await deps.audit(tx, noteOf(acting, connector, { action: 'delete', changes }));
  });
}
