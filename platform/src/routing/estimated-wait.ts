import type { EstimatedWaitTimePredictions, PredictionResults } from '@tandem/contract';
import type { QueueRecord } from './queues.store.ts';
import { countAhead, countWaiting } from './queues.store.ts';
import type { RoutingDeps } from './routing.deps.ts';

const window = '1 day';
/** Conversations looked at: the figure costs the same however long the history is. */
const latest = 100;

/**
 * Expected waiting time: the conversations in front times the mean waiting time of those that
 * agents took lately (that time itself when nobody is in front). A conversation that waits already counts those before
 * it, another one everybody who waits. Without any history there is no prediction, never an invented one.
 */
export const estimateWait = async (
  { db, clock }: Pick<RoutingDeps, 'db' | 'clock'>,
  queue: QueueRecord,
  { mediaType, conversation }: { readonly mediaType?: string; readonly conversation?: string } = {},
): Promise<EstimatedWaitTimePredictions> => {
  if (mediaType !== undefined && mediaType.toLowerCase() !== 'message') return { results: [] };
  const [history] = await db.query<{ answered: number; waited: number | null }>(
    `select count(*) as answered,
       extract(epoch from avg((doc->>'endedAt')::timestamptz - (doc->>'startTime')::timestamptz))::float as waited
     from (select doc from participant where queue = $2 and org = $1 and purpose = 'acd' and not live
       order by ordinal desc limit $5) latest
     where doc->>'disconnectType' = 'transfer'
       and (doc->>'endedAt')::timestamptz > $3::timestamptz - $4::interval`,
    [queue.org, queue.id, clock.now(), window, latest],
  );
  if (!history || history.answered === 0) return { results: [] };
  const ahead =
    (conversation === undefined ? null : await countAhead(db, queue, conversation)) ??
    (await countWaiting(db, queue.org, queue.id));
  const seconds = (history.waited ?? 0) * (1 + ahead);
  const result: PredictionResults = {
    intent: mediaType ? 'MESSAGE' : 'ALL',
    formula: 'SIMPLE',
    estimatedWaitTimeSeconds: Math.round(seconds),
  };
  return { results: [result] };
};
