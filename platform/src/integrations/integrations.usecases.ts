import {
  type AuditAction,
  botConnectorCredential,
  botConnectorName,
  botConnectorType,
  type CreateIntegrationRequest,
  eventBridgeName,
  eventBridgeType,
  type IntegrationConfiguration,
  mostEventBridgeIntegrations,
} from '@tandem/contract';
import type { Queryable, Transaction } from '@tandem/kit';
import type { By } from '../audit/index.ts';
import { activate, deactivate, putDestination } from './activation.ts';
import { deleteBots } from './bot-connector/bot-list.store.ts';
import { connectorProblem, readConnectorProperties } from './bot-connector/connector.rules.ts';
import { findCredential } from './bot-connector/credentials.store.ts';
import { isSameSource, readProperties, sourceOf } from './event-bridge.rules.ts';
import { noteIntegration } from './integrations.audit.ts';
import type { IntegrationDeps } from './integrations.deps.ts';
import { integrationErrors } from './integrations.errors.ts';
import type { AppIntegration } from './integrations.model.ts';
import {
  deleteIntegration,
  findIntegration,
  listIntegrations,
  lockIntegrations,
  saveIntegration,
} from './integrations.store.ts';
import { nameOf, notesOf } from './texts.rules.ts';

/** @throws integrationErrors.notFound (404), also for one of another organisation */
export async function requireIntegration(
  db: Queryable,
  org: string,
  id: string,
): Promise<AppIntegration> {
  const found = await findIntegration(db, org, id);
  if (!found) throw integrationErrors.notFound();
  return found;
}

/** Bot Connectors of an organisation at most. */
const mostBotConnectors = 20;

const kinds: Readonly<Record<string, { readonly name: string; readonly limit: number }>> = {
  [eventBridgeType]: { name: eventBridgeName, limit: mostEventBridgeIntegrations },
  [botConnectorType]: { name: botConnectorName, limit: mostBotConnectors },
};

/** @throws integrationErrors.withheld (403) for what the operator keeps from the organisation */
const requireOffered = async (
  { botConnectorsWithheld }: IntegrationDeps,
  { org, type }: Pick<AppIntegration, 'org' | 'type'>,
): Promise<void> => {
  const flag = type === botConnectorType ? await botConnectorsWithheld(org) : null;
  if (flag !== null) throw integrationErrors.withheld({ type: botConnectorName, flag });
};

/**
 * Installs an entry of the catalogue, inactive and without configuration.
 * @throws integrationErrors.typeUnknown, nameInvalid, limitReached (400), withheld (403)
 */
export async function createIntegration(
  deps: IntegrationDeps,
  by: By,
  { name, integrationType }: CreateIntegrationRequest,
): Promise<AppIntegration> {
  const { org } = by.principal;
  const type = integrationType.id;
  const kind = Object.hasOwn(kinds, type) ? kinds[type] : undefined;
  if (!kind) throw integrationErrors.typeUnknown({ type });
  await requireOffered(deps, { org, type });
  const now = deps.clock.now();
  const integration: AppIntegration = {
    ...{ org, id: deps.ids.uuid(), type, name: nameOf(name ?? kind.name), notes: '' },
    ...{ properties: {}, credentials: {} },
    ...{ version: 1, intended: 'DISABLED', state: 'INACTIVE', problem: null, stateAt: now },
    ...{ delivery: 'embedded', deliverySettings: {}, source: null },
    ...{ createdAt: now, modifiedAt: now },
  };
  await deps.db.transaction(async (tx) => {
    await lockIntegrations(tx, org);
    const same = (await listIntegrations(tx, org)).filter((one) => one.type === type);
    const { limit } = kind;
    if (same.length >= limit)
      throw integrationErrors.limitReached(
        { limit: String(limit), type },
        { limit: { key: 'integration.instances', namespace: 'integrations', value: limit } },
      );
    await saveIntegration(tx, integration);
    await noteIntegration(deps, tx, { by, action: 'create', before: null, after: integration });
  });
  return integration;
}

/**
 * Changes an integration as it is by then, while nobody else changes one of the organisation. When it resolves nothing
 * is sent any more as the integration was before.
 */
export const changeIntegration = async (
  deps: IntegrationDeps,
  by: By,
  input: {
    readonly id: string;
    readonly action: AuditAction;
    /** The same object: nothing changes. */
    readonly change: (tx: Transaction, before: AppIntegration) => Promise<AppIntegration>;
  },
): Promise<AppIntegration> => {
  const changed = await deps.db.transaction(async (tx) => {
    const { org } = by.principal;
    await lockIntegrations(tx, org);
    const before = await requireIntegration(tx, org, input.id);
    const changed = await input.change(tx, before);
    if (changed === before) return before;
    const after = { ...changed, modifiedAt: deps.clock.now() };
    await saveIntegration(tx, after);
    await noteIntegration(deps, tx, { by, action: input.action, before, after });
    return after;
  });
  await deps.destinations.settled(changed.id);
  return changed;
};

