import type { Queryable } from '@tandem/kit';
import { storableJson, storableText } from '../conversations/index.ts';
import { apartWordsOf } from './apart-words.rules.ts';
import type { EndReason, HandoverState } from './handover.machine.ts';
import type {
  Agent,
  Handover,
  HandoverRequest,
  Idle,
  LeavingForm,
  QueueInfo,
} from './handover.model.ts';

type Row = {
  id: number;
  org: string;
  session: number;
  ordinal: number;
  endpoint: string;
  provider: string;
  provider_id: string | null;
  state: HandoverState;
  version: number;
  request: HandoverRequest;
  remote: Record<string, string>;
  remote_conversation: string | null;
  agent: Agent | null;
  queue_info: QueueInfo | null;
  told_queue_at: Date | null;
  idle: Idle | null;
  form: LeavingForm | null;
  reason: string | null;
  end_reason: EndReason | null;
  ended_participants: string[];
  checked_at: Date | null;
  tried_at: Date | null;
  created_at: Date;
  answered_at: Date | null;
  ended_at: Date | null;
  copilot: boolean;
  unheard: number[];
  place: string | null;
  forsaken: boolean;
};

const fromRow = (row: Row): Handover => ({
  id: row.id,
  org: row.org,
  session: row.session,
  ordinal: row.ordinal,
  endpointId: row.endpoint,
  provider: row.provider,
  providerId: row.provider_id,
  state: row.state,
  version: row.version,
  request: row.request,
  remote: row.remote,
  remoteConversation: row.remote_conversation,
  agent: row.agent,
  queueInfo: row.queue_info,
  toldQueueAt: row.told_queue_at,
  idle: row.idle,
  form: row.form,
  reason: row.reason,
  endReason: row.end_reason,
  endedParticipants: row.ended_participants,
  checkedAt: row.checked_at,
  triedAt: row.tried_at,
  createdAt: row.created_at,
  answeredAt: row.answered_at,
  endedAt: row.ended_at,
  copilot: row.copilot,
  unheard: row.unheard,
  place: row.place,
  forsaken: row.forsaken,
});

const first = (rows: readonly Row[]) => (rows[0] ? fromRow(rows[0]) : null);

/** The session's open handover; there is at most one. */
export const findOpenHandover = async (db: Queryable, session: number) =>
  first(
    await db.query<Row>('select * from handover where session = $1 and ended_at is null', [
      session,
    ]),
  );

/** The handover whose customer is asked for what to leave; there is at most one. */
export const findLeaving = async (db: Queryable, session: number) =>
  first(
    await db.query<Row>(
      'select * from handover where session = $1 and form is not null order by ordinal desc limit 1',
      [session],
    ),
  );

/** The handover whose customer the bot does not hear: the open one, otherwise the one that asks for what to leave. */
export const findWithAgents = async (db: Queryable, session: number) =>
  first(
    await db.query<Row>(
      `select * from handover where session = $1 and (ended_at is null or form is not null)
       order by ended_at nulls first, ordinal desc limit 1`,
      [session],
    ),
  );

/** Open handovers of a conversation of the contact centre; ids of different contact centres may be the same. */
export const listOpenByConversation = async (db: Queryable, conversation: string) =>
  (
    await db.query<Row>(
      'select * from handover where remote_conversation = $1 and ended_at is null limit 10',
      [conversation],
    )
  ).map(fromRow);

export const findHandover = async (db: Queryable, id: number) =>
  first(await db.query<Row>('select * from handover where id = $1', [id]));

/** The handovers of those ids that are there. */
export const findHandovers = async (
  db: Queryable,
  ids: readonly number[],
): Promise<ReadonlyMap<number, Handover>> => {
  const rows = await db.call<Row>('handovers_by_id', 'select * from handovers_by_id($1)', [ids]);
  return new Map(rows.map((row) => [row.id, fromRow(row)]));
};

export const findLastHandover = async (db: Queryable, session: number) =>
  first(
    await db.query<Row>('select * from handover where session = $1 order by ordinal desc limit 1', [
      session,
    ]),
  );

/** Whether a handover of the session went to the provider. */
export const wasHandedOverTo = async (db: Queryable, session: number, providerId: string) =>
  (
    await db.query('select 1 from handover where session = $1 and provider_id = $2 limit 1', [
      session,
      providerId,
    ])
  ).length > 0;

/** The handover before this one in the session, when it has a remote conversation. */
export const findPreviousConversation = async (db: Queryable, handover: Handover) => {
  const [row] = await db.query<{ remote_conversation: string }>(
    `select remote_conversation from handover where session = $1 and ordinal < $2 and remote_conversation is not null
     order by ordinal desc limit 1`,
    [handover.session, handover.ordinal],
  );
  return row?.remote_conversation ?? null;
};

/** How a handover ended that was never open: a session has one that is open at most. */
export type EndedAtOnce = Pick<Handover, 'state' | 'endReason'>;

