import { type Handler, handle, deskOperations as ops } from '@tandem/contract';
import type { ConversationDeps } from './conversation.deps.ts';
import { changeLabels, readLabels, usedLabels } from './labels.usecases.ts';

/** What colleagues file conversations under. */
export const labelHandlers = (deps: ConversationDeps): Handler[] => [
  handle(ops.getDeskLabels, async ({ principal }) => ({
    status: 200,
    body: { entities: await usedLabels(deps, principal) },
  })),
  handle(ops.getDeskConversationLabels, async ({ principal, params }) => ({
    status: 200,
    body: { labels: [...(await readLabels(deps, principal, params.conversationId))] },
  })),
  handle(ops.patchDeskConversationLabels, async ({ principal, params, body }) => {
    const { add = [], remove = [] } = body;
    const labels = await changeLabels(deps, principal, { ...params, add, remove });
    return { status: 200, body: { labels: [...labels] } };
  }),
];
