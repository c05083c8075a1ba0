import type { ApiUsageRow } from '@tandem/contract';
import type { Queryable } from '@tandem/kit';
import { groupings, type SummedRow, type UsageQuery } from './usage.rules.ts';

/** Requests of a client on a day, by operation and kind of answer. */
export type UsageCount = {
  readonly org: string;
  readonly client: string;
  /** Empty where no user is behind the token. */
  readonly userKey: string;
  /** `YYYY-MM-DD`, UTC. */
  readonly day: string;
  readonly method: string;
  readonly template: string;
  readonly status200: number;
  readonly status300: number;
  readonly status400: number;
  readonly status429: number;
  readonly status500: number;
};

const statuses = ['status200', 'status300', 'status400', 'status429', 'status500'] as const;

/** Adds to what is stored; several nodes do so at once, in the same order. */
export const addUsage = async (db: Queryable, counts: readonly UsageCount[]): Promise<void> => {
  const column = <K extends keyof UsageCount>(name: K) => counts.map((count) => count[name]);
  const sums = statuses.map((name) => `${name} = u.${name} + excluded.${name}`).join(', ');
  await db.query(
    `insert into client_usage as u (org, client, user_key, day, method, template, ${statuses.join(', ')})
     select * from unnest($1::uuid[], $2::uuid[], $3::text[], $4::date[], $5::text[], $6::text[],
       $7::bigint[], $8::bigint[], $9::bigint[], $10::bigint[], $11::bigint[])
     order by 2, 4, 3, 5, 6
     on conflict (client, day, user_key, method, template) do update set ${sums}`,
    [
      column('org'),
      column('client'),
      column('userKey'),
      column('day'),
      column('method'),
      column('template'),
      ...statuses.map(column),
    ],
  );
};

/** The most rows of one answer. */
const mostRows = 10_000;

/** Sums of a client's counts by what the query asks for. */
export const sumUsage = (
  db: Queryable,
  { org, client }: { readonly org: string; readonly client: string },
  { from, to, granularity, groupBy }: UsageQuery,
): Promise<SummedRow[]> => {
  const wanted = new Set<string>(groupBy.map((name) => groupings[name]));
  const plain = Object.values(groupings).map((name) =>
    wanted.has(name) ? name : `null as ${name}`,
  );
  // One of three fixed words: never what a caller wrote.
  const date =
    granularity === null
      ? 'null::timestamptz'
      : `date_trunc('${granularity}', day::timestamp) at time zone 'UTC'`;
  const groups = [...(granularity === null ? [] : ['1']), ...wanted];
  return db.query<SummedRow>(
    `select ${date} as date, ${plain.join(', ')},
       ${statuses.map((name) => `coalesce(sum(${name}), 0)::float as ${name}`).join(', ')}
     from client_usage where org = $1 and client = $2 and day >= $3::date and day < $4::date
     ${groups.length > 0 ? `group by ${groups.join(', ')} order by ${groups.join(', ')}` : ''} limit ${mostRows}`,
    [org, client, from, to],
  );
};

type Execution = { readonly id: string; readonly org: string; readonly client: string };

export const writeExecution = async (
  db: Queryable,
  { id, org, client }: Execution,
  { rows, at }: { readonly rows: readonly ApiUsageRow[]; readonly at: Date },
): Promise<void> => {
  await db.query(
    'insert into client_usage_query (id, org, client, rows, created_at) values ($1, $2, $3, $4, $5)',
    [id, org, client, JSON.stringify(rows), at],
  );
};

/** Rows of an answered query; null when the client has none of that id. */
export const findExecution = async (
  db: Queryable,
  { id, org, client }: Execution,
): Promise<readonly ApiUsageRow[] | null> => {
  const [row] = await db.query<{ rows: ApiUsageRow[] }>(
    'select rows from client_usage_query where id::text = $1 and org = $2 and client = $3',
    [id.toLowerCase(), org, client],
  );
  return row?.rows ?? null;
};

const dayMs = 86_400_000;
/** Counts are kept for this many days; answers for one. */
const keptDays = 400;

export const purgeUsage = async (db: Queryable, now: Date): Promise<void> => {
  await db.query('delete from client_usage_query where created_at < $1', [
    new Date(now.getTime() - dayMs),
  ]);
  await db.query('delete from client_usage where day < $1::date', [
    new Date(now.getTime() - keptDays * dayMs),
  ]);
};
