import { Type } from 'typebox';
import type { OperationSpec } from '../operation.ts';
import { conversationMessagesOperations } from './generated/index.ts';

/**
 * The reference names the whole Conversation as the body, with its start and participants required; clients send the
 * state alone, and nothing else of it can be changed.
 */
export const patchConversationState = {
  ...conversationMessagesOperations.patchConversationsMessage,
  body: Type.Object({
    state: Type.Optional(Type.String()),
    recordingState: Type.Optional(Type.String()),
  }),
} as const satisfies OperationSpec;
