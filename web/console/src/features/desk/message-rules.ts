import { messageKind } from '@tandem/contract';
import type { ReplyOf } from '#src/api/operations.ts';
import { type FileNote, fileNoteOf } from './attachment-rules.ts';
import type { Conversation } from './conversation-rules.ts';
import { type Problem, problemOf } from './problem-rules.ts';

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

const BOT_PURPOSES: readonly string[] = ['workflow', 'botflow', 'api', 'acd'];

/** What the participants know about each message: who hung it there and how delivery went. */
export function messageDetails(conversation: Conversation): ReadonlyMap<string, Detail> {
  return new Map(
    (conversation.participants ?? []).flatMap((participant) =>
      (participant.messages ?? []).flatMap((message) =>
        message.messageId
          ? [
              [
                message.messageId,
                {
                  purpose: participant.purpose ?? '',
                  name: participant.name ?? participant.user?.name ?? null,
                  status: message.messageStatus ?? '',
                  problem: message.errorInfo?.message ?? null,
                },
              ] as const,
            ]
          : [],
      ),
    ),
  );
}

/** Ids of the messages to read, without those at hand. */
export const unreadIds = (
  details: ReadonlyMap<string, unknown>,
  known: Readonly<Record<string, MessageData>>,
): string[] => [...details.keys()].filter((id) => !known[id]);

const deliveryOf = (status: string): Delivery => {
  if (status.includes('failed')) return 'failed';
  return ['delivery-success', 'read'].includes(status) ? 'delivered' : 'sent';
};

function sideOf(message: MessageData, purpose: string): Side {
  if (message.direction === 'inbound') return 'customer';
  const bot = message.normalizedMessage?.originatingEntity === 'Bot';
  return bot || BOT_PURPOSES.includes(purpose) ? 'bot' : 'agent';
}

export function toChatMessage(message: MessageData, detail: Detail | undefined): ChatMessage {
  const normalized = message.normalizedMessage;
  return {
    id: message.id ?? '',
    side: sideOf(message, detail?.purpose ?? ''),
    author: message.createdBy?.name ?? (detail?.purpose === 'agent' ? detail.name : null),
    time: message.timestamp,
    text: normalized?.text ?? message.textBody ?? '',
    content: normalized?.content ?? [],
    delivery: deliveryOf(detail?.status || message.status),
    problem: detail?.problem ? problemOf(detail.problem) : null,
    notes: message.direction === 'inbound' ? (normalized?.reasons ?? []).map(fileNoteOf) : [],
    isTranscript: normalized?.metadata?.[messageKind.key] === messageKind.transcript,
  };
}

/** The history in order of time; messages of the same instant keep the order of the conversation. */
export function history(
  conversation: Conversation,
  known: Readonly<Record<string, MessageData>>,
): readonly ChatMessage[] {
  const details = messageDetails(conversation);
  const ids = [...new Set([...details.keys(), ...Object.keys(known)])];
  return ids
    .flatMap((id) => {
      const message = known[id];
      return message ? [toChatMessage(message, details.get(id))] : [];
    })
    .sort((a, b) => a.time.localeCompare(b.time));
}

type Timed = Pick<ChatMessage, 'time'>;

/** Whether the day changes before this message or note. */
export const startsDay = (message: Timed, before: Timed | undefined): boolean =>
  new Date(message.time).toDateString() !== (before && new Date(before.time).toDateString());

const contentLine = (content: Content): string =>
  content.attachment?.filename ??
  content.attachment?.url ??
  content.card?.title ??
  content.quickReply?.text ??
  content.buttonResponse?.text ??
  content.contentType;

/** The conversation as plain text, to keep or to send on. */
export const transcript = (
  messages: readonly ChatMessage[],
  name: (message: ChatMessage) => string,
): string =>
  messages
    .map((message) => {
      const lines = [message.text, ...message.content.map((one) => `[${contentLine(one)}]`)];
      return `${message.time} ${name(message)}: ${lines.filter(Boolean).join(' ')}`;
    })
    .join('\n');

/** Addresses an agent may open: anything but http(s) could run in the desk's own page. */
export const safeLink = (url: string | undefined): string | undefined =>
  url && (/^https?:\/\//i.test(url) || /^\/(?!\/)/.test(url)) ? url : undefined;
