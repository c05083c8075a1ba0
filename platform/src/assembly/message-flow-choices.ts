import { botConnectorType } from '@tandem/contract';
import type { FlowServices } from '@tandem/flows';
import type { Database } from '@tandem/kit';

/** What settings of message flows choose from. */
export const messageFlowChoices = (db: Database): FlowServices['choices'] => ({
  botConnector: (org) =>
    db.query<{ id: string; name: string }>(
      'select id, name from app_integration where org = $1 and type = $2 order by lower(name)',
      [org, botConnectorType],
    ),
  /** The id begins with the integration's. */
  connectorBot: (org) =>
    db.query<{ id: string; name: string }>(
      `select i.id || '/' || (b.bot->>'id') as id, coalesce(b.bot->>'name', b.bot->>'id') as name
       from app_integration i
         join bot_connector_list l on l.org = i.org and l.integration = i.id
         cross join jsonb_array_elements(l.bots) as b (bot)
       where i.org = $1 and i.type = $2 order by lower(coalesce(b.bot->>'name', b.bot->>'id'))`,
      [org, botConnectorType],
    ),
  queue: (org) =>
    db.query<{ id: string; name: string }>(
      'select id, name from queue where org = $1 order by lower(name)',
      [org],
    ),
});
