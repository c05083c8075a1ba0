import type { ReplyOf } from '#src/api/operations.ts';
import { type FileNote } from './attachment-rules.ts';
import type { Conversation } from './conversation-rules.ts';
import { type Problem } from './problem-rules.ts';

type Listing = ReplyOf<'POST /api/v2/conversations/messages/{conversationId}/messages/bulk'>;
export type MessageData = NonNullable<Listing['entities']>[number];
type Normalized = NonNullable<MessageData['normalizedMessage']>;
export type Content = NonNullable<Normalized['content']>[number];
export type Attachment = NonNullable<Content['attachment']>;
export type Side = 'customer' | 'agent' | 'bot';
export type Delivery = 'sent' | 'delivered' | 'failed';
/** A message as the history shows it. */
export type ChatMessage = {
  readonly id: string;
  readonly side: Side;
  readonly author: string | null;
  readonly time: string;
  readonly text: string;
  readonly content: readonly Content[];
  readonly delivery: Delivery;
  /** Why it was not delivered. */
  readonly problem: Problem | null;
  /** What became of parts of it on the way in, such as a file that was dropped. */
  readonly notes: readonly FileNote[];
  /** What was said before the handover, not a word of the customer. */
  readonly isTranscript: boolean;
};
type Detail = {
  readonly purpose: string;
  readonly name: string | null;
  readonly status: string;
  readonly problem: string | null;
};
/** What the participants know about each message: who hung it there and how delivery went. */
export declare function messageDetails(conversation: Conversation): ReadonlyMap<string, Detail>;
/** Ids of the messages to read, without those at hand. */
export declare const unreadIds: (
  details: ReadonlyMap<string, unknown>,
  known: Readonly<Record<string, MessageData>>,
) => string[];
export declare function toChatMessage(
  message: MessageData,
  detail: Detail | undefined,
): ChatMessage;
/** The history in order of time; messages of the same instant keep the order of the conversation. */
export declare function history(
  conversation: Conversation,
  known: Readonly<Record<string, MessageData>>,
): readonly ChatMessage[];
type Timed = Pick<ChatMessage, 'time'>;
/** Whether the day changes before this message or note. */
export declare const startsDay: (message: Timed, before: Timed | undefined) => boolean;
/** The conversation as plain text, to keep or to send on. */
export declare const transcript: (
  messages: readonly ChatMessage[],
  name: (message: ChatMessage) => string,
) => string;
/** Addresses an agent may open: anything but http(s) could run in the desk's own page. */
export declare const safeLink: (url: string | undefined) => string | undefined;
