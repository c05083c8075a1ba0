import type {
  ObservationMetricData,
  QueueObservationDataContainer,
  QueueObservationQuery,
} from '@tandem/contract';
import { routingErrors } from './routing.errors.ts';

/** Figures of conversations; they are grouped by queue and medium. */
export const conversationMetrics = ['oWaiting', 'oAlerting', 'oInteracting'] as const;
/** Figures of members; they are grouped by queue, and those on queue are told apart by their routing status. */
export const memberMetrics = ['oMemberUsers', 'oOnQueueUsers', 'oOffQueueUsers'] as const;

/** Conversations named in one answer for one queue; the count is always whole. */
export const mostObservations = 1000;
const mostQueues = 100;

export type WaitingObservation = {
  readonly queue: string;
  readonly conversation: string;
  readonly session: string;
  readonly since: Date;
  readonly priority: number;
  readonly skillIds: readonly string[];
  readonly languageId: string | null;
};

export type QueueFigures = {
  readonly waiting: number;
  readonly alerting: number;
  readonly interacting: number;
  readonly members: number;
  /** Joined members who are on queue, by routing status. */
  readonly onQueue: Readonly<Record<string, number>>;
};

export type ObservationWish = {
  readonly queues: readonly string[];
  readonly metrics: ReadonlySet<string>;
  readonly details: ReadonlySet<string>;
};

type Filter = QueueObservationQuery['filter'];
type Predicate = NonNullable<Filter['predicates']>[number];

const predicatesOf = ({ predicates = [], clauses = [] }: Filter): readonly Predicate[] => [
  ...predicates,
  ...clauses.flatMap((clause) => clause.predicates),
];

/** Does a queue's medium "message" satisfy the predicate? */
const fits = (queue: string, { dimension, operator = 'matches', value }: Predicate): boolean => {
  if (operator === 'exists') return true;
  if (operator === 'notExists') return false;
  const own = dimension === 'queueId' ? queue : 'message';
  return own === value?.toLowerCase();
};

const fitsAll = (
  queue: string,
  { type, predicates = [] }: { type: 'and' | 'or'; predicates?: readonly Predicate[] },
  more: readonly boolean[] = [],
): boolean => {
  const answers = [...predicates.map((predicate) => fits(queue, predicate)), ...more];
  return type === 'or' ? answers.some(Boolean) : answers.every(Boolean);
};

const refuse = (field: string, reason: string) => routingErrors.badSetting({ field, reason });

const checkMetrics = (field: string, names: readonly string[], known: readonly string[]) => {
  const unknown = names.find((name) => !known.includes(name));
  if (unknown) throw refuse(field, `${unknown} is not offered; offered are ${known.join(', ')}.`);
};

/**
 * What a query asks for: the queues its filter names and lets through, and the figures.
 * @throws routingErrors.badSetting (400) for figures or dimensions that are not offered, and without a queue
 */
export const wishOf = ({ filter, metrics, detailMetrics = [] }: QueueObservationQuery) => {
  checkMetrics('metrics', metrics, [...conversationMetrics, ...memberMetrics]);
  checkMetrics('detailMetrics', detailMetrics, ['oWaiting']);
  const predicates = predicatesOf(filter);
  if (predicates.some(({ dimension }) => dimension !== 'queueId' && dimension !== 'mediaType'))
    throw refuse('filter', 'only the dimensions queueId and mediaType can be asked for.');
  const named = predicates.flatMap(({ dimension, value }) =>
    dimension === 'queueId' && value ? [value.toLowerCase()] : [],
  );
  const queues = [...new Set(named)];
  if (queues.length === 0) throw refuse('filter', 'names no queueId.');
  if (queues.length > mostQueues) throw refuse('filter', `names more than ${mostQueues} queues.`);
  const wish: ObservationWish = {
    queues: queues.filter((queue) =>
      fitsAll(
        queue,
        filter,
        (filter.clauses ?? []).map((clause) => fitsAll(queue, clause)),
      ),
    ),
    metrics: new Set([...metrics, ...detailMetrics]),
    details: new Set(detailMetrics),
  };
  return wish;
};

const toObservation = (seen: WaitingObservation) => ({
  observationDate: seen.since.toISOString(),
  conversationId: seen.conversation,
  sessionId: seen.session,
  routingPriority: seen.priority,
  direction: 'inbound' as const,
  requestedRoutingSkillIds: [...seen.skillIds],
  ...(seen.languageId ? { requestedLanguageId: seen.languageId } : {}),
});

const count = (metric: string, figure: number): ObservationMetricData => ({
  metric,
  stats: { count: figure },
});

const waitingData = (
  figures: QueueFigures,
  details: readonly WaitingObservation[] | null,
): ObservationMetricData => ({
  ...count('oWaiting', figures.waiting),
  ...(details
    ? {
        observations: details.map(toObservation),
        truncated: details.length < figures.waiting,
      }
    : {}),
});

const onQueueData = ({ onQueue }: QueueFigures): ObservationMetricData[] =>
  Object.entries(onQueue).map(([qualifier, figure]) => ({
    ...count('oOnQueueUsers', figure),
    qualifier,
  }));

/** The answer for one queue, in the groups of the wire. */
export const toContainers = (
  { metrics, details }: ObservationWish,
  queueId: string,
  seen: { figures: QueueFigures; waiting: readonly WaitingObservation[] },
): QueueObservationDataContainer[] => {
  const { figures, waiting } = seen;
  const onQueue = Object.values(figures.onQueue).reduce((sum, figure) => sum + figure, 0);
  const conversations = [
    ...(metrics.has('oWaiting')
      ? [waitingData(figures, details.has('oWaiting') ? waiting : null)]
      : []),
    ...(metrics.has('oAlerting') ? [count('oAlerting', figures.alerting)] : []),
    ...(metrics.has('oInteracting') ? [count('oInteracting', figures.interacting)] : []),
  ];
  const members = [
    ...(metrics.has('oMemberUsers') ? [count('oMemberUsers', figures.members)] : []),
    ...(metrics.has('oOnQueueUsers') ? onQueueData(figures) : []),
    ...(metrics.has('oOffQueueUsers') ? [count('oOffQueueUsers', figures.members - onQueue)] : []),
  ];
  return [
    ...(conversations.length > 0
      ? [{ group: { queueId, mediaType: 'message' }, data: conversations }]
      : []),
    ...(members.length > 0 ? [{ group: { queueId }, data: members }] : []),
  ];
};