/** What a save of the configuration means for an integration that is running or tries to. */
const applied = async (
  deps: IntegrationDeps,
  tx: Transaction,
  { before, after }: { readonly before: AppIntegration; readonly after: AppIntegration },
): Promise<AppIntegration> => {
  if (before.state !== 'ACTIVE' && before.state !== 'ERROR') return after;
  if (after.type === botConnectorType)
    return connectorProblem(after)
      ? deactivate(deps, tx, { integration: after, event: 'identityChanged' })
      : after;
  if (!isSameSource(sourceOf(before), sourceOf(after)))
    return deactivate(deps, tx, { integration: after, event: 'identityChanged' });
  if (before.state === 'ACTIVE') await putDestination(deps, tx, after);
  return after;
};

/** @throws integrationErrors.credentialsUnknown, credentialUnknown (400) */
const readCredentials = async (
  tx: Transaction,
  { org, type }: AppIntegration,
  given: IntegrationConfiguration['credentials'],
): Promise<AppIntegration['credentials']> => {
  const allowed = type === botConnectorType ? botConnectorCredential : null;
  const credentials: Record<string, string> = {};
  for (const [name, { id = '' }] of Object.entries(given)) {
    if (name !== allowed) throw integrationErrors.credentialsUnknown({ name });
    const found = await findCredential(tx, org, id);
    if (!found) throw integrationErrors.credentialUnknown({ id });
    credentials[name] = found.id;
  }
  return credentials;
};

/** What the request says of the type's own settings. @throws as {@link changeConfiguration} */
const readConfiguration = async (
  tx: Transaction,
  before: AppIntegration,
  { properties, credentials }: IntegrationConfiguration,
): Promise<Pick<AppIntegration, 'properties' | 'credentials'>> => ({
  properties:
    before.type === botConnectorType
      ? readConnectorProperties(properties)
      : readProperties(properties),
  credentials: await readCredentials(tx, before, credentials),
});

/**
 * Replaces the configuration. It may be incomplete. Topics count at once; another account, region or suffix makes an
 * active integration inactive.
 * @throws integrationErrors.notFound (404), versionConflict (409), nameInvalid, notesInvalid, propertyInvalid,
 * topicUnknown, credentialsUnknown, credentialUnknown (400), withheld (403)
 */
export async function changeConfiguration(
  deps: IntegrationDeps,
  by: By,
  { id, request }: { readonly id: string; readonly request: IntegrationConfiguration },
): Promise<AppIntegration> {
  const name = nameOf(request.name);
  const notes = notesOf(request.notes);
  return changeIntegration(deps, by, {
    id,
    action: 'update',
    async change(tx, before) {
      if (before.version !== request.version)
        throw integrationErrors.versionConflict({
          version: String(request.version),
          current: String(before.version),
        });
      await requireOffered(deps, before);
      const asked = await readConfiguration(tx, before, request);
      const after = { ...before, name, notes, ...asked, version: before.version + 1 };
      return applied(deps, tx, { before, after });
    },
  });
}

/**
 * Switches an integration. One that is active stays so; one that was refused is tried again.
 * @throws integrationErrors.notFound (404), intendedStateInvalid (400)
 */
export async function switchIntegration(
  deps: IntegrationDeps,
  by: By,
  { id, intended }: { readonly id: string; readonly intended: string },
): Promise<AppIntegration> {
  if (intended !== 'ENABLED' && intended !== 'DISABLED')
    throw integrationErrors.intendedStateInvalid({ value: intended });
  return changeIntegration(deps, by, {
    id,
    action: intended === 'ENABLED' ? 'activate' : 'deactivate',
    async change(tx, before) {
      if (intended === 'ENABLED') {
        await requireOffered(deps, before);
        return before.state === 'ACTIVE' ? before : activate(deps, tx, before);
      }
      return before.state === 'INACTIVE'
        ? before
        : deactivate(deps, tx, { integration: before, event: 'deactivate' });
    },
  });
}

/** Deletes an integration, its destination and its partner event source. @throws integrationErrors.notFound (404) */
export async function removeIntegration(
  deps: IntegrationDeps,
  by: By,
  id: string,
): Promise<AppIntegration> {
  const { org } = by.principal;
  return deps.db.transaction(async (tx) => {
    await lockIntegrations(tx, org);
    const before = await requireIntegration(tx, org, id);
    await deps.destinations.remove(before.id, org, tx);
    if (before.source) await deps.partnerSources.remove({ org, name: before.source.name }, tx);
    await deleteBots(tx, { org, integration: before.id });
    await deleteIntegration(tx, before);
    await noteIntegration(deps, tx, { by, action: 'delete', before, after: null });
    return before;
  });
}
