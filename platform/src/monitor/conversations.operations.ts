import {
  type Handler,
  handle,
  type MonitorConversation,
  monitorOperations,
} from '@tandem/contract';
import { pageOf, toListing } from '../listing/index.ts';
import {
  type ConversationRow,
  listConversations,
  loadConversationRows,
} from './conversations.store.ts';
import type { MonitorDeps } from './monitor.deps.ts';
import { monitorErrors } from './monitor.errors.ts';
import { readTimeline } from './timeline.usecases.ts';

const ownerOf = ({ owner }: ConversationRow): MonitorConversation['owner'] =>
  owner === 'flow' ? 'bot' : owner;

const toWire = (
  row: ConversationRow,
  names: ReadonlyMap<string, { readonly name: string }>,
): MonitorConversation => ({
  id: row.id,
  customer: row.customer,
  integration: { id: row.integration, name: row.integrationName ?? row.integration },
  queue: row.queue ? { id: row.queue, name: row.queueName ?? row.queue } : null,
  agent: row.userId ? { id: row.userId, name: names.get(row.userId)?.name ?? row.userId } : null,
  owner: ownerOf(row),
  state: row.endedAt ? 'ended' : 'open',
  messages: row.messages,
  deadLetters: row.deadLetters,
  labels: row.labels,
  dateStarted: row.startedAt.toISOString(),
  dateEnded: row.endedAt?.toISOString() ?? null,
});

const load = async (
  { db, directory }: MonitorDeps,
  org: string,
  ids: readonly string[],
): Promise<MonitorConversation[]> => {
  const rows = await loadConversationRows(db, org, ids);
  const users = rows.map(({ userId }) => userId).filter((id) => id !== null);
  const names = await directory.people(org, [...new Set(users)]);
  return rows.map((row) => toWire(row, names));
};

export const conversationHandlers = (deps: MonitorDeps): readonly Handler[] => [
  handle(monitorOperations.getMonitorConversations, async ({ principal: { org }, query }) => {
    const { search, state, owner, integrationId } = query;
    const filter = { org, search: search?.trim() || undefined, state, owner, integrationId };
    const { total, ids } = await listConversations(deps.db, filter, pageOf(query));
    const { path } = monitorOperations.getMonitorConversations;
    const entities = await load(deps, org, ids);
    return { status: 200, body: toListing({ path, query, entities, total }) };
  }),
  handle(monitorOperations.getMonitorConversation, async ({ principal: { org }, params }) => {
    const [conversation] = await load(deps, org, [params.conversationId]);
    if (!conversation) throw monitorErrors.notFound();
    return { status: 200, body: conversation };
  }),
  handle(
    monitorOperations.getMonitorConversationTimeline,
    async ({ principal: { org }, params }) => {
      const entities = await readTimeline(deps, org, params.conversationId);
      if (!entities) throw monitorErrors.notFound();
      return { status: 200, body: { entities } };
    },
  ),
];
