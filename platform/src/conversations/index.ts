export { positionOf } from './acd.store.ts';

import type { Handler } from '@tandem/contract';
import type { ConversationDeps } from './conversation.deps.ts';
import { conversationMessagesHandlers } from './conversation-messages.operations.ts';
import { conversationsHandlers } from './conversations.operations.ts';
import { mediaHandlers } from './media.operations.ts';

export { type Acd, type AcdDeps, createAcd } from './acd.ts';
export * from './agent-work.rules.ts';
export * from './agents-of-changes.ts';
export * from './conversation.changes.ts';
export type { ConversationDeps, MessagingPort, OutboundIntegration } from './conversation.deps.ts';
export * from './conversation.events.ts';
export type * from './conversation.model.ts';
export * from './conversation.rules.ts';
export { conversationTimerSteps } from './conversation.timers.ts';
export * from './participant.rules.ts';
export { createUrlSigner, type UrlSigner } from './url-signer.ts';

/** Conversations in both views, what agents do with them, and media. */
export const conversationHandlers = (deps: ConversationDeps): readonly Handler[] => [
  ...conversationsHandlers(deps),
  ...conversationMessagesHandlers(deps),
  ...mediaHandlers(deps),
];
