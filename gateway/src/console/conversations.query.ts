import type { Activity, GatewayConversation, TimelineEntry } from '@tandem/contract';
import type { Database } from '@tandem/kit';
import type { HandoverState } from '../handover/index.ts';

type HandoverJson = {
  ordinal: number;
  provider: string;
  state: HandoverState;
  reason: string | null;
  endReason: string | null;
  remoteConversationId: string | null;
  agentName: string | null;
  dateStarted: string;
  dateEnded: string | null;
  survey: { score: number; comment: string | null } | null;
};

type Row = {
  conversation_id: string;
  endpoint: string;
  endpoint_name: string | null;
  channel: string | null;
  channel_kind: string | null;
  channel_name: string | null;
  user_id: string;
  user_name: string | null;
  locale: string;
  owner: GatewayConversation['owner'];
  messages: number;
  handovers: HandoverJson[];
  created_at: Date;
  active_at: Date;
};

const ownerSql = `coalesce((select case when h.state = 'active' or h.agent is not null then 'agent' else 'queue' end
  from handover h where h.session = s.id and h.ended_at is null), 'bot')`;

const columns = `s.conversation_id, s.endpoint, e.name as endpoint_name, s.channel,
  c.kind as channel_kind, c.name as channel_name, s.user_id, s.user_name, s.locale,
  ${ownerSql} as owner, s.created_at, s.active_at,
  (select count(*) from activity a where a.session = s.id and a.type = 'message') as messages,
  coalesce((select jsonb_agg(jsonb_build_object('ordinal', h.ordinal, 'provider', h.provider, 'state', h.state,
    'reason', h.reason, 'endReason', h.end_reason, 'remoteConversationId', h.remote_conversation,
    'agentName', h.agent->>'name', 'dateStarted', h.created_at, 'dateEnded', h.ended_at,
    'survey', (select jsonb_build_object('score', v.score, 'comment', v.comment) from handover_survey v
      where v.handover = h.id and v.answered_at is not null)) order by h.ordinal)
    from handover h where h.session = s.id), '[]') as handovers`;

const iso = (text: string | null) => (text === null ? null : new Date(text).toISOString());

const toWire = (row: Row): GatewayConversation => ({
  id: row.conversation_id,
  endpoint: { id: row.endpoint, name: row.endpoint_name ?? '' },
  channel: {
    id: row.channel,
    // A channel that was removed has left its conversations behind.
    kind: row.channel === null ? 'webchat' : (row.channel_kind ?? 'removed'),
    name: row.channel_name,
  },
  user: { id: row.user_id, name: row.user_name },
  locale: row.locale,
  owner: row.owner,
  messages: row.messages,
  handovers: row.handovers.map((handover) => ({
    ...handover,
    dateStarted: iso(handover.dateStarted) ?? '',
    dateEnded: iso(handover.dateEnded),
  })),
  dateStarted: row.created_at.toISOString(),
  dateActive: row.active_at.toISOString(),
  selfUri: `/tandem/gateway/conversations/${row.conversation_id}`,
});

type Owner = GatewayConversation['owner'];

export type ConversationFilter = {
  readonly org: string;
  readonly endpointId: string | null;
  readonly owner: Owner | null;
};

const isOpen = `select from handover h where h.session = s.id and h.ended_at is null`;

/**
 * Where the sessions of a filter are read from: open handovers are few, so they lead to what waits or speaks with an
 * agent; all else is read from the newest on by the index of the organisation or of its endpoint.
 */
const sourceOf = ({ owner }: ConversationFilter): string => {
  const filter = 's.org = $1 and ($2::uuid is null or s.endpoint = $2::uuid)';
  if (owner === null) return `from session s where ${filter}`;
  if (owner === 'bot') return `from session s where ${filter} and not exists (${isOpen})`;
  const agent = `(h.state = 'active' or h.agent is not null)`;
  return `from session s where ${filter} and s.id = any (array(
    select h.session from handover h
    where h.org = $1 and h.ended_at is null and ${owner === 'agent' ? agent : `not ${agent}`}))`;
};

/** Counting, and leafing, ends here: the time of a page does not grow with the history. */
export const maxListed = 10_000;

/** A page of the conversations of an organisation, the latest first; `total` counts to `maxListed`. */
export const listConversations = async (
  db: Database,
  { offset, limit, ...filter }: ConversationFilter & { offset: number; limit: number },
) => {
  const values = [filter.org, filter.endpointId];
  const source = sourceOf(filter);
  const [counted] = await db.query<{ total: number }>(
    `select count(*) as total from (select ${source} limit ${maxListed}) s`,
    values,
  );
  const most = Math.max(0, Math.min(limit, maxListed - offset));
  const rows = await db.query<Row>(
    `with page as materialized (
       select s.* ${source} order by s.active_minute desc, s.active_at desc, s.id desc offset $3 limit $4
     )
     select ${columns} from page s left join endpoint e on e.id = s.endpoint
     left join channel c on c.id = s.channel
     order by s.active_at desc, s.id desc`,
    [...values, Math.min(offset, maxListed), most],
  );
  return { items: rows.map(toWire), total: counted?.total ?? 0 };
};

export const findConversation = async (db: Database, org: string, id: string) => {
  const [row] = await db.query<Row>(
    `select ${columns} from session s left join endpoint e on e.id = s.endpoint
     left join channel c on c.id = s.channel
     where s.org = $1 and s.conversation_id = $2`,
    [org, id],
  );
  return row ? toWire(row) : null;
};

type EntryRow = {
  id: string;
  at: Date;
  kind: string;
  summary: string;
  ok: boolean;
  ordinal: number | null;
  detail: Record<string, unknown> | Activity;
};

const maxEntries = 2000;

/** Every hop of a conversation in order of time: what was said, called, received and decided. */
export const readTimeline = async (
  db: Database,
  org: string,
  id: string,
): Promise<TimelineEntry[]> => {
  const rows = await db.query<EntryRow>(
    `with s as (select id from session where org = $1 and conversation_id = $2),
     entries as (
       select 'a' || a.seq as id, a.seq as place, a.created_at as at, 'activity.' || a.direction as kind,
         left(coalesce(a.body->>'text', a.body->>'name', a.type), 200) as summary, true as ok, a.handover,
         a.body as detail
       from activity a where a.session = (select id from s)
       union all
       select 'h' || h.id, h.id, h.at, h.kind, h.summary, h.ok, h.handover, h.detail
       from hop h where h.session = (select id from s)
     )
     select x.id, x.at, x.kind, x.summary, x.ok, o.ordinal, x.detail
     from entries x left join handover o on o.id = x.handover order by x.at, x.place limit $3`,
    [org, id, maxEntries],
  );
  return rows.map(({ id: entry, at, kind, summary, ok, ordinal, detail }) => ({
    id: entry,
    at: at.toISOString(),
    kind,
    summary,
    ok,
    handover: ordinal,
    detail: detail as Record<string, unknown>,
  }));
};
