import type { BotConnectorBot } from '@tandem/contract';
import type { Queryable } from '@tandem/kit';

type Which = { readonly org: string; readonly integration: string };

/** The bots that a Bot Connector offers, as they were put. */
export const readBots = async (
  db: Queryable,
  { org, integration }: Which,
): Promise<readonly BotConnectorBot[]> => {
  const [row] = await db.query<{ bots: BotConnectorBot[] }>(
    'select bots from bot_connector_list where org = $1 and integration = $2',
    [org, integration],
  );
  return row?.bots ?? [];
};

/** Replaces all of them. */
export const saveBots = async (
  db: Queryable,
  { org, integration, bots, at }: Which & { bots: readonly BotConnectorBot[]; at: Date },
): Promise<void> => {
  await db.query(
    `insert into bot_connector_list (org, integration, bots, modified_at) values ($1, $2, $3, $4)
     on conflict (org, integration) do update set bots = excluded.bots, modified_at = excluded.modified_at`,
    [org, integration, JSON.stringify(bots), at],
  );
};

export const deleteBots = async (db: Queryable, { org, integration }: Which): Promise<void> => {
  await db.query('delete from bot_connector_list where org = $1 and integration = $2', [
    org,
    integration,
  ]);
};
