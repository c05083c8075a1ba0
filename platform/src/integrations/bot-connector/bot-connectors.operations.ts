import {
  type BotConnectorBot,
  botConnectorListOperations,
  type Handler,
  handle,
  integrationCredentialOperations,
} from '@tandem/contract';
import { type PageOf, pageOf, toListing } from '../../listing/index.ts';
import type { BotConnectorDeps } from './bot-connectors.deps.ts';
import { botNamed, botsOf, putBots } from './bot-list.usecases.ts';
import { listCredentials } from './credentials.store.ts';
import {
  createCredential,
  removeCredential,
  replaceCredential,
  requireCredential,
  toCredentialInfo,
} from './credentials.usecases.ts';

const pathOf = (integration: string) =>
  `/api/v2/integrations/botconnector/${encodeURIComponent(integration)}/bots`;

const summaryOf = ({ id, name = id, description, botCompositeTag }: BotConnectorBot) => ({
  ...{ id, name },
  ...(description ? { description } : {}),
  ...(botCompositeTag ? { botCompositeTag } : {}),
});

const paged = <T>(path: string, query: Readonly<Record<string, unknown>> & PageOf, all: T[]) => {
  const { size, offset } = pageOf(query);
  const entities = all.slice(offset, offset + size);
  return { status: 200, body: toListing({ path, query, entities, total: all.length }) };
};

const botHandlers = (deps: BotConnectorDeps): readonly Handler[] => {
  const ops = botConnectorListOperations;
  const wire = (integration: string, bot: BotConnectorBot) => ({
    ...bot,
    selfUri: `${pathOf(integration)}/${encodeURIComponent(bot.id)}`,
  });
  return [
    handle(ops.putIntegrationsBotconnectorIntegrationIdBots, async (call) => {
      await putBots(deps, call, { id: call.params.integrationId, request: call.body });
      return { status: 204 };
    }),
    handle(ops.getIntegrationsBotconnectorIntegrationIdBots, async ({ principal, params }) => {
      const bots = await botsOf(deps, principal.org, params.integrationId);
      return {
        status: 200,
        body: { chatBots: bots.map((bot) => wire(params.integrationId, bot)) },
      };
    }),
    handle(ops.getIntegrationsBotconnectorIntegrationIdBotsSummaries, async (call) => {
      const { integrationId } = call.params;
      const bots = await botsOf(deps, call.principal.org, integrationId);
      return paged(`${pathOf(integrationId)}/summaries`, call.query, bots.map(summaryOf));
    }),
    handle(ops.getIntegrationsBotconnectorIntegrationIdBot, async (call) => {
      const { integrationId, botId } = call.params;
      const bots = await botsOf(deps, call.principal.org, integrationId);
      const bot = botNamed(bots, { botId, version: call.query.version });
      return { status: 200, body: wire(integrationId, bot) };
    }),
    handle(ops.getIntegrationsBotconnectorIntegrationIdBotVersions, async (call) => {
      const { integrationId, botId } = call.params;
      const bot = botNamed(await botsOf(deps, call.principal.org, integrationId), { botId });
      const versions = bot.versions.map(({ version }) => ({ ...summaryOf(bot), version }));
      return paged(`${pathOf(integrationId)}/${botId}/versions`, call.query, versions);
    }),
  ];
};

const credentialHandlers = (deps: BotConnectorDeps): readonly Handler[] => {
  const ops = integrationCredentialOperations;
  return [
    handle(ops.getIntegrationsCredentials, async ({ principal, query }) => {
      const all = await listCredentials(deps.db, principal.org);
      return paged(ops.getIntegrationsCredentials.path, query, all.map(toCredentialInfo));
    }),
    handle(ops.postIntegrationsCredentials, async (call) => ({
      status: 200,
      body: toCredentialInfo(await createCredential(deps, call, call.body)),
    })),
    handle(ops.getIntegrationsCredential, async ({ principal, params }) => ({
      status: 200,
      body: toCredentialInfo(await requireCredential(deps, principal.org, params.credentialId)),
    })),
    handle(ops.putIntegrationsCredential, async (call) => ({
      status: 200,
      body: toCredentialInfo(
        await replaceCredential(deps, call, { id: call.params.credentialId, request: call.body }),
      ),
    })),
    handle(ops.deleteIntegrationsCredential, async (call) => {
      await removeCredential(deps, call, call.params.credentialId);
      return { status: 200 };
    }),
  ];
};

/** Bots of Bot Connectors, and credentials of integrations (Platform API). */
export const botConnectorHandlers = (deps: BotConnectorDeps): readonly Handler[] => [
  ...botHandlers(deps),
  ...credentialHandlers(deps),
];
