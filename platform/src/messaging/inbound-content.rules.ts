import {
  type ConversationReason,
  isMessageContent,
  type OpenContentAttachment,
} from '@tandem/contract';
import type { Reason } from './inbound.types.ts';
import type { IntegrationConfig } from './integration-config.ts';
import { messagingErrors } from './messaging.errors.ts';
import { allowsMedia } from './supported-content.rules.ts';

/** Kinds of content that the wire's messages name (model ConversationMessageContent). */
const knownTypes: ReadonlySet<string> = new Set([
  'Reactions',
  'Attachment',
  'Location',
  'QuickReply',
  'Notification',
  'ButtonResponse',
  'Story',
  'Mention',
  'Card',
  'Carousel',
  'Text',
  'QuickReplyV2',
  'DatePicker',
  'InteractiveApplication',
  'ListPicker',
  'PaymentRequest',
  'PaymentResponse',
  'Push',
  'Form',
  'RoadsideAssistance',
  'RichLink',
  'NotificationResponse',
  'Unknown',
]);

/** One part of a message as a middleware sends it. */
export type GivenContent = {
  readonly attachment?: OpenContentAttachment | undefined;
  readonly contentType?: unknown;
};

export type AdmittedAttachment = {
  readonly contentType: 'Attachment';
  readonly attachment: OpenContentAttachment;
};

export type AdmittedContent = {
  readonly attachments: readonly AdmittedAttachment[];
  /** Everything else, as it was sent where that is in shape: shown as what it is, or as unknown. */
  readonly others: readonly Readonly<Record<string, unknown>>[];
  /** What was dropped and why, for the conversation and for the channel. */
  readonly dropped: readonly (Reason & Pick<ConversationReason, 'code'>)[];
};

const isOther = ({ attachment, contentType }: GivenContent): boolean =>
  attachment === undefined && typeof contentType === 'string' && contentType !== 'Attachment';

/** What has not the shape of its kind would break whoever shows it: it is kept where no reader looks for a part. */
const otherOf = (given: GivenContent): Readonly<Record<string, unknown>> => {
  const contentType = knownTypes.has(String(given.contentType)) ? given.contentType : 'Unknown';
  const other = { ...given, contentType };
  return isMessageContent(other) ? other : { contentType: 'Unknown', original: given };
};

const droppedOf = ({ filename, mime }: OpenContentAttachment) => ({
  code: 'MediaTypeNotAllowed' as const,
  message: `${filename ? `${filename.slice(0, 200)} (${mime})` : mime} was dropped: the supported content profile does not allow it.`,
});

/**
 * What the integration's profile lets in of a message's content, and what was dropped.
 * @throws messagingErrors.badRequest (400) if there is neither text nor content, or a part that says nothing.
 */
export const admitContent = (
  message: {
    readonly text?: string | undefined;
    readonly content?: readonly GivenContent[] | undefined;
  },
  { mediaTypes }: Pick<IntegrationConfig, 'mediaTypes'>,
): AdmittedContent => {
  const given = message.content ?? [];
  if (message.text === undefined && given.length === 0)
    throw messagingErrors.badRequest({
      problem:
        "should have required property '.text', should have required property '.content', should match some schema in anyOf",
    });
  const attachments = given.flatMap(({ attachment }) => attachment ?? []);
  const others = given.filter(isOther).map(otherOf);
  if (attachments.length + others.length < given.length)
    throw messagingErrors.badRequest({
      problem: "content: should have required property '.attachment'",
    });
  const isAllowed = ({ mime }: OpenContentAttachment) => allowsMedia(mediaTypes, 'inbound', mime);
  return {
    attachments: attachments
      .filter(isAllowed)
      .map((attachment) => ({ contentType: 'Attachment', attachment })),
    others,
    dropped: attachments.filter((one) => !isAllowed(one)).map(droppedOf),
  };
};
