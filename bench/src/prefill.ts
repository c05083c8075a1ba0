import { createDatabase, findRunningPostgres, silentLog } from '@tandem/kit';

/** Plain SQL with the columns of the hot tables: a history as a year of traffic leaves it. */
const threads = `insert into thread (org, integration, customer, profile, part, lock_key, last_seq, conversation, conversation_ended_at)
  select i.org, i.id, 'opaque:history-' || n, json_build_object('id', 'history-' || n, 'idType', 'Opaque'), n % 64, hashtextextended('history ' || n, 0),
    $1::int, gen_random_uuid(), now() - interval '30 days'
  from generate_series(1, $2::int) n cross join (select org, id from open_integration limit 1) i`;
const conversations = `insert into conversation (id, org, thread, integration, started_at, ended_at, owner, version)
  select conversation, org, id, integration, now() - interval '31 days', now() - interval '30 days', 'none', 3 from thread where customer like 'opaque:history-%'`;
const messages = `insert into message (org, thread, seq, id, conversation, direction, at, status, body)
  select t.org, t.id, s, gen_random_uuid(), t.conversation, 'inbound', now() - interval '30 days', 'received',
    '{"type":"Text","text":"An old message of about the usual length, kept because nobody deletes history without being asked to do so."}'
  from thread t cross join generate_series(1, $1::int) s where t.customer like 'opaque:history-%'`;

/** Fills the running installation's platform schema; answers how many messages there are then. */
export const prefill = async ({
  dataFolder,
  threadCount,
  perThread,
}: {
  dataFolder: string;
  threadCount: number;
  perThread: number;
}): Promise<number> => {
  const connection = await findRunningPostgres(dataFolder);
  if (!connection) throw new Error('the embedded database does not run');
  const db = createDatabase({ connection, schema: 'platform', log: silentLog, max: 1 });
  try {
    await db.query(threads, [perThread, threadCount]);
    await db.query(conversations);
    await db.query(messages, [perThread]);
    await db.query('analyze thread, conversation, message');
    await db.query('checkpoint');
    const [row] = await db.query<{ n: number }>('select count(*) as n from message');
    return row?.n ?? 0;
  } finally {
    await db.close();
  }
};
