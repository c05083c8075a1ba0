import { Value } from 'typebox/value';
import { ConversationMessageContent } from './generated/models/conversation-messages-2.ts';

/** Whether a value read from JSON is a part of a message in the shape that readers of messages rely on. */
export const isMessageContent = (value: unknown): value is ConversationMessageContent =>
  Value.Check(ConversationMessageContent, value);
