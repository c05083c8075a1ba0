import { oldBefore, type Queryable, type Sweep } from '@tandem/kit';

const rowsAtOnce = 1_000;

/** Passes over what is being put back just now. */
const removeSql = `with old as (
    select id from dead_letter where died_at < $1 order by died_at limit $2 for update skip locked
  ), gone as (
    delete from dead_letter d using old where d.id = old.id
    returning d.org, d.queue, lane_subject(d.payload, $3::text) as subject, d.redriven_at is null as unsent
  ), counted as (
    insert into dead_letter_expired as x (org, queue, subject, expired, expired_at)
    select org, queue, subject, count(*), $4 from gone where unsent group by org, queue, subject
    order by org, queue, subject
    on conflict (org, queue, subject) do update
      set expired = x.expired + excluded.expired, expired_at = excluded.expired_at
  )
  select count(*) as removed from gone`;

/**
 * Removes dead letters so many days after they died, whether or not they were put back, and counts those that were not.
 * @param days 1 or more
 * @param subject name of the field of payloads that says what work is for
 */
export const deadLetterSweep = (days: number, subject: string): Sweep => ({
  name: 'laneDeadLetters',
  begin: (now) => async (tx) => {
    const values = [oldBefore(now, days), rowsAtOnce, subject, now];
    const [gone] = await tx.query<{ removed: number }>(removeSql, values);
    const removed = gone?.removed ?? 0;
    return { removed, more: removed === rowsAtOnce };
  },
});

/** How many dead letters of a queue went by age, of one subject or of all. */
export const countExpired = async (
  db: Queryable,
  { org, queues, subject }: { org: string; queues: readonly string[]; subject?: string },
): Promise<number> => {
  const [row] = await db.query<{ expired: number }>(
    `select coalesce(sum(expired), 0)::int as expired from dead_letter_expired
     where org = $1 and queue = any ($2) and ($3::text is null or subject = $3)`,
    [org, queues, subject ?? null],
  );
  return row?.expired ?? 0;
};
