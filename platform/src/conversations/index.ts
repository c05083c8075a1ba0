export { positionOf } from './acd.store.ts';

import type { Handler } from '@tandem/contract';
import { analyticsHandlers } from './analytics.operations.ts';
import { cachedMediaHandlers } from './cached-media.operations.ts';
import { colleagueHandlers } from './colleagues.operations.ts';
import type { ConversationDeps } from './conversation.deps.ts';
import { conversationMessagesHandlers } from './conversation-messages.operations.ts';
import { conversationsHandlers } from './conversations.operations.ts';
import { labelHandlers } from './labels.operations.ts';
import { mediaHandlers } from './media.operations.ts';
import { outboundHandlers } from './outbound.operations.ts';

export { type Acd, type AcdDeps, createAcd } from './acd.ts';
export * from './agent-work.rules.ts';
export * from './agents-of-changes.ts';
export * from './conversation.changes.ts';
export type {
  ConversationDeps,
  MessagingPort,
  OutboundIntegration,
  ThreadAddress,
} from './conversation.deps.ts';
export * from './conversation.events.ts';
export type * from './conversation.model.ts';
export * from './conversation.rules.ts';
export {
  type LoadedConversation,
  loadConversation,
  loadConversations,
} from './conversation.store.ts';

export { conversationTimerSteps } from './conversation.timers.ts';
export * from './conversation.topics.ts';
export { seedDemo } from './demo.seed.ts';
export { expectActivity } from './inactivity.rules.ts';
export * from './inbound-files.ts';
export { namesFor } from './names.ts';
export * from './offer.rules.ts';
export * from './participant.rules.ts';
export type { Names } from './participant.view.ts';
export { expectAnswer } from './reassignment.rules.ts';
export { returnWork } from './reassignment.usecases.ts';
export type * from './run-record.model.ts';
export * from './saved-flow.model.ts';
export { refusedMedia } from './structured-media.rules.ts';
export { createUrlSigner, type UrlSigner } from './url-signer.ts';

/** Conversations in both views, what agents do with them, media, first contacts and their analytics. */
export const conversationHandlers = (deps: ConversationDeps): readonly Handler[] => [
  ...conversationsHandlers(deps),
  ...conversationMessagesHandlers(deps),
  ...mediaHandlers(deps),
  ...cachedMediaHandlers(deps),
  ...outboundHandlers(deps),
  ...analyticsHandlers(deps),
  ...colleagueHandlers(deps),
  ...labelHandlers(deps),
];
