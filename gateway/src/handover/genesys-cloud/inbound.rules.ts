import { messageKind } from '@tandem/contract';
import type { Session } from '../../conversations/index.ts';
import type { Choice } from '../choice.rules.ts';
import type { HandoverRequest } from '../handover.model.ts';
import type { ProviderMessage } from '../provider.model.ts';
import type { GenesysSettings } from './settings.ts';

/** Longest text sent in one message; the vendor documents no inbound limit, its outbound one is the same. */
export const maxTextLength = 2000;

/** First word is the first name, the rest the last name. */
const namesOf = (name: string | null) => {
  const [firstName, ...rest] = (name ?? '').trim().split(/\s+/);
  if (!firstName) return {};
  return {
    nickname: name as string,
    firstName,
    ...(rest.length > 0 ? { lastName: rest.join(' ') } : {}),
  };
};

/**
 * What a signed identity says of the customer: it knows which name is which. By the address the contact centre finds the
 * customer again in other chats; what a visitor merely claims never goes there.
 */
const signedFields = ({ profile }: Session) => ({
  ...(profile?.email ? { email: profile.email } : {}),
  ...(profile?.firstName ? { firstName: profile.firstName } : {}),
  ...(profile?.lastName ? { lastName: profile.lastName } : {}),
});

/** Participant data of a signed identity. */
const signedAttributes = ({ profile }: Session): Record<string, string> => ({
  ...profile?.attributes,
  ...(profile?.email ? { email: profile.email } : {}),
  ...(profile?.phone ? { phone: profile.phone } : {}),
});

/** The customer on the wire: the session, so that two endpoints or organisations never share one. */
export const customerOf = (session: Session, settings: GenesysSettings) => ({
  id: session.conversationId,
  idType: 'Opaque',
  ...(settings.sendProfile ? { ...namesOf(session.userName), ...signedFields(session) } : {}),
});

/**
 * Participant data for the contact centre's flow. A queue that could not be looked up goes as it was written. The
 * bot's wishes win over the endpoint's settings.
 */
export const customAttributesOf = (input: {
  session: Session;
  settings: GenesysSettings;
  request: HandoverRequest;
  queue: string | null;
}): Record<string, string> => {
  const { session, settings, request, queue } = input;
  const language = request.language ?? settings.language;
  const skills = request.skills ?? settings.skills;
  const priority = request.priority ?? settings.priority;
  return {
    ...(settings.sendProfile ? signedAttributes(session) : {}),
    ...settings.customAttributes,
    ...request.customAttributes,
    userId: session.userId,
    // Whoever reads the id must know whether a browser chose it.
    ...(session.userTrusted ? { userVerified: 'true' } : {}),
    ...(queue ? { queueId: queue } : {}),
    ...(language ? { myLanguage: language } : {}),
    ...(skills.length > 0 ? { mySkills: skills.join(',') } : {}),
    ...(priority === null ? {} : { priority: String(priority) }),
  };
};

const mediaTypeOf = (contentType: string) => {
  const kind = contentType.split('/')[0]?.toLowerCase();
  if (kind === 'image') return 'Image';
  if (kind === 'video') return 'Video';
  return kind === 'audio' ? 'Audio' : 'File';
};

const contentOf = (attachments: ProviderMessage['attachments']) =>
  attachments.flatMap(({ contentType, contentUrl, name }) =>
    contentUrl && /^https?:/i.test(contentUrl)
      ? [
          {
            contentType: 'Attachment',
            attachment: {
              mediaType: mediaTypeOf(contentType),
              url: contentUrl,
              mime: contentType,
              ...(name ? { filename: name } : {}),
            },
          },
        ]
      : [],
  );

/** Body of an inbound message. A caption stays with its attachment. */
export const inboundMessage = (input: {
  customer: ReturnType<typeof customerOf>;
  message: Pick<ProviderMessage, 'id' | 'text' | 'attachments' | 'time'>;
  customAttributes?: Readonly<Record<string, string>>;
  metadata?: Readonly<Record<string, string>>;
}) => {
  const { customer, message, customAttributes, metadata } = input;
  const content = contentOf(message.attachments);
  return {
    channel: {
      from: customer,
      time: message.time.toISOString(),
      messageId: message.id,
      ...(customAttributes ? { metadata: { customAttributes } } : {}),
    },
    ...(message.text ? { text: message.text } : {}),
    ...(content.length > 0 ? { content } : {}),
    ...(metadata ? { metadata } : {}),
  };
};

/** Tells a transcript from a word of the customer, for desks that show the two differently. */
export const transcriptMetadata = { [messageKind.key]: messageKind.transcript } as const;

const responseTypes = { quickReply: 'QuickReply', button: 'Button', date: 'DatePicker' } as const;

/** Body of a structured response (model OpenInboundStructuredResponseMessage). */
export const structuredResponse = (input: {
  customer: ReturnType<typeof customerOf>;
  message: Pick<ProviderMessage, 'id' | 'time'>;
  choice: Choice;
}) => {
  const { customer, message, choice } = input;
  const { kind, text, payload, remoteMessageId } = choice;
  return {
    channel: { from: customer, time: message.time.toISOString(), messageId: message.id },
    buttonResponse: { type: responseTypes[kind], text, payload },
    originatingMessageId: remoteMessageId,
  };
};