export const insertHandover = async (
  db: Queryable,
  input: Pick<
    Handover,
    'org' | 'session' | 'endpointId' | 'provider' | 'providerId' | 'request' | 'createdAt'
  > & { readonly ended?: EndedAtOnce },
): Promise<Handover> => {
  const [row] = await db.query<Row>(
    `insert into handover (org, session, ordinal, endpoint, provider, request, reason, created_at, changed_at, provider_id,
       apart_words, state, end_reason, ended_at, copilot)
     select $1, $2, coalesce(max(ordinal), 0) + 1, $3, $4, $5, $6, $7, $7, $8, $9, $10, $11, $12,
       exists (select from copilot_workspace w where w.endpoint = $3 and w.enabled) from handover
     where session = $2 returning *`,
    [
      input.org,
      input.session,
      input.endpointId,
      input.provider,
      storableJson(input.request),
      input.request.reason && storableText(input.request.reason),
      input.createdAt,
      input.providerId,
      apartWordsOf(input.request)?.map(storableText) ?? null,
      input.ended?.state ?? 'requested',
      input.ended?.endReason ?? null,
      input.ended ? input.createdAt : null,
    ],
  );
  return fromRow(row as Row);
};

export type HandoverPatch = Partial<
  Pick<
    Handover,
    | 'state'
    | 'request'
    | 'remote'
    | 'remoteConversation'
    | 'agent'
    | 'queueInfo'
    | 'endReason'
    | 'endedParticipants'
    | 'checkedAt'
    | 'triedAt'
    | 'toldQueueAt'
    | 'idle'
    | 'form'
    | 'answeredAt'
    | 'place'
    | 'endedAt'
    | 'forsaken'
  >
> & { readonly nextCheckAt?: Date | null };

/** Writes what a change names and nothing else. The caller holds the session's lock. */
export const updateHandover = async (
  db: Queryable,
  { id, patch, at }: { id: number; patch: HandoverPatch; at: Date },
): Promise<Handover> => {
  const columns: Record<string, unknown> = {
    state: patch.state,
    request: patch.request && storableJson(patch.request),
    remote: patch.remote,
    remote_conversation: patch.remoteConversation && storableText(patch.remoteConversation),
    agent: patch.agent && storableJson(patch.agent),
    queue_info: patch.queueInfo && JSON.stringify(patch.queueInfo),
    end_reason: patch.endReason,
    ended_participants: patch.endedParticipants && JSON.stringify(patch.endedParticipants),
    checked_at: patch.checkedAt,
    tried_at: patch.triedAt,
    told_queue_at: patch.toldQueueAt,
    idle: patch.idle && JSON.stringify(patch.idle),
    form: patch.form && storableJson(patch.form),
    answered_at: patch.answeredAt,
    place: patch.place,
    ended_at: patch.endedAt,
    forsaken: patch.forsaken,
    next_check_at: patch.nextCheckAt,
  };
  const set = Object.entries(columns).filter(([, value]) => value !== undefined);
  const sql = set.map(([name], index) => `${name} = $${index + 3}`).join(', ');
  const [row] = await db.query<Row>(
    `update handover set version = version + 1, changed_at = $2${sql ? `, ${sql}` : ''} where id = $1 returning *`,
    [id, at, ...set.map(([, value]) => value)],
  );
  return fromRow(row as Row);
};

/** Notes that agents did not get a word of the customer, or did after all. The caller holds the session's lock. */
export const noteUnheard = (
  db: Queryable,
  { handover, seq, heard = false }: { handover: number; seq: number; heard?: boolean },
) =>
  db.query(
    `update handover set unheard = array_remove(unheard, $2::int) ${heard ? '' : '|| $2::int'} where id = $1`,
    [handover, seq],
  );

export type Watched = Pick<
  Handover,
  'id' | 'endpointId' | 'provider' | 'providerId' | 'remoteConversation'
>;

/**
 * Open handovers in the partitions that the contact centre has, the oldest first: the same ones every time, so that a
 * limit makes the newer ones wait and takes nothing away from the others.
 */
export const listWatched = (
  db: Queryable,
  { parts, limit }: { parts: readonly number[]; limit: number },
): Promise<readonly Watched[]> =>
  db.query<Watched>(
    `select h.id, h.endpoint as "endpointId", h.provider, h.provider_id as "providerId",
       h.remote_conversation as "remoteConversation"
     from handover h join session s on s.id = h.session
     where h.ended_at is null and h.state <> 'requested' and s.part = any($1::int[]) order by h.id limit $2`,
    [parts, limit],
  );

/** Those of them whose turn it is to be looked at, the longest due first. */
export const listDue = async (
  db: Queryable,
  { parts, limit, at }: { parts: readonly number[]; limit: number; at: Date },
): Promise<readonly Handover[]> =>
  (
    await db.query<Row>(
      `select h.* from handover h join session s on s.id = h.session
       where h.ended_at is null and h.state <> 'requested' and s.part = any($1::int[])
         and (h.next_check_at is null or h.next_check_at <= $3)
       order by h.next_check_at nulls first limit $2`,
      [parts, limit, at],
    )
  ).map(fromRow);

export const postponeCheck = (db: Queryable, id: number, at: Date) =>
  db.query('update handover set next_check_at = $2 where id = $1 and ended_at is null', [id, at]);

export type RemoteKey = {
  readonly org: string;
  readonly integrationId: string;
  readonly messageId: string;
  readonly kind: string;
  readonly status: string;
};

/** False for a webhook that was taken in before; part of the transaction of its effect. */
export const insertRemoteMessage = async (db: Queryable, key: RemoteKey, at: Date) =>
  (
    await db.query(
      `insert into remote_message (org, integration_id, message_id, kind, status, at) values ($1, $2, $3, $4, $5, $6)
       on conflict do nothing returning message_id`,
      [key.org, ...[key.integrationId, key.messageId, key.kind, key.status].map(storableText), at],
    )
  ).length > 0;

export const forgetRemoteMessages = (db: Queryable, before: Date) =>
  db.query('delete from remote_message where at < $1', [before]);
