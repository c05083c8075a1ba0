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
  queue: (org) =>
    db.query<{ id: string; name: string }>(
      'select id, name from queue where org = $1 order by lower(name)',
      [org],
    ),
});
