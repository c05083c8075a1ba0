import type { Database, Queryable } from '@tandem/kit';

export type ChannelRecord = {
  readonly id: string;
  readonly org: string;
  readonly userId: string | null;
  readonly clientId: string;
  readonly tokenId: string;
  readonly permissions: readonly string[];
  /** Of a client that is part of this installation. */
  readonly bundled: boolean;
  readonly expiresAt: Date;
};

export type ChannelOwner = Pick<ChannelRecord, 'org' | 'userId' | 'clientId'>;

type Row = {
  id: string;
  org: string;
  user_id: string | null;
  client_id: string;
  token_id: string;
  permissions: string[];
  bundled: boolean;
  expires_at: Date;
};

const columns = 'id, org, user_id, client_id, token_id, permissions, bundled, expires_at';
const fromRow = (row: Row): ChannelRecord => ({
  id: row.id,
  org: row.org,
  userId: row.user_id,
  clientId: row.client_id,
  tokenId: row.token_id,
  permissions: row.permissions,
  bundled: row.bundled,
  expiresAt: row.expires_at,
});

const ofOwner = 'org = $1 and client_id = $2 and user_id is not distinct from $3';
const ownerValues = ({ org, clientId, userId }: ChannelOwner) => [org, clientId, userId];

const channelRows = ({ db }: { db: Database }) => ({
  /** Stores the channel and removes what is over the owner's limit, unconnected and least used first. */
  async insert(
    channel: ChannelRecord,
    options: { readonly at: Date; readonly limit: number },
  ): Promise<readonly string[]> {
    return db.transaction(async (tx) => {
      await tx.query(
        "select pg_advisory_xact_lock(hashtextextended('notification_channel ' || $1, 0))",
        [`${channel.org}/${channel.clientId}/${channel.userId ?? ''}`],
      );
      await tx.query(
        `insert into notification_channel (${columns}, created_at, used_at) values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $9)`,
        [
          channel.id,
          channel.org,
          channel.userId,
          channel.clientId,
          channel.tokenId,
          channel.permissions,
          channel.bundled,
          channel.expiresAt,
          options.at,
        ],
      );
      await tx.query(`delete from notification_channel where ${ofOwner} and expires_at <= $4`, [
        ...ownerValues(channel),
        options.at,
      ]);
      const evicted = await tx.query<{ id: string }>(
        `delete from notification_channel where id in (select id from notification_channel where ${ofOwner} and id <> $4
           order by connection is null desc, used_at offset 0 limit greatest(0, (select count(*) from notification_channel where ${ofOwner}) - $5)) returning id`,
        [...ownerValues(channel), channel.id, options.limit],
      );
      return evicted.map(({ id }) => id);
    });
  },

  /** The channel if it is the owner's and has not expired; null otherwise. */
  async findOwn(owner: ChannelOwner, id: string, at: Date): Promise<ChannelRecord | null> {
    const [row] = await db.query<Row>(
      `select ${columns} from notification_channel where ${ofOwner} and id = $4 and expires_at > $5`,
      [...ownerValues(owner), id, at],
    );
    return row ? fromRow(row) : null;
  },

  /** The channel by its secret id alone, for its socket. */
  async find(id: string, at: Date): Promise<ChannelRecord | null> {
    const [row] = await db.query<Row>(
      `select ${columns} from notification_channel where id = $1 and expires_at > $2`,
      [id, at],
    );
    return row ? fromRow(row) : null;
  },

  async list(
    owner: Pick<ChannelOwner, 'org' | 'clientId'> & {
      readonly userId?: string | null;
      readonly tokenId?: string;
    },
    at: Date,
  ): Promise<readonly ChannelRecord[]> {
    const rows = await db.query<Row>(
      `select ${columns} from notification_channel where org = $1 and client_id = $2 and ($3::text is null or token_id = $3) and expires_at > $4
         and ($5::boolean or user_id is not distinct from $6) order by created_at`,
      [
        owner.org,
        owner.clientId,
        owner.tokenId ?? null,
        at,
        owner.userId === undefined,
        owner.userId ?? null,
      ],
    );
    return rows.map(fromRow);
  },

  async removeExpired(at: Date): Promise<void> {
    await db.query('delete from notification_channel where expires_at <= $1', [at]);
  },
});

const topicsOf = async (on: Queryable, id: string): Promise<readonly string[]> => {
  const rows = await on.query<{ topic: string }>(
    'select topic from notification_subscription where channel = $1 order by topic',
    [id],
  );
  return rows.map(({ topic }) => topic);
};

type Serving = {
  readonly connection: string | null;
  readonly expiresAt: Date;
  readonly topics: readonly string[];
};

const connectionRows = ({ db }: { db: Database }) => ({
  /** Makes `connection` the channel's socket. */
  async connect(id: string, connection: string, at: Date): Promise<void> {
    await db.query('update notification_channel set connection = $2, used_at = $3 where id = $1', [
      id,
      connection,
      at,
    ]);
  },

  async disconnect(id: string, connection: string): Promise<void> {
    await db.query(
      'update notification_channel set connection = null where id = $1 and connection = $2',
      [id, connection],
    );
  },

  /** Which connection serves the channel, until when, and what it hears; null if the channel is gone. */
  async serving(id: string, at: Date): Promise<Serving | null> {
    const [row] = await db.query<Omit<Serving, 'topics'>>(
      `select connection, expires_at as "expiresAt" from notification_channel where id = $1 and expires_at > $2`,
      [id, at],
    );
    return row ? { ...row, topics: await topicsOf(db, id) } : null;
  },
});

const subscriptionRows = ({ db }: { db: Database }) => ({
  topics: (id: string) => topicsOf(db, id),

  /**
   * Adds topics, or replaces all by them; subscribing again extends the channel's life. Answers all topics; nothing
   * is changed where there is no such channel, or would be more topics than `limit`.
   */
  async subscribe(
    id: string,
    topics: readonly string[],
    change: {
      readonly replace: boolean;
      readonly expiresAt: Date;
      readonly at: Date;
      readonly limit: number;
    },
  ): Promise<readonly string[] | 'gone' | 'tooMany'> {
    return db.transaction(async (tx) => {
      const [channel] = await tx.query(
        'select id from notification_channel where id = $1 and expires_at > $2 for update',
        [id, change.at],
      );
      if (!channel) return 'gone';
      const kept = change.replace ? [] : await topicsOf(tx, id);
      const all = [...new Set([...kept, ...topics])].sort();
      if (all.length > change.limit) return 'tooMany';
      await tx.query(
        'update notification_channel set expires_at = $2, used_at = $3 where id = $1',
        [id, change.expiresAt, change.at],
      );
      if (change.replace)
        await tx.query('delete from notification_subscription where channel = $1', [id]);
      await tx.query(
        'insert into notification_subscription (channel, topic) select $1, unnest($2::text[]) on conflict do nothing',
        [id, topics],
      );
      return all;
    });
  },

  async unsubscribe(id: string, topics: readonly string[]): Promise<void> {
    await db.query(
      'delete from notification_subscription where channel = $1 and topic = any ($2::text[])',
      [id, topics],
    );
  },
});

/** Channels and their subscriptions. Whatever changes on a channel is told to the other nodes by the use cases. */
export const createChannelStore = ({ db }: { db: Database }) => ({
  ...channelRows({ db }),
  ...connectionRows({ db }),
  ...subscriptionRows({ db }),
});

export type ChannelStore = ReturnType<typeof createChannelStore>;
