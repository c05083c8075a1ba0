import {
  type ConnectorSettings,
  connectorConsentVersion,
  connectorKinds,
  type Handler,
  handle,
  connectorOperations as operations,
  regions,
  webexDataCentres,
} from '@tandem/contract';
import { pageOf, toListing } from '../listing.ts';
import type { Acting } from '../vault.types.ts';
import type { createCallThrough } from './call-through.ts';
import { listConnectors } from './connectors.store.ts';
import type { ConnectorDeps } from './connectors.types.ts';
import {
  createConnector,
  editConnector,
  removeConnector,
  requireConnector,
  switchConnector,
} from './connectors.usecases.ts';
import { toWire } from './connectors.wire.ts';
import { testConnector } from './test-connector.usecase.ts';

const settingsOf = ({ contactCentre }: ConnectorDeps): ConnectorSettings => ({
  kinds: connectorKinds.filter((kind) => kind !== 'platform' || contactCentre),
  consentVersion: connectorConsentVersion,
  platformScopes: [...(contactCentre?.scopes ?? [])],
  dataCentres: [...webexDataCentres],
  regions: regions.map(({ host }) => host),
});

const shown = async (deps: ConnectorDeps, acting: Acting, id: string) =>
  toWire(deps, await requireConnector(deps, acting, id));

const readHandlers = (deps: ConnectorDeps): Handler[] => [
  handle(operations.getConnectors, async ({ principal, query }) => {
    const { rows, total } = await listConnectors(deps.db, principal.org, pageOf(query));
    const entities = await Promise.all(rows.map((row) => toWire(deps, row)));
    const { path } = operations.getConnectors;
    return { status: 200, body: toListing(path, query, { entities, total }) };
  }),
  handle(operations.getConnectorSettings, async () => ({ status: 200, body: settingsOf(deps) })),
  handle(operations.getConnector, async ({ params, ...acting }) => ({
    status: 200,
    body: await shown(deps, acting, params.connectorId),
  })),
  handle(operations.getConnectorUses, async ({ params, ...acting }) => {
    const connector = await requireConnector(deps, acting, params.connectorId);
    return { status: 200, body: { flows: await deps.usesOf(connector.org, connector) } };
  }),
];

/** Connectors: made with consent, changed, deactivated, tried out, deleted. Secrets and tokens never come back. */
export const connectorHandlers = (
  deps: ConnectorDeps,
  send: ReturnType<typeof createCallThrough>['send'],
): Handler[] => [
  ...readHandlers(deps),
  handle(operations.postConnectors, async ({ body, ...acting }) => {
    const id = await createConnector(deps, acting, body);
    return { status: 201, body: await shown(deps, acting, id) };
  }),
  handle(operations.putConnector, async ({ params, body, ...acting }) => {
    await editConnector(deps, acting, { id: params.connectorId, request: body });
    return { status: 200, body: await shown(deps, acting, params.connectorId) };
  }),
  handle(operations.postConnectorDeactivate, async ({ params, ...acting }) => {
    await switchConnector(deps, acting, { id: params.connectorId, event: 'deactivate' });
    return { status: 200, body: await shown(deps, acting, params.connectorId) };
  }),
  handle(operations.postConnectorReactivate, async ({ params, ...acting }) => {
    await switchConnector(deps, acting, { id: params.connectorId, event: 'reactivate' });
    return { status: 200, body: await shown(deps, acting, params.connectorId) };
  }),
  handle(operations.postConnectorTest, async ({ params, body, ...acting }) => {
    const connector = await requireConnector(deps, acting, params.connectorId);
    const { userId } = acting.principal;
    return { status: 200, body: await testConnector(send, connector, { ...body, userId }) };
  }),
  handle(operations.deleteConnector, async ({ params, query, ...acting }) => {
    await removeConnector(deps, acting, { id: params.connectorId, force: query.force ?? false });
    return { status: 204 };
  }),
];
