import { type Static, Type } from 'typebox';

const optionalText = Type.Optional(Type.String());
const Timestamp = Type.String({ format: 'date-time' });

/** What an inbound message is when it is no word of the customer: an entry of its `metadata`. */
export const messageKind = { key: 'tandemKind', transcript: 'transcript' } as const;

/** Who an outbound message comes from (the integration) and goes to (the customer). */
export const WebhookChannel = Type.Object({
  /** Id of the open messaging integration: tells the receiver the tenant. */
  id: Type.String(),
  platform: Type.Literal('Open'),
  type: Type.Literal('Private'),
  messageId: optionalText,
  to: Type.Object({ id: Type.String(), idType: optionalText }),
  from: Type.Object({ nickname: optionalText, id: Type.String(), idType: optionalText }),
  time: Timestamp,
});
export type WebhookChannel = Static<typeof WebhookChannel>;

export const WebhookAttachment = Type.Object({
  contentType: Type.Literal('Attachment'),
  attachment: Type.Object({
    id: optionalText,
    mediaType: Type.Enum(['Image', 'Video', 'Audio', 'File', 'Link']),
    url: Type.String(),
    mime: optionalText,
    filename: optionalText,
    text: optionalText,
    sha256: optionalText,
    contentSizeBytes: Type.Optional(Type.Integer()),
  }),
});
export type WebhookAttachment = Static<typeof WebhookAttachment>;

export const WebhookQuickReply = Type.Object({
  contentType: Type.Literal('QuickReply'),
  quickReply: Type.Object({
    text: Type.String(),
    payload: Type.String(),
    action: Type.Optional(Type.Literal('Message')),
    image: optionalText,
  }),
});
export type WebhookQuickReply = Static<typeof WebhookQuickReply>;

export const WebhookCardAction = Type.Object({
  type: Type.Enum(['Link', 'Postback']),
  text: optionalText,
  payload: optionalText,
  url: optionalText,
});

const Card = Type.Object({
  title: Type.String(),
  description: optionalText,
  image: optionalText,
  video: optionalText,
  defaultAction: Type.Optional(WebhookCardAction),
  actions: Type.Array(WebhookCardAction),
});

export const WebhookCard = Type.Object({ contentType: Type.Literal('Card'), card: Card });
export type WebhookCard = Static<typeof WebhookCard>;

export const WebhookCarousel = Type.Object({
  contentType: Type.Literal('Carousel'),
  carousel: Type.Object({ cards: Type.Array(Card) }),
});
export type WebhookCarousel = Static<typeof WebhookCarousel>;

export const WebhookDatePicker = Type.Object({
  contentType: Type.Literal('DatePicker'),
  datePicker: Type.Object({
    title: optionalText,
    subtitle: optionalText,
    imageUrl: optionalText,
    dateMinimum: Type.Optional(Timestamp),
    dateMaximum: Type.Optional(Timestamp),
    availableTimes: Type.Optional(
      Type.Array(Type.Object({ dateTime: Timestamp, duration: Type.Integer() })),
    ),
  }),
});
export type WebhookDatePicker = Static<typeof WebhookDatePicker>;

const ReceivedMessage = Type.Object({
  header: optionalText,
  title: optionalText,
  subtitle: optionalText,
  buttonLabel: optionalText,
  imageUrl: optionalText,
});

export const WebhookListPicker = Type.Object({
  contentType: Type.Literal('ListPicker'),
  listPicker: Type.Object({
    id: optionalText,
    sections: Type.Array(
      Type.Object({
        title: optionalText,
        multipleSelection: Type.Optional(Type.Boolean()),
        items: Type.Array(
          Type.Object({
            id: Type.String(),
            title: Type.String(),
            subtitle: optionalText,
            imageUrl: optionalText,
          }),
        ),
      }),
    ),
    receivedMessage: Type.Optional(ReceivedMessage),
    replyMessage: Type.Optional(ReceivedMessage),
  }),
});
export type WebhookListPicker = Static<typeof WebhookListPicker>;

const parameters = Type.Optional(
  Type.Array(Type.Object({ name: optionalText, text: Type.String() })),
);

