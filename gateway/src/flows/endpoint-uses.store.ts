import type { FlowUse } from '@tandem/flows';
import type { Queryable } from '@tandem/kit';

/** Endpoints with a setting of their bot that holds the id of a flow. */
export const endpointsNaming = async (
  db: Queryable,
  org: string,
  { id }: { readonly id: string },
): Promise<readonly FlowUse[]> => {
  const found = await db.query<{ id: string; name: string }>(
    `select id, name from endpoint where org = $1 and exists (
       select from jsonb_each_text(bot_settings) s where s.value = $2) order by lower(name)`,
    [org, id],
  );
  return found.map((endpoint) => ({ kind: 'endpoint', ...endpoint }));
};

/** Endpoints whose bot another flow can ask. */
export const endpointsWithBots = (
  db: Queryable,
  org: string,
): Promise<readonly { readonly id: string; readonly name: string }[]> =>
  db.query<{ id: string; name: string }>(
    `select id, name from endpoint where org = $1 and bot_kind = 'webhook' order by lower(name) limit 1000`,
    [org],
  );
