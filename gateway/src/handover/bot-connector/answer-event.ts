import type { Activity } from '@tandem/contract';

/** Kind of endpoints whose bot is called by flows of a contact centre. */
export const botConnectorKind = 'genesys-bot-connector';

/** Name of the event that keeps all that a bot answered. */
export const botAnswerEvent = 'tandem.bot.answer';

/** What the calling flow is told beside the messages, such as intent and slots. */
export const toAnswerEvent = (data: unknown): Activity => ({
  type: 'event',
  name: botAnswerEvent,
  from: { id: 'bot', role: 'bot' },
  value: data,
});
