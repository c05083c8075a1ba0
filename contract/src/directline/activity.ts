import { type Static, Type } from 'typebox';

const optionalText = Type.Optional(Type.String());

export const ChannelAccount = Type.Object({
  id: Type.String(),
  name: optionalText,
  role: Type.Optional(Type.Enum(['user', 'bot', 'channel'])),
});
export type ChannelAccount = Static<typeof ChannelAccount>;

export const CardAction = Type.Object({
  type: Type.Enum([
    'imBack',
    'postBack',
    'messageBack',
    'openUrl',
    'call',
    'downloadFile',
    'playAudio',
    'playVideo',
    'showImage',
    'signin',
  ]),
  title: optionalText,
  text: optionalText,
  displayText: optionalText,
  image: optionalText,
  value: Type.Optional(Type.Unknown()),
});
export type CardAction = Static<typeof CardAction>;

export const ActivityAttachment = Type.Object({
  contentType: Type.String(),
  contentUrl: optionalText,
  content: Type.Optional(Type.Unknown()),
  name: optionalText,
  thumbnailUrl: optionalText,
});
export type ActivityAttachment = Static<typeof ActivityAttachment>;

/** Prefix of the content types of cards, such as `…hero` and `…adaptive`. */
export const cardContentType = 'application/vnd.microsoft.card.';

/** One activity of a Direct Line conversation. Further fields are ignored. */
export const Activity = Type.Object({
  type: Type.String({ minLength: 1 }),
  id: optionalText,
  timestamp: optionalText,
  localTimestamp: optionalText,
  from: Type.Optional(ChannelAccount),
  conversation: Type.Optional(Type.Object({ id: Type.String() })),
  replyToId: optionalText,
  text: optionalText,
  textFormat: optionalText,
  locale: optionalText,
  attachmentLayout: Type.Optional(Type.Enum(['list', 'carousel'])),
  attachments: Type.Optional(Type.Array(ActivityAttachment)),
  suggestedActions: Type.Optional(Type.Object({ actions: Type.Array(CardAction) })),
  entities: Type.Optional(Type.Array(Type.Unknown())),
  channelData: Type.Optional(Type.Unknown()),
  value: Type.Optional(Type.Unknown()),
  name: optionalText,
  deliveryMode: optionalText,
});
export type Activity = Static<typeof Activity>;

/** What a poll answers and a socket frame holds; an empty text frame keeps the socket alive. */
export const ActivitySet = Type.Object({
  activities: Type.Array(Activity),
  watermark: optionalText,
});
export type ActivitySet = Static<typeof ActivitySet>;

/** Names of event activities that carry what Direct Line has no word for. */
export const directLineEvents = {
  handoffStatus: 'handoff.status',
  queueUpdate: 'tandem.queue',
  receipt: 'tandem.receipt',
  agent: 'tandem.agent',
  ended: 'tandem.ended',
  /** Asks for a score of one to five and a comment; its answer comes once. */
  survey: 'tandem.survey',
  surveyAnswer: 'tandem.survey.answer',
} as const;