/** A message whose form the channel knows by the template's id. */
export const WebhookNotification = Type.Object({
  contentType: Type.Literal('Notification'),
  template: Type.Object({
    id: optionalText,
    language: optionalText,
    header: Type.Optional(
      Type.Union([
        Type.Object({ type: Type.Literal('Text'), text: optionalText, parameters }),
        Type.Object({
          type: Type.Literal('Media'),
          media: Type.Object({
            mediaType: Type.Enum(['Image', 'Video', 'Audio', 'File', 'Link']),
            url: Type.String(),
            mime: optionalText,
          }),
        }),
      ]),
    ),
    body: Type.Object({ text: optionalText, parameters }),
    buttons: Type.Optional(
      Type.Array(
        Type.Object({
          type: Type.Enum(['QuickReply', 'PhoneNumber', 'Url']),
          index: Type.Integer(),
          text: optionalText,
          payload: optionalText,
          phoneNumber: optionalText,
          url: optionalText,
        }),
      ),
    ),
    footer: Type.Optional(Type.Object({ text: optionalText })),
  }),
});
export type WebhookNotification = Static<typeof WebhookNotification>;

export const WebhookContent = Type.Union([
  WebhookAttachment,
  WebhookQuickReply,
  WebhookCard,
  WebhookCarousel,
  WebhookDatePicker,
  WebhookListPicker,
  WebhookNotification,
]);
export type WebhookContent = Static<typeof WebhookContent>;

const envelope = {
  id: Type.String(),
  channel: WebhookChannel,
  conversationId: optionalText,
};
const originatingEntity = Type.Optional(Type.Enum(['Human', 'Bot']));
const metadata = Type.Optional(Type.Record(Type.String(), Type.String()));

/** Text and attachments of an agent or a flow. */
export const WebhookText = Type.Object({
  ...envelope,
  type: Type.Literal('Text'),
  text: optionalText,
  content: Type.Optional(Type.Array(WebhookAttachment)),
  direction: Type.Literal('Outbound'),
  originatingEntity,
  metadata,
});
export type WebhookText = Static<typeof WebhookText>;

/** Quick replies, cards, templates and pickers of an agent or a flow. */
export const WebhookStructured = Type.Object({
  ...envelope,
  type: Type.Literal('Structured'),
  text: optionalText,
  content: Type.Array(WebhookContent),
  direction: Type.Literal('Outbound'),
  originatingEntity,
  metadata,
});
export type WebhookStructured = Static<typeof WebhookStructured>;

/** The agent is typing. */
export const WebhookEvent = Type.Object({
  ...envelope,
  type: Type.Literal('Event'),
  events: Type.Array(
    Type.Object({
      eventType: Type.Literal('Typing'),
      typing: Type.Object({ type: Type.Literal('On'), duration: Type.Optional(Type.Integer()) }),
    }),
  ),
  direction: Type.Literal('Outbound'),
});
export type WebhookEvent = Static<typeof WebhookEvent>;

/** What became of an inbound message; its id is that message's. */
export const WebhookReceipt = Type.Object({
  ...envelope,
  type: Type.Literal('Receipt'),
  status: Type.Enum(['Published', 'Failed']),
  reasons: Type.Optional(Type.Array(Type.Object({ code: optionalText, message: Type.String() }))),
  isFinalReceipt: Type.Optional(Type.Boolean()),
  direction: Type.Literal('Inbound'),
});
export type WebhookReceipt = Static<typeof WebhookReceipt>;

/** Body of an outbound webhook. */
export const OutboundWebhook = Type.Union([
  WebhookText,
  WebhookStructured,
  WebhookEvent,
  WebhookReceipt,
]);
export type OutboundWebhook = Static<typeof OutboundWebhook>;

/** The least a receiver needs; kinds it does not know are acknowledged all the same. */
export const WebhookEnvelope = Type.Object({
  id: Type.String(),
  type: Type.String(),
  channel: Type.Object({ id: Type.String() }),
});
export type WebhookEnvelope = Static<typeof WebhookEnvelope>;
