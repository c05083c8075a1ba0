import { gatewayOperations, type Handler, handle } from '@tandem/contract';
import type { Database } from '@tandem/kit';
import { endpointErrors } from '../endpoints/index.ts';
import { pageOf, toListing } from '../paging/index.ts';
import { findConversation, listConversations, readTimeline } from './conversations.query.ts';

/** Conversations and their timelines. */
export const conversationHandlers = ({ db }: { db: Database }): readonly Handler[] => [
  handle(gatewayOperations.getGatewayConversations, async ({ principal, query }) => {
    const page = pageOf(query);
    const { items, total } = await listConversations(db, {
      org: principal.org,
      endpointId: query.endpointId ?? null,
      owner: query.owner ?? null,
      offset: page.offset,
      limit: page.size,
    });
    const path = gatewayOperations.getGatewayConversations.path;
    return { status: 200, body: toListing(items, { path, total, page }) };
  }),
  handle(gatewayOperations.getGatewayConversation, async ({ principal, params }) => {
    const found = await findConversation(db, principal.org, params.conversationId);
    if (!found) throw endpointErrors.notFound();
    return { status: 200, body: found };
  }),
  handle(gatewayOperations.getGatewayConversationTimeline, async ({ principal, params }) => {
    const found = await findConversation(db, principal.org, params.conversationId);
    if (!found) throw endpointErrors.notFound();
    return { status: 200, body: { entities: await readTimeline(db, principal.org, found.id) } };
  }),
];
