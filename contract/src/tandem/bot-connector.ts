import { type Static, Type } from 'typebox';
import type { Operations } from '../operation.ts';

/** Header that proves a call of a Bot Connector: the name of the field of its credentials. */
export const verifyTokenHeader = 'verify-token';

const optionalText = (maxLength: number) => Type.Optional(Type.String({ maxLength }));

/** What a customer said, or chose of what was offered. */
export const UtteranceMessage = Type.Object({
  type: Type.Enum(['Text', 'Structured']),
  text: optionalText(10_000),
  content: Type.Optional(Type.Array(Type.Unknown(), { maxItems: 100 })),
});
export type UtteranceMessage = Static<typeof UtteranceMessage>;

/**
 * One message of a customer for a bot, as a Bot Connector of Genesys Cloud asks it. `botSessionTimeout` is in
 * minutes, `parameters` are the inputs of the flow.
 */
export const Utterance = Type.Object({
  botId: optionalText(256),
  botVersion: optionalText(256),
  botSessionId: optionalText(256),
  messageId: optionalText(256),
  inputMessage: UtteranceMessage,
  languageCode: optionalText(35),
  botSessionTimeout: Type.Optional(Type.Integer()),
  genesysConversationId: optionalText(256),
  parameters: Type.Optional(Type.Record(Type.String(), Type.Unknown())),
});
export type Utterance = Static<typeof Utterance>;

export const botStates = ['COMPLETE', 'FAILED', 'MOREDATA'] as const;

/** What the bot says, and whether it goes on: `MOREDATA` waits for the customer, the others return to the flow. */
export const UtteranceReply = Type.Object({
  replymessages: Type.Array(
    Type.Object({
      type: Type.Enum(['Text', 'Structured']),
      text: Type.Optional(Type.String()),
      content: Type.Optional(Type.Array(Type.Unknown())),
    }),
  ),
  botState: Type.Enum([...botStates]),
  intent: Type.Optional(Type.String()),
  confidence: Type.Optional(Type.Number()),
  slotValues: Type.Optional(Type.Record(Type.String(), Type.Unknown())),
  parameters: Type.Optional(Type.Record(Type.String(), Type.String())),
  errorInfo: Type.Optional(Type.Object({ errorCode: Type.String(), errorMessage: Type.String() })),
});
export type UtteranceReply = Static<typeof UtteranceReply>;

export const botConnectorOperations = {
  /** A bot of this gateway as flows of a contact centre call it; proved by the header `verify-token`. */
  postBotConnectorUtterance: {
    method: 'POST',
    path: '/botconnector/{endpointId}',
    access: 'public',
    params: Type.Object({ endpointId: Type.String() }),
    body: Utterance,
    reply: { 200: UtteranceReply },
  },
} as const satisfies Operations;
