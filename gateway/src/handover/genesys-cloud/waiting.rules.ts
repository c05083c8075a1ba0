import { type Fields, fieldsIn, isFields } from '@tandem/kit';

/** The query for everybody who waits in a queue for an answer to messages (model QueueObservationQuery). */
export const waitingQuery = (queueId: string) => ({
  filter: {
    type: 'and',
    predicates: [
      { type: 'dimension', dimension: 'queueId', operator: 'matches', value: queueId },
      { type: 'dimension', dimension: 'mediaType', operator: 'matches', value: 'message' },
    ],
  },
  metrics: ['oWaiting'],
  detailMetrics: ['oWaiting'],
});

/** The query for how many members of a queue are on queue, by routing status. */
export const onQueueQuery = (queueId: string) => ({
  filter: {
    type: 'and',
    predicates: [{ type: 'dimension', dimension: 'queueId', operator: 'matches', value: queueId }],
  },
  metrics: ['oOnQueueUsers'],
});

const dataOf = (body: unknown): Fields[] =>
  isFields(body) ? fieldsIn(body['results']).flatMap(({ data }) => fieldsIn(data)) : [];

type Waiting = { readonly conversation: string; readonly priority: number; readonly since: number };

const toWaiting = (seen: Fields): Waiting[] => {
  const { conversationId, routingPriority, observationDate } = seen;
  const since = typeof observationDate === 'string' ? Date.parse(observationDate) : Number.NaN;
  if (typeof conversationId !== 'string' || Number.isNaN(since)) return [];
  const priority = typeof routingPriority === 'number' ? routingPriority : 0;
  return [{ conversation: conversationId, priority, since }];
};

const inOrder = (a: Waiting, b: Waiting): number =>
  b.priority - a.priority || a.since - b.since || (a.conversation < b.conversation ? -1 : 1);

/**
 * Who waits, in the order of their turn: highest priority first, then longest waiting. Null when the answer does not
 * name everybody: a place counted from a part of the queue would be invented.
 */
export const readWaiting = (body: unknown): readonly string[] | null => {
  const waiting = dataOf(body).filter(({ metric }) => metric === 'oWaiting');
  const whole = waiting.every(({ truncated, observations, stats }) => {
    const count = isFields(stats) ? stats['count'] : 0;
    return truncated !== true && (count === 0 || Array.isArray(observations));
  });
  if (!whole) return null;
  return waiting
    .flatMap(({ observations }) => fieldsIn(observations))
    .flatMap(toWaiting)
    .toSorted(inOrder)
    .map(({ conversation }) => conversation);
};

/** Members on queue by routing status; null when the answer has no such figures. */
export const readOnQueue = (body: unknown): Readonly<Record<string, number>> | null => {
  if (!isFields(body) || !Array.isArray(body['results'])) return null;
  const figures = dataOf(body).flatMap(({ metric, qualifier, stats }) => {
    const count = isFields(stats) ? stats['count'] : undefined;
    return metric === 'oOnQueueUsers' && typeof qualifier === 'string' && typeof count === 'number'
      ? [[qualifier.toUpperCase(), count] as const]
      : [];
  });
  return Object.fromEntries(figures);
};
