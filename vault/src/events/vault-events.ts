import type { Database, Queryable } from '@tandem/kit';

/** Something that has happened in the vault, for flows that are started by it. */
export type VaultEvent = {
  /** Names this event: whoever knows it has it already. */
  readonly id: string;
  readonly org: string;
  readonly type: string;
  /** What it is about. */
  readonly key: string;
  readonly data: Readonly<Record<string, string | null>>;
  readonly at: Date;
};

/** Where no gateway runs nobody takes events: they do not pile up for longer. */
const keptDays = 30;

/** Tells of what happened in the transaction of the change: both are there or neither. */
export const tellEvent = async (tx: Queryable, event: VaultEvent): Promise<void> => {
  const { org, id, type, key, data, at } = event;
  await tx.query(
    'insert into vault_event (org, id, type, key, data, at) values ($1, $2, $3, $4, $5, $6)',
    [org, id, type, key, JSON.stringify(data), at],
  );
  await tx.query(`delete from vault_event where at < $1::timestamptz - $2 * interval '1 day'`, [
    at,
    keptDays,
  ]);
};

/** What waits to be taken, of all organisations. */
export type VaultEvents = {
  /** Oldest first. */
  readonly waiting: (limit: number) => Promise<readonly VaultEvent[]>;
  /** After they are stored elsewhere. */
  readonly forget: (events: readonly Pick<VaultEvent, 'org' | 'id'>[]) => Promise<void>;
};

export const vaultEvents = (db: Database): VaultEvents => ({
  waiting: (limit) =>
    db.query<{
      id: string;
      org: string;
      type: string;
      key: string;
      data: VaultEvent['data'];
      at: Date;
    }>('select id, org, type, key, data, at from vault_event order by seq limit $1', [limit]),
  async forget(events) {
    await db.query(
      `delete from vault_event v using unnest($1::uuid[], $2::uuid[]) f(org, id)
       where v.org = f.org and v.id = f.id`,
      [events.map(({ org }) => org), events.map(({ id }) => id)],
    );
  },
});
