import {
  botConnectorCredential,
  botConnectorType,
  botConnectorUriProperty,
} from '@tandem/contract';
import { listIntegrations } from '../integrations.store.ts';
import type { BotConnectorDeps } from './bot-connectors.deps.ts';
import { readBots } from './bot-list.store.ts';
import { credentialContext, readSealedFields } from './credentials.store.ts';

/** Where a bot is called, with what proves the call; or why it cannot be. */
export type FoundConnector =
  | {
      readonly url: string;
      readonly headers: Readonly<Record<string, string>>;
      readonly botId: string;
      readonly version: string;
    }
  | { readonly refused: string };

/** Finds the bot that a flow names: an integration by id or name, one of its bots by id or name, and a version. */
export type FindConnector = (
  org: string,
  asked: { readonly integration: string; readonly bot: string; readonly version: string },
) => Promise<FoundConnector>;

type Deps = Pick<BotConnectorDeps, 'db' | 'sealer' | 'botConnectorsWithheld'>;

const same = (a: string, b: string) => a.toLowerCase() === b.toLowerCase();

const headersOf = async ({ db, sealer }: Deps, org: string, credential: string | undefined) => {
  const sealed = credential ? await readSealedFields(db, org, credential) : null;
  if (!credential || !sealed) return {};
  const text = await sealer.open(org, credentialContext(credential), sealed);
  return JSON.parse(text) as Record<string, string>;
};

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
