import { type Handler, handle, conversationMessagesOperations as ops } from '@tandem/contract';
import { sendAgentless } from './agentless.usecases.ts';
import type { ConversationDeps } from './conversation.deps.ts';
import { createOutbound } from './outbound.usecases.ts';

/** First contacts: an agent opens a conversation, or a text goes out without one. */
export const outboundHandlers = (deps: ConversationDeps): Handler[] => [
  handle(ops.postConversationsMessages, async ({ principal, body, correlationId }) => {
    const id = await createOutbound(deps, principal, { request: body, correlationId });
    return { status: 200, body: { id, selfUri: `/api/v2/conversations/messages/${id}` } };
  }),
  handle(
    ops.postConversationsMessagesAgentless,
    async ({ principal, body, correlationId, origin }) => ({
      status: 200,
      body: await sendAgentless(deps, principal, { request: body, correlationId, origin }),
    }),
  ),
];
