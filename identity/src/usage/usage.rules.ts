import type { ApiUsageClientQuery, ApiUsageRow } from '@tandem/contract';
import { identityErrors } from '../identity.errors.ts';

/** What rows may be grouped by, as the wire spells it, and the column behind it. */
export const groupings = {
  OAuthClientId: 'client',
  OrganizationId: 'org',
  UserId: 'user_key',
  TemplateUri: 'template',
  HttpMethod: 'method',
} as const;
export type Grouping = keyof typeof groupings;

export const metricNames = [
  'Status200',
  'Status300',
  'Status400',
  'Status429',
  'Status500',
  'Requests',
] as const;
export type Metric = (typeof metricNames)[number];

/** A checked query; days are `YYYY-MM-DD` in UTC, `to` is not among them. */
export type UsageQuery = {
  readonly from: string;
  readonly to: string;
  readonly granularity: 'day' | 'week' | 'month' | null;
  readonly groupBy: readonly Grouping[];
  readonly metrics: readonly Metric[];
};

const dayMs = 86_400_000;
/** The longest interval in days. */
const mostDays = 366;

const wrong = (problem: string) => identityErrors.invalid({ problem });

const instant = (text: string | undefined): number => {
  const at = Date.parse(text ?? '');
  if (text === undefined || Number.isNaN(at))
    throw wrong('interval: two times are needed, such as 2026-01-01/2026-02-01');
  return at;
};

const dayOf = (at: number): string => new Date(at).toISOString().slice(0, 10);

/** Whole days that an interval touches: counts are kept by day. */
const daysOf = (interval: string) => {
  const [first, last, ...more] = interval.split('/');
  const [from, to] = [instant(first), instant(last)];
  if (more.length > 0 || from >= to) throw wrong('interval: the end must come after the start');
  if (to - from > mostDays * dayMs) throw wrong(`interval: at most ${mostDays} days`);
  return { from: dayOf(from), to: dayOf(to - 1 + dayMs) };
};

const known = <T extends string>(
  field: string,
  given: readonly string[],
  names: readonly T[],
): T[] =>
  [...new Set(given)].map((one) => {
    const name = names.find((candidate) => candidate === one);
    if (!name) throw wrong(`${field}: ${one} is none of ${names.join(', ')}`);
    return name;
  });

/** Checks a query. @throws identityErrors.invalid (400) */
export const readUsageQuery = (request: ApiUsageClientQuery): UsageQuery => ({
  ...daysOf(request.interval),
  granularity: request.granularity
    ? (request.granularity.toLowerCase() as 'day' | 'week' | 'month')
    : null,
  groupBy: known('groupBy', request.groupBy ?? [], Object.keys(groupings) as Grouping[]),
  metrics: request.metrics?.length ? known('metrics', request.metrics, metricNames) : metricNames,
});

/** The last days up to now. @throws identityErrors.invalid (400) */
export const summaryQuery = (days: string | undefined, now: Date): UsageQuery => {
  const wanted = days === undefined ? 7 : Number(days);
  if (!Number.isInteger(wanted) || wanted < 1 || wanted > mostDays)
    throw wrong(`days: a whole number from 1 to ${mostDays}`);
  const to = now.getTime() + 1;
  const interval = `${new Date(to - wanted * dayMs).toISOString()}/${new Date(to).toISOString()}`;
  return readUsageQuery({ interval, granularity: 'Day', groupBy: ['TemplateUri', 'HttpMethod'] });
};

export type SummedRow = {
  readonly date: Date | null;
  readonly client: string | null;
  readonly org: string | null;
  readonly user_key: string | null;
  readonly template: string | null;
  readonly method: string | null;
} & Readonly<Record<'status200' | 'status300' | 'status400' | 'status429' | 'status500', number>>;

const fieldOf = {
  Status200: 'status200',
  Status300: 'status300',
  Status400: 'status400',
  Status429: 'status429',
  Status500: 'status500',
} as const;

/** A row as the wire shows it: only what was asked for. */
export const toUsageRow = (
  row: SummedRow,
  { metrics }: UsageQuery,
  clientName: string,
): ApiUsageRow => {
  const requests = row.status200 + row.status300 + row.status400 + row.status429 + row.status500;
  const counted = metrics.map((metric) =>
    metric === 'Requests' ? ['requests', requests] : [fieldOf[metric], row[fieldOf[metric]]],
  );
  return {
    ...(row.client ? { clientId: row.client, clientName } : {}),
    ...(row.org ? { organizationId: row.org } : {}),
    ...(row.user_key ? { userId: row.user_key } : {}),
    ...(row.template ? { templateUri: row.template } : {}),
    ...(row.method ? { httpMethod: row.method } : {}),
    ...(row.date ? { date: row.date.toISOString() } : {}),
    ...Object.fromEntries(counted),
  };
};
