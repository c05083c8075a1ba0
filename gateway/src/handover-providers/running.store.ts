import type { Queryable } from '@tandem/kit';
import { gatewayQueues } from '../conversations/index.ts';

/** Whose handovers: a provider's, a channel's customers', or an endpoint's; `own`: only those that go by its own settings. */
export type Whose = { readonly org: string } & (
  | { readonly provider: string }
  | { readonly channel: string }
  | { readonly endpoint: string; readonly own: boolean }
);

const ofWhom = (whose: Whose): readonly [condition: string, id: string] => {
  if ('provider' in whose) return ['h.provider_id = $2', whose.provider];
  // By the endpoint first: of its handovers that run there is an index.
  if ('channel' in whose)
    return [
      `h.endpoint = (select c.endpoint from channel c where c.id = $2)
         and exists (select from session s where s.id = h.session and s.channel = $2)`,
      whose.channel,
    ];
  return [`h.endpoint = $2${whose.own ? ' and h.provider_id is null' : ''}`, whose.endpoint];
};

const unfinished = '(h.ended_at is null or h.form is not null)';

/** Handovers of the organisation that have something on its way, in the words of the index `lane_work_of_handover`. */
const sending = `(select distinct (w.payload ->> 'handover')::bigint as id from lane_work w
  where w.org = $1 and w.queue = '${gatewayQueues.handover}')`;

/** Handovers that are open, in which somebody leaves a message, or that have something for the agents on the way. */
export const countRunning = async (db: Queryable, whose: Whose): Promise<number> => {
  const [isTheirs, id] = ofWhom(whose);
  const [row] = await db.query<{ running: number }>(
    `select count(*)::int as running from (
       select h.id from handover h where ${isTheirs} and h.org = $1 and ${unfinished}
       union
       select h.id from ${sending} w join handover h on h.id = w.id where h.org = $1 and ${isTheirs}
     ) running`,
    [whose.org, id],
  );
  return row?.running ?? 0;
};

/** Those of them that are not over here, whatever is on its way. */
export const countUnfinished = async (db: Queryable, whose: Whose): Promise<number> => {
  const [isTheirs, id] = ofWhom(whose);
  const [row] = await db.query<{ unfinished: number }>(
    `select count(*)::int as unfinished from handover h where ${isTheirs} and h.org = $1 and ${unfinished}`,
    [whose.org, id],
  );
  return row?.unfinished ?? 0;
};

/** Some by id; `after` is the last one of the page before. */
export type Page = { readonly after: number; readonly limit: number };

type ListPage = (
  db: Queryable,
  whose: Whose,
  page: Page,
) => Promise<readonly { readonly id: number; readonly session: number }[]>;

/** Handovers that are over but have something for the agents on its way. */
export const listSending: ListPage = (db, whose, { after, limit }) => {
  const [isTheirs, id] = ofWhom(whose);
  return db.query<{ id: number; session: number }>(
    `select h.id, h.session from ${sending} w join handover h on h.id = w.id
     where h.org = $1 and ${isTheirs} and h.id > $3 and not ${unfinished} order by h.id limit $4`,
    [whose.org, id, after, limit],
  );
};

/** Handovers that are open, or ask for what to leave. */
export const listUnfinished: ListPage = (db, whose, { after, limit }) => {
  const [isTheirs, id] = ofWhom(whose);
  return db.query<{ id: number; session: number }>(
    `select h.id, h.session from handover h where ${isTheirs} and h.org = $1 and h.id > $3 and ${unfinished}
     order by h.id limit $4`,
    [whose.org, id, after, limit],
  );
};
