import { type Handler, handle, openMessagingOperations } from '@tandem/contract';
import { pageOf, toListing } from '../listing/index.ts';
import { noteIntegration } from './integrations.audit.ts';
import { type IntegrationRecord, listIntegrations } from './integrations.store.ts';
import {
  changeIntegration,
  createIntegration,
  readIntegration,
  removeIntegration,
  updateIntegration,
} from './integrations.usecases.ts';
import {
  integrationsPath,
  readReferences,
  toIntegrationWire,
  toMessagingIntegrationWire,
} from './integrations.wire.ts';
import type { ConfigurationDeps } from './messaging.deps.ts';
import { messagingErrors } from './messaging.errors.ts';

type ListQuery = {
  readonly pageSize?: number;
  readonly pageNumber?: number;
  readonly 'supportedContent.id'?: string;
  readonly 'messagingSetting.id'?: string;
};

const filterOf = (org: string, query: ListQuery) => {
  const content = query['supportedContent.id'];
  const setting = query['messagingSetting.id'];
  return {
    org,
    ...(content === undefined ? {} : { supportedContent: content }),
    ...(setting === undefined ? {} : { messagingSetting: setting }),
  };
};

const identityPath = '/api/v2/conversations/messaging/identityresolution/integrations/open';

const toIdentityWire = ({ id, identityResolution }: IntegrationRecord) => ({
  resolveIdentities: false,
  ...identityResolution,
  selfUri: `${identityPath}/${id}`,
});

/** Whether customers are found among the external contacts, and within which source their ids are theirs. */
const identityHandlers = (deps: ConfigurationDeps): readonly Handler[] => {
  return [
    handle(
      openMessagingOperations.getConversationsMessagingIdentityresolutionIntegrationsOpenIntegrationId,
      async ({ principal, params }) => ({
        status: 200,
        body: toIdentityWire(await readIntegration(deps, principal.org, params.integrationId)),
      }),
    ),
    handle(
      openMessagingOperations.putConversationsMessagingIdentityresolutionIntegrationsOpenIntegrationId,
      async (call) => {
        const { principal, params, body } = call;
        const record = await readIntegration(deps, principal.org, params.integrationId);
        const { resolveIdentities, division, externalSource } = body;
        if (division?.id && !(await deps.directory.division(principal.org, division.id)))
          throw messagingErrors.referenceUnknown({ kind: 'division', id: division.id });
        const identityResolution = {
          resolveIdentities,
          ...(division?.id ? { division: { id: division.id } } : {}),
          ...(externalSource?.id ? { externalSource: { id: externalSource.id } } : {}),
        };
        const changed = await changeIntegration(deps, record, {
          change: (current) => ({ ...current, identityResolution }),
          note: (tx, states) =>
            noteIntegration(deps, tx, { by: call, action: 'identityResolution', ...states }),
        });
        return { status: 200, body: toIdentityWire(changed) };
      },
    ),
  ];
};

/** Open messaging integrations, and their view among the integrations of all channels. */
export const integrationHandlers = (deps: ConfigurationDeps): readonly Handler[] => {
  const { db } = deps;
  const answer = async (record: IntegrationRecord) => ({
    status: 200,
    body: toIntegrationWire(record, await readReferences(db, record)),
  });
  const list = async <T>(
    org: string,
    query: ListQuery,
    toWire: (record: IntegrationRecord, references: object) => T,
  ) => {
    const { total, rows } = await listIntegrations(db, filterOf(org, query), pageOf(query));
    const entities = await Promise.all(
      rows.map(async (record) => toWire(record, await readReferences(db, record))),
    );
    return { total, entities, query };
  };

  return [
    handle(
      openMessagingOperations.getConversationsMessagingIntegrations,
      async ({ principal, query }) => ({
        status: 200,
        body: toListing({
          path: '/api/v2/conversations/messaging/integrations',
          ...(await list(principal.org, query, toMessagingIntegrationWire)),
        }),
      }),
    ),
    handle(
      openMessagingOperations.getConversationsMessagingIntegrationsOpen,
      async ({ principal, query }) => ({
        status: 200,
        body: toListing({
          path: integrationsPath,
          ...(await list(principal.org, query, toIntegrationWire)),
        }),
      }),
    ),
    handle(openMessagingOperations.postConversationsMessagingIntegrationsOpen, async (call) => {
      return answer(await createIntegration(deps, call, call.body));
    }),
    handle(
      openMessagingOperations.getConversationsMessagingIntegrationsOpenIntegrationId,
      async ({ principal, params }) =>
        answer(await readIntegration(deps, principal.org, params.integrationId)),
    ),
    handle(
      openMessagingOperations.patchConversationsMessagingIntegrationsOpenIntegrationId,
      async (call) => {
        const { params, body } = call;
        const wanted = { id: params.integrationId, request: body };
        return answer(await updateIntegration(deps, call, wanted));
      },
    ),
    handle(
      openMessagingOperations.deleteConversationsMessagingIntegrationsOpenIntegrationId,
      async (call) => {
        await removeIntegration(deps, call, call.params.integrationId);
        return { status: 200 };
      },
    ),
    ...identityHandlers(deps),
  ];
};
