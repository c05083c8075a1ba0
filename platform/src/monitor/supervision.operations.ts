import {
  type Handler,
  handle,
  type SupervisedAgent,
  type SupervisedConversation,
  type SupervisedQueue,
  type Supervision,
  supervisionOperations,
} from '@tandem/contract';
import { withDefaults } from '../routing/index.ts';
import { isUuid } from './conversation-id.rules.ts';
import { queueFigures } from './live.store.ts';
import type { MonitorDeps } from './monitor.deps.ts';
import { monitorErrors } from './monitor.errors.ts';
import {
  type AgentRow,
  queueDocs,
  type SupervisedRow,
  supervisedAgents,
  supervisedConversations,
} from './supervision.store.ts';

type NameOf = (id: string) => string;

const queuesOf = async (
  { db }: MonitorDeps,
  org: string,
  now: Date,
): Promise<SupervisedQueue[]> => {
  const [figures, docs] = await Promise.all([queueFigures(db, org, now), queueDocs(db, org)]);
  const docOf = new Map(docs.map(({ id, doc }) => [id, doc]));
  return figures.map((queue) => {
    const { message } = withDefaults(docOf.get(queue.id) ?? {}).mediaSettings;
    const { durationMs = 20_000, percentage = 0.8 } = message.serviceLevel;
    return { ...queue, targetMs: durationMs, targetShare: percentage };
  });
};

const toConversation = (
  row: SupervisedRow,
  { person, queue }: { readonly person: NameOf; readonly queue: NameOf },
): SupervisedConversation => ({
  id: row.id,
  customer: row.customer,
  queue: row.queue ? { id: row.queue, name: queue(row.queue) } : null,
  agent: row.userId ? { id: row.userId, name: person(row.userId) } : null,
  stage: row.stage,
  since: row.since.toISOString(),
  waitsSince: row.waitsSince?.toISOString() ?? null,
  customerParticipantId: row.customerParticipantId ?? '',
  agentParticipantId: row.agentParticipantId,
});

const toAgent = (
  { userId, since, capacity, ...row }: AgentRow,
  { person, defaultCapacity }: { readonly person: NameOf; readonly defaultCapacity: number },
): SupervisedAgent => ({
  ...row,
  id: userId,
  name: person(userId),
  since: since.toISOString(),
  capacity: capacity ?? defaultCapacity,
});

/** Whoever supervises: queues against their service level, who waits for what, who does what. */
export const supervisionHandlers = (deps: MonitorDeps): readonly Handler[] => [
  handle(supervisionOperations.getTandemSupervision, async ({ principal: { org }, query }) => {
    const { db, clock, directory, defaultCapacity } = deps;
    const queueId = query.queueId ?? null;
    if (queueId !== null && !isUuid(queueId)) throw monitorErrors.notFound();
    const now = clock.now();
    const [queues, rows, agents] = await Promise.all([
      queuesOf(deps, org, now),
      supervisedConversations(db, org, queueId),
      supervisedAgents(db, org, queueId),
    ]);
    const ids = [...rows, ...agents].flatMap(({ userId }) => (userId ? [userId] : []));
    const people = await directory.people(org, [...new Set(ids)]);
    const person: NameOf = (id) => people.get(id)?.name ?? id;
    const named = new Map(queues.map(({ id, name }) => [id, name]));
    const queue: NameOf = (id) => named.get(id) ?? id;
    const body: Supervision = {
      at: now.toISOString(),
      queues,
      conversations: rows.map((row) => toConversation(row, { person, queue })),
      total: rows[0]?.total ?? 0,
      agents: agents
        .map((row) => toAgent(row, { person, defaultCapacity }))
        .sort((a, b) => a.name.localeCompare(b.name)),
    };
    return { status: 200, body };
  }),
];
