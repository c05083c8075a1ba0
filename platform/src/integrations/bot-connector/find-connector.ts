import {
  botConnectorCredential,
  botConnectorType,
  botConnectorUriProperty,
} from '@tandem/contract';
import type { FindConnector } from '../../messaging/index.ts';
import { listIntegrations } from '../integrations.store.ts';
import type { BotConnectorDeps } from './bot-connectors.deps.ts';
import { readBots } from './bot-list.store.ts';
import { credentialContext, readSealedFields } from './credentials.store.ts';

type Deps = Pick<BotConnectorDeps, 'db' | 'sealer' | 'botConnectorsWithheld'>;

const same = (a: string, b: string) => a.toLowerCase() === b.toLowerCase();

const headersOf = async ({ db, sealer }: Deps, org: string, credential: string | undefined) => {
  const sealed = credential ? await readSealedFields(db, org, credential) : null;
  if (!credential || !sealed) return {};
  const text = await sealer.open(org, credentialContext(credential), sealed);
  return JSON.parse(text) as Record<string, string>;
};

/** By the integration's id or name, and the bot's; a version of '' is the latest of the list. */
export const createFindConnector =
  (deps: Deps): FindConnector =>
  async (org, asked) => {
    const flag = await deps.botConnectorsWithheld(org);
    if (flag !== null) return { refused: `The setting ${flag} does not name the organisation.` };
    const all = (await listIntegrations(deps.db, org)).filter(
      ({ type }) => type === botConnectorType,
    );
    const found =
      all.find(({ id }) => same(id, asked.integration)) ??
      all.find(({ name }) => same(name, asked.integration));
    if (!found) return { refused: 'There is no such Genesys Bot Connector integration.' };
    if (found.state !== 'ACTIVE')
      return { refused: `The integration "${found.name}" is not active.` };
    const bots = await readBots(deps.db, { org, integration: found.id });
    const bot =
      bots.find(({ id }) => id === asked.bot) ??
      bots.find(({ id, name = id }) => same(name, asked.bot));
    const version = asked.version
      ? bot?.versions.find((one) => one.version === asked.version)
      : bot?.versions.at(-1);
    if (!bot || !version)
      return { refused: `The integration "${found.name}" has no such bot or version in its list.` };
    const url = found.properties[botConnectorUriProperty];
    const headers = await headersOf(deps, org, found.credentials[botConnectorCredential]);
    return { url: String(url), headers, version: version.version, botId: bot.id };
  };
