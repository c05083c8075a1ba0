import type { MonitorConversation } from '@tandem/contract';
import type { Queryable } from '@tandem/kit';
import type { Owner } from '../conversations/index.ts';
import type { Page } from '../listing/index.ts';
import { deliveryQueue } from '../threads/index.ts';
import { isUuid } from './conversation-id.rules.ts';

/** Conversations a list looks through, the newest; older ones are found by their id. */
const mostListed = 20_000;

export type ConversationFilter = {
  readonly org: string;
  readonly search?: string | undefined;
  readonly state?: MonitorConversation['state'] | undefined;
  readonly owner?: MonitorConversation['owner'] | undefined;
  readonly integrationId?: string | undefined;
};

export type ConversationRow = {
  readonly id: string;
  readonly thread: number;
  readonly customer: { readonly id: string; readonly name: string | null };
  readonly integration: string;
  readonly integrationName: string | null;
  readonly queue: string | null;
  readonly queueName: string | null;
  readonly userId: string | null;
  readonly owner: Owner;
  readonly startedAt: Date;
  readonly endedAt: Date | null;
  readonly messages: number;
  readonly deadLetters: number;
  readonly labels: string[];
};

const recent = `select * from conversation where org = $1 order by started_at desc limit ${mostListed}`;
const recentOfIntegration = `select * from conversation where org = $1 and integration = $4
  order by started_at desc limit ${mostListed}`;
const held = `select * from conversation where org = $1 and owner <> 'none'`;

const candidates = ({ state, owner, integrationId }: ConversationFilter): string => {
  if (owner && owner !== 'none') return held;
  const newest = integrationId ? recentOfIntegration : recent;
  if (state !== 'open') return newest;
  // What nobody holds and is open nevertheless (no flow is routed to its address) is looked for among the newest.
  return `${held} union all select * from (${newest}) r where r.owner = 'none' and r.ended_at is null`;
};

const filterSql = `($2::text is null or ($2 = 'open') = (c.ended_at is null))
  and ($3::text is null or c.owner = $3) and ($4::uuid is null or c.integration = $4)`;

const searchSql = `exists (select from thread t
  cross join json_to_record(t.profile) p(id text, nickname text, "firstName" text, "lastName" text)
  where t.id = c.thread
    and (strpos(lower(p.id), lower($5)) > 0
      or strpos(lower(concat_ws(' ', p.nickname, p."firstName", p."lastName")), lower($5)) > 0))
  or exists (select from conversation_label l where l.conversation = c.id and l.key = lower(normalize($5)))`;

const matchesSql = (filter: ConversationFilter): string => {
  const { search } = filter;
  const among = `select c.id, c.started_at from (${candidates(filter)}) c
    where ${filterSql} and ($5::text is null or (${searchSql}))`;
  if (search === undefined || !isUuid(search)) return among;
  return `${among} union select c.id, c.started_at from conversation c
    where c.org = $1 and c.id = $5::uuid and ${filterSql}`;
};

/** One page of ids, newest first, with the number of conversations that match among those a list looks through. */
export const listConversations = async (
  db: Queryable,
  filter: ConversationFilter,
  { size, offset }: Page,
): Promise<{ readonly total: number; readonly ids: readonly string[] }> => {
  const { org, state, owner, integrationId, search } = filter;
  if (integrationId !== undefined && !isUuid(integrationId)) return { total: 0, ids: [] };
  const [found] = await db.query<{ total: number; ids: string[] }>(
    `with matches as materialized (${matchesSql(filter)})
     select (select count(*) from matches)::int as total,
       array(select id from matches order by started_at desc, id limit $6 offset $7) as ids`,
    [
      org,
      state ?? null,
      owner === 'bot' ? 'flow' : (owner ?? null),
      integrationId ?? null,
      search || null,
      size,
      offset,
    ],
  );
  return { total: found?.total ?? 0, ids: found?.ids ?? [] };
};

// Queue and agent are those of now; of an ended conversation the last ones.
const rowsSql = `select c.id, c.thread, c.integration, i.name as "integrationName", c.owner,
    json_build_object('id', t.profile->>'id', 'name', coalesce(t.profile->>'nickname',
      nullif(concat_ws(' ', t.profile->>'firstName', t.profile->>'lastName'), ''))) as customer,
    q.id as queue, q.name as "queueName", a.user_id as "userId", c.started_at as "startedAt", c.ended_at as "endedAt",
    (select count(*) from message m where m.thread = c.thread and m.conversation = c.id)::int as messages,
    (select count(*) from dead_letter d where d.org = c.org and d.queue = $3 and d.lane = c.thread
      and d.redriven_at is null and d.payload->>'conversationId' = c.id::text)::int as "deadLetters",
    array(select l.name from conversation_label l where l.conversation = c.id order by l.key) as labels
  from unnest($2::uuid[]) with ordinality wanted(id, n)
  join conversation c on c.id = wanted.id and c.org = $1
  join thread t on t.id = c.thread
  left join open_integration i on i.id = c.integration
  left join lateral (select p.queue from participant p where p.conversation = c.id and p.queue is not null
    and c.ended_at is not null order by p.ordinal desc limit 1) last on true
  left join queue q on q.id = coalesce(c.queue, last.queue)
  left join lateral (select p.user_id from participant p where p.conversation = c.id and p.purpose = 'agent'
    and (c.ended_at is not null or c.owner = 'agent') order by p.ordinal desc limit 1) a on true
  order by wanted.n`;

/** The organisation's conversations of the ids, in their order; those of others are left out. */
export const loadConversationRows = async (
  db: Queryable,
  org: string,
  ids: readonly string[],
): Promise<readonly ConversationRow[]> => {
  const known = ids.filter(isUuid);
  return known.length === 0 ? [] : db.query<ConversationRow>(rowsSql, [org, known, deliveryQueue]);
};
