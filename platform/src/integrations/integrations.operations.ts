import { type Call, type Handler, handle, integrationsOperations } from '@tandem/contract';
import { pageOf, toListing } from '../listing/index.ts';
import { configSchema, findType, offeredTypes } from './integration-types.ts';
import type { IntegrationDeps } from './integrations.deps.ts';
import { integrationErrors } from './integrations.errors.ts';
import type { AppIntegration } from './integrations.model.ts';
import { findIntegrations, look } from './integrations.query.ts';
import {
  changeConfiguration,
  createIntegration,
  removeIntegration,
  requireIntegration,
  switchIntegration,
} from './integrations.usecases.ts';
import { integrationsPath, toConfigurationWire, toIntegrationWire } from './integrations.wire.ts';
import { languageOf } from './state.texts.ts';

const typeHandlers = ({ regions, ...deps }: IntegrationDeps): readonly Handler[] => [
  handle(integrationsOperations.getIntegrationsTypes, async ({ query, principal }) => {
    const { size, offset } = pageOf(query);
    const offered = await offeredTypes(deps, principal.org);
    return {
      status: 200,
      body: toListing({
        path: `${integrationsPath}/types`,
        query,
        entities: offered.slice(offset, offset + size),
        total: offered.length,
      }),
    };
  }),
  handle(integrationsOperations.getIntegrationsType, async ({ params }) => {
    const type = findType(params.typeId);
    if (!type) throw integrationErrors.notFound();
    return { status: 200, body: type };
  }),
  handle(integrationsOperations.getIntegrationsTypeConfigschema, async ({ params }) => {
    const schema = configSchema(params, regions);
    if (!schema) throw integrationErrors.notFound();
    return { status: 200, body: schema };
  }),
];

const configurationHandlers = (deps: IntegrationDeps): readonly Handler[] => [
  handle(integrationsOperations.getIntegrationConfigCurrent, async ({ principal, params }) => ({
    status: 200,
    body: toConfigurationWire(
      await requireIntegration(deps.db, principal.org, params.integrationId),
    ),
  })),
  handle(integrationsOperations.putIntegrationConfigCurrent, async (call) => ({
    status: 200,
    body: toConfigurationWire(
      await changeConfiguration(deps, call, {
        id: call.params.integrationId,
        request: call.body,
      }),
    ),
  })),
];

type Shown = Pick<Call, 'headers'> & { readonly query?: { readonly expand?: readonly string[] } };

/** The catalogue of integrations and what is installed of it (Platform API, `/api/v2/integrations`). */
export const integrationHandlers = (deps: IntegrationDeps): readonly Handler[] => {
  const reply = async ({ headers, query }: Shown, integration: AppIntegration) => {
    const { seen } = await look(deps, integration);
    const language = languageOf(headers['accept-language']);
    return {
      status: 200,
      body: toIntegrationWire(integration, { seen, language, expand: query?.expand }),
    };
  };
  return [
    ...typeHandlers(deps),
    handle(integrationsOperations.getIntegrations, async ({ principal, query, headers }) => {
      const found = await findIntegrations(deps, principal.org, query);
      const { size, offset } = pageOf(query);
      const language = languageOf(headers['accept-language']);
      const entities = found
        .slice(offset, offset + size)
        .map(({ integration, seen }) =>
          toIntegrationWire(integration, { seen, language, expand: query.expand }),
        );
      return {
        status: 200,
        body: toListing({ path: integrationsPath, query, entities, total: found.length }),
      };
    }),
    handle(integrationsOperations.postIntegrations, async ({ headers, ...call }) =>
      reply({ headers }, await createIntegration(deps, call, call.body)),
    ),
    handle(integrationsOperations.getIntegration, async (call) =>
      reply(call, await requireIntegration(deps.db, call.principal.org, call.params.integrationId)),
    ),
    handle(integrationsOperations.patchIntegration, async (call) =>
      reply(
        call,
        await switchIntegration(deps, call, {
          id: call.params.integrationId,
          intended: call.body.intendedState,
        }),
      ),
    ),
    handle(integrationsOperations.deleteIntegration, async (call) => {
      const removed = await removeIntegration(deps, call, call.params.integrationId);
      const language = languageOf(call.headers['accept-language']);
      const body = toIntegrationWire(
        { ...removed },
        { seen: { ...removed, state: 'INACTIVE', problem: null }, language },
      );
      return { status: 200, body: { ...body, intendedState: 'DELETED' } };
    }),
    ...configurationHandlers(deps),
  ];
};
