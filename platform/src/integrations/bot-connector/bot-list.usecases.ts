import { type BotConnectorBot, type BotList, botConnectorType } from '@tandem/contract';
import { type By, noteChange } from '../../audit/index.ts';
import type { AppIntegration } from '../integrations.model.ts';
import { findIntegration } from '../integrations.store.ts';
import type { BotConnectorDeps } from './bot-connectors.deps.ts';
import { botConnectorErrors } from './bot-connectors.errors.ts';
import { readBots, saveBots } from './bot-list.store.ts';

/** @throws botConnectorErrors.withheld (403), notFound (404) for anything but a Bot Connector of the organisation */
export async function requireConnector(
  { db, botConnectorsWithheld }: Pick<BotConnectorDeps, 'db' | 'botConnectorsWithheld'>,
  org: string,
  id: string,
): Promise<AppIntegration> {
  const flag = await botConnectorsWithheld(org);
  if (flag !== null) throw botConnectorErrors.withheld({ flag });
  const found = await findIntegration(db, org, id);
  if (found?.type !== botConnectorType) throw botConnectorErrors.notFound();
  return found;
}

const twice = (values: readonly string[]): boolean => new Set(values).size !== values.length;

/** What is stored of a request: unknown fields are left out. @throws botConnectorErrors.botTwice (400) */
const readList = ({ chatBots }: BotList): readonly BotConnectorBot[] => {
  const repeated = chatBots.find(
    ({ id, versions }, index) =>
      chatBots.findIndex((one) => one.id === id) !== index ||
      twice(versions.map(({ version }) => version)),
  );
  if (repeated) throw botConnectorErrors.botTwice({ bot: repeated.id });
  return chatBots.map(({ id, name = id, description, botCompositeTag, versions }) => ({
    ...{ id, name },
    ...(description ? { description } : {}),
    ...(botCompositeTag ? { botCompositeTag } : {}),
    versions: versions.map(({ version, supportedLanguages, intents }) => ({
      ...{ version, supportedLanguages },
      intents: intents.map(({ name: intent, slots }) => ({
        name: intent,
        ...(slots ? { slots } : {}),
      })),
    })),
  }));
};

/** Replaces the bots that a Bot Connector offers to flows. @throws as {@link requireConnector}, and botTwice (400) */
export async function putBots(
  deps: BotConnectorDeps,
  by: By,
  { id, request }: { readonly id: string; readonly request: BotList },
): Promise<void> {
  const { org } = by.principal;
  const { name } = await requireConnector(deps, org, id);
  const bots = readList(request);
  await deps.db.transaction(async (tx) => {
    const before = await readBots(tx, { org, integration: id });
    await saveBots(tx, { org, integration: id, bots, at: deps.clock.now() });
    const names = (list: readonly BotConnectorBot[]) => list.map((bot) => bot.id).join(', ');
    await noteChange(deps, tx, {
      ...{ by, action: 'update', entity: { type: 'integration', id, name } },
      changes: { bots: { from: names(before), to: names(bots) } },
    });
  });
}

/** @throws as {@link requireConnector} */
export async function botsOf(
  deps: Pick<BotConnectorDeps, 'db' | 'botConnectorsWithheld'>,
  org: string,
  id: string,
): Promise<readonly BotConnectorBot[]> {
  await requireConnector(deps, org, id);
  return readBots(deps.db, { org, integration: id });
}

/** One of them; with a version, that version alone. @throws botConnectorErrors.notFound (404) */
export const botNamed = (
  bots: readonly BotConnectorBot[],
  { botId, version }: { readonly botId: string; readonly version?: string | undefined },
): BotConnectorBot => {
  const bot = bots.find(({ id }) => id === botId);
  const versions = bot?.versions.filter((one) => version === undefined || one.version === version);
  if (!bot || !versions || (version !== undefined && versions.length === 0))
    throw botConnectorErrors.notFound();
  return { ...bot, versions };
};
