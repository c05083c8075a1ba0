import type { Queryable } from '@tandem/kit';
import { storableText } from '../conversations/index.ts';
import type { Channel } from './channels.model.ts';

type Place = { readonly channel: string; readonly address: string };

/** Whoever holds it is alone with that customer or thread until the transaction ends. */
export const lockThread = (tx: Queryable, { channel, address }: Place) =>
  tx.query('select pg_advisory_xact_lock(hashtextextended($1, 0))', [
    `channel ${channel} ${storableText(address)}`,
  ]);

/** The session the thread is in; null: none yet, or one of an endpoint that the channel has left. */
export const findThreadSession = async (
  tx: Queryable,
  { channel, address }: Place & { readonly channel: string },
  endpoint: string,
): Promise<number | null> => {
  const [row] = await tx.query<{ session: number }>(
    `select t.session from channel_thread t join session s on s.id = t.session
     where t.channel = $1 and t.address = $2 and s.endpoint = $3`,
    [channel, storableText(address), endpoint],
  );
  return row?.session ?? null;
};

export const pointThread = (
  tx: Queryable,
  { channel, address, org, session }: Place & { org: string; session: number },
) =>
  tx.query(
    `insert into channel_thread (channel, address, org, session) values ($1, $2, $3, $4)
     on conflict (channel, address) do update set session = excluded.session`,
    [channel, storableText(address), org, session],
  );

/** False for a repeat. */
export const insertInbound = async (
  tx: Queryable,
  {
    channel,
    remoteId,
    org,
    session,
    at,
  }: {
    channel: string;
    remoteId: string;
    org: string;
    session: number | null;
    at: Date;
  },
): Promise<boolean> =>
  (
    await tx.query(
      `insert into channel_inbound (channel, remote_id, org, session, at) values ($1, $2, $3, $4, $5)
       on conflict do nothing returning channel`,
      [channel, storableText(remoteId), org, session, at],
    )
  ).length > 0;

export const isKnownInbound = async (
  tx: Queryable,
  channel: string,
  remoteId: string,
): Promise<boolean> =>
  (
    await tx.query('select from channel_inbound where channel = $1 and remote_id = $2', [
      channel,
      storableText(remoteId),
    ])
  ).length > 0;

/** Whether the vendor's id is of a message that we have sent. */
export const isOwnMessage = async (tx: Queryable, channel: string, remoteId: string) =>
  (
    await tx.query('select from channel_outbound where channel = $1 and remote_id = $2', [
      channel,
      storableText(remoteId),
    ])
  ).length > 0;

export type SentPart = {
  readonly session: number;
  readonly seq: number;
  readonly part: number;
  readonly remoteId: string | null;
  readonly status: 'sent' | 'delivered' | 'read' | 'failed';
  readonly reason: string | null;
};

/** Notes what became of a part; a part that failed before may have gone through now. */
export const noteSent = (
  db: Queryable,
  channel: Pick<Channel, 'id' | 'org'>,
  { session, seq, part, remoteId, status, reason, at }: SentPart & { at: Date },
) =>
  db.query(
    `insert into channel_outbound (session, seq, part, org, channel, remote_id, status, reason, at)
     values ($1, $2, $3, $4, $5, $6, $7, $8, $9)
     on conflict (session, seq, part) do update set remote_id = excluded.remote_id, status = excluded.status,
       reason = excluded.reason, at = excluded.at`,
    [
      session,
      seq,
      part,
      channel.org,
      channel.id,
      remoteId,
      status,
      reason && storableText(reason),
      at,
    ],
  );

/** Parts of an activity that are with the vendor, and whether one was given up before. */
export const sentParts = async (
  db: Queryable,
  session: number,
  seq: number,
): Promise<{ readonly sent: ReadonlySet<number>; readonly wasGivenUp: boolean }> => {
  const rows = await db.query<{ part: number; lost: boolean }>(
    `select part, status = 'failed' and remote_id is null as lost from channel_outbound
     where session = $1 and seq = $2`,
    [session, seq],
  );
  const sent = new Set(rows.flatMap(({ part, lost }) => (lost ? [] : [part])));
  return { sent, wasGivenUp: rows.some(({ lost }) => lost) };
};

/** Notes what the vendor says of a message; null when it is none of ours. */
export const noteStatus = async (
  db: Queryable,
  channel: Pick<Channel, 'id'>,
  {
    remoteId,
    status,
    reason,
    at,
  }: Pick<SentPart, 'status' | 'reason'> & { remoteId: string; at: Date },
): Promise<{ readonly session: number; readonly seq: number } | null> => {
  const [row] = await db.query<{ session: number; seq: number }>(
    `update channel_outbound set status = case when status = 'read' and $3 <> 'failed' then status else $3 end,
       reason = $4, at = $5
     where channel = $1 and remote_id = $2 returning session, seq`,
    [channel.id, storableText(remoteId), status, reason && storableText(reason), at],
  );
  return row ?? null;
};
