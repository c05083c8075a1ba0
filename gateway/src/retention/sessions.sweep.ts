import { oldBefore, type Sweep, type SweepBatch, type Transaction } from '@tandem/kit';

/** Conversations and rows a transaction removes: they are locked as long as it runs. */
export const bounds = { sessions: 25, rows: 2_000 };

type Place = { readonly org: string; readonly minute: string; readonly id: number };

/** Before the first organisation's first conversation. */
const start: Place = {
  org: '00000000-0000-0000-0000-000000000000',
  minute: '-infinity',
  id: 0,
};

/** The first organisation at or behind the place that has conversations. */
const organisationFrom = async (tx: Transaction, org: string, including: boolean) => {
  const [row] = await tx.query<{ org: string }>(
    `select org from session where org > $1::uuid or ($2 and org = $1::uuid) order by org limit 1`,
    [org, including],
  );
  return row?.org ?? null;
};

/** Quiet since long, with no handover open and nothing that waits to be done or to be sent again; locked. */
const quietSql = `select s.id, s.org, s.active_minute::text as minute from session s
  where s.org = $1 and s.active_at < $2 and s.active_minute <= $2
    and (s.active_minute, s.id) > ($3::timestamptz, $4::bigint)
    and not exists (select from handover h where h.session = s.id and h.ended_at is null)
    and not exists (select from lane_work w where w.lane = s.id)
    and not exists (select from lane_timer t where t.lane = s.id)
    and not exists (select from dead_letter d where d.org = s.org and d.queue in ('gateway.dialogue', 'gateway.handover', 'gateway.channel', 'gateway.channel.input')
      and d.lane = s.id and d.redriven_at is null)
  order by s.active_minute, s.id limit $5 for update of s skip locked`;

const bounded = (table: string, condition = 'session = any ($1::bigint[])') =>
  `delete from ${table} where ctid = any (array(
     select ctid from ${table} where ${condition} limit $2)) returning 1`;

/** In this order; the conversation itself comes last, so a run that is broken off finds it again. */
const parts: readonly string[] = [
  bounded('activity'),
  bounded('hop'),
  bounded('attachment'),
  bounded('bot_memory'),
  bounded('copilot_tile'),
  bounded('copilot_input'),
  bounded('channel_inbound'),
  bounded('channel_outbound'),
  // Of bot flows: what was said stands in their traces too.
  bounded(
    'automation_trace',
    'run in (select r.id from automation_run r where r.session = any ($1::bigint[]))',
  ),
  bounded('automation_run'),
  bounded('handover_survey'),
  bounded('handover'),
  bounded('dead_letter', 'lane = any ($1::bigint[]) and redriven_at is not null'),
];

const removeAll = async (tx: Transaction, ids: readonly number[], budget: number) => {
  let left = budget;
  for (const part of parts) {
    left -= (await tx.query(part, [ids, left])).length;
    if (left <= 0) return false;
  }
  await tx.query('delete from session where id = any ($1::bigint[])', [ids]);
  return true;
};

/** Chats that nobody wrote in for so long, with all that belongs to them. */
export const sessionSweep = (days: number, limits = bounds): Sweep => ({
  name: 'chats',
  begin(now): SweepBatch {
    const before = oldBefore(now, days);
    let place: Place | null = null;
    return async (tx) => {
      if (!place) {
        const org = await organisationFrom(tx, start.org, true);
        if (org === null) return { removed: 0, more: false };
        place = { ...start, org };
      }
      const { org, minute, id } = place;
      const quiet = await tx.query<Place>(quietSql, [org, before, minute, id, limits.sessions]);
      const ids = quiet.map((session) => session.id);
      if (ids.length > 0 && !(await removeAll(tx, ids, limits.rows)))
        return { removed: 0, more: true };
      const last = quiet.at(-1);
      if (last && quiet.length === limits.sessions) {
        place = last;
        return { removed: ids.length, more: true };
      }
      const next = await organisationFrom(tx, org, false);
      place = next === null ? place : { ...start, org: next };
      return { removed: ids.length, more: next !== null };
    };
  },
});
