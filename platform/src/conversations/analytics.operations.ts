import { type Handler, handle, analyticsOperations as ops } from '@tandem/contract';
import { toAnalyticsWire } from './analytics.view.ts';
import type { ConversationDeps } from './conversation.deps.ts';
import { conversationErrors } from './conversation.errors.ts';
import { loadConversations } from './conversation.store.ts';
import { namesFor } from './names.ts';

/** Conversations asked for at once, at most. */
const most = 100;

const detailsOf = async (deps: ConversationDeps, org: string, ids: readonly string[]) => {
  const loaded = await loadConversations(deps.db, org, ids.slice(0, most));
  const names = await namesFor(deps, org, loaded);
  return loaded.map((one) => toAnalyticsWire(one, names));
};

/** Details of conversations by id. */
export const analyticsHandlers = (deps: ConversationDeps): Handler[] => [
  handle(ops.getAnalyticsConversationDetails, async ({ principal, params }) => {
    const [found] = await detailsOf(deps, principal.org, [params.conversationId]);
    if (!found) throw conversationErrors.notFound();
    return { status: 200, body: found };
  }),
  handle(ops.getAnalyticsConversationsDetails, async ({ principal, query }) => ({
    status: 200,
    body: { conversations: await detailsOf(deps, principal.org, query.id ?? []) },
  })),
];
