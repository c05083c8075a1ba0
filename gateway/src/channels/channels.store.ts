import { type Queryable, unlessTaken } from '@tandem/kit';
import type { Channel } from './channels.model.ts';

type Row = {
  id: string;
  org: string;
  endpoint: string;
  name: string;
  kind: string;
  token: string;
  active: boolean;
  settings: Record<string, unknown>;
  secrets: Record<string, string>;
  secret_sources: Channel['secretSources'];
  version: number;
  created_at: Date;
  modified_at: Date;
};

const fromRow = (row: Row): Channel => ({
  id: row.id,
  org: row.org,
  endpointId: row.endpoint,
  name: row.name,
  token: row.token,
  active: row.active,
  part: { kind: row.kind, settings: row.settings },
  secrets: row.secrets,
  secretSources: row.secret_sources,
  version: row.version,
  createdAt: row.created_at,
  modifiedAt: row.modified_at,
});

const nameTaken = unlessTaken('channel_name');

/** False when the organisation has a channel of that name. */
export const insertChannel = (db: Queryable, channel: Channel): Promise<boolean> =>
  db
    .query(
      `insert into channel (id, org, endpoint, name, kind, token, active, settings, secrets, secret_sources,
         created_at, modified_at)
       values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $11)`,
      [
        ...[channel.id, channel.org, channel.endpointId, channel.name, channel.part.kind],
        ...[channel.token, channel.active, channel.part.settings, channel.secrets],
        ...[channel.secretSources, channel.createdAt],
      ],
    )
    .then(() => true, nameTaken);

/** Replaces the version before it; `stale` when somebody else did so first, or the channel is gone. */
export const updateChannel = (
  db: Queryable,
  channel: Channel,
): Promise<'updated' | 'nameTaken' | 'stale'> =>
  db
    .query(
      `update channel set endpoint = $3, name = $4, active = $5, settings = $6, secrets = $7, secret_sources = $8,
         version = $9, modified_at = $10
       where id = $1 and org = $2 and version = $9 - 1 returning id`,
      [
        ...[channel.id, channel.org, channel.endpointId, channel.name, channel.active],
        ...[channel.part.settings, channel.secrets, channel.secretSources],
        ...[channel.version, channel.modifiedAt],
      ],
    )
    .then(
      (rows) => (rows.length > 0 ? 'updated' : 'stale'),
      (error) => nameTaken(error) || 'nameTaken',
    );

/** Whether another channel of the organisation has its name. */
export const isNameTaken = async (
  db: Queryable,
  { org, id, name }: Pick<Channel, 'org' | 'id' | 'name'>,
): Promise<boolean> => {
  const others = await db.query(
    'select 1 from channel where org = $1 and lower(name) = lower($2) and id <> $3',
    [org, name, id],
  );
  return others.length > 0;
};

/** Locks it against changes, and against handovers that begin, until the transaction ends. */
export const lockChannel = (db: Queryable, org: string, id: string) =>
  db.query('select id from channel where org = $1 and id = $2 for update', [org, id]);

/** The name of the channel that was removed; null when there was none. */
export const removeChannel = async (db: Queryable, org: string, id: string) => {
  const [row] = await db.query<{ name: string }>(
    'delete from channel where org = $1 and id = $2 returning name',
    [org, id],
  );
  return row?.name ?? null;
};

export const findChannel = async (db: Queryable, org: string, id: string) => {
  const [row] = await db.query<Row>('select * from channel where org = $1 and id = $2', [org, id]);
  return row ? fromRow(row) : null;
};

export const findChannelById = async (db: Queryable, id: string) => {
  const [row] = await db.query<Row>('select * from channel where id = $1', [id]);
  return row ? fromRow(row) : null;
};

export const findChannelByToken = async (db: Queryable, token: string) => {
  const [row] = await db.query<Row>('select * from channel where token = $1', [token]);
  return row ? fromRow(row) : null;
};

/** A channel as a list shows it: with its endpoint's name and how it does. */
export type ShownChannel = {
  readonly channel: Channel;
  readonly endpointName: string;
  readonly lastInbound: Date | null;
  readonly lastOutbound: Date | null;
  readonly failure: { readonly at: Date; readonly reason: string } | null;
  readonly deadLetters: number;
  readonly deadLettersExpired: number;
};

type ShownRow = Row & {
  endpoint_name: string;
  last_inbound: Date | null;
  last_outbound: Date | null;
  failed_at: Date | null;
  failed_reason: string | null;
  dead_letters: number;
  dead_letters_expired: number;
};

const shownSql = (condition: string) => `select c.*, e.name as endpoint_name,
    (select max(i.at) from channel_inbound i where i.channel = c.id) as last_inbound,
    (select max(o.at) from channel_outbound o where o.channel = c.id and o.status <> 'failed') as last_outbound,
    f.at as failed_at, f.reason as failed_reason,
    (select count(*) from dead_letter d where d.org = c.org and d.redriven_at is null
       and d.queue in ('gateway.channel', 'gateway.channel.input') and d.payload->>'channel' = c.id::text) as dead_letters,
    (select coalesce(sum(x.expired), 0)::int from dead_letter_expired x where x.org = c.org
       and x.queue in ('gateway.channel', 'gateway.channel.input') and x.subject = c.id::text) as dead_letters_expired
  from channel c join endpoint e on e.id = c.endpoint
  left join lateral (select o.at, o.reason from channel_outbound o
    where o.channel = c.id and o.status = 'failed' order by o.at desc limit 1) f on true
  where ${condition}`;

const toShown = (row: ShownRow): ShownChannel => ({
  channel: fromRow(row),
  endpointName: row.endpoint_name,
  lastInbound: row.last_inbound,
  lastOutbound: row.last_outbound,
  failure: row.failed_at ? { at: row.failed_at, reason: row.failed_reason ?? '' } : null,
  deadLetters: row.dead_letters,
  deadLettersExpired: row.dead_letters_expired,
});

export const showChannel = async (db: Queryable, org: string, id: string) => {
  const [row] = await db.query<ShownRow>(shownSql('c.org = $1 and c.id = $2'), [org, id]);
  return row ? toShown(row) : null;
};

export const listChannels = async (
  db: Queryable,
  {
    org,
    endpoint,
    offset,
    limit,
  }: { org: string; endpoint: string | null; offset: number; limit: number },
) => {
  const filter = 'c.org = $1 and ($2::uuid is null or c.endpoint = $2::uuid)';
  const [count] = await db.query<{ total: number }>(
    `select count(*) as total from channel c where ${filter}`,
    [org, endpoint],
  );
  const rows = await db.query<ShownRow>(
    `${shownSql(filter)} order by lower(c.name) offset $3 limit $4`,
    [org, endpoint, offset, limit],
  );
  return { items: rows.map(toShown), total: count?.total ?? 0 };
};
