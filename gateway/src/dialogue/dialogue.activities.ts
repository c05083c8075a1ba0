import type { Activity } from '@tandem/contract';
import type { BotMessage } from '../bots/index.ts';

const bot = { id: 'bot', role: 'bot' } as const;

/** A bot's message as an activity. */
export const toBotActivity = (message: BotMessage): Activity => ({
  type: 'message',
  from: bot,
  ...(message.text ? { text: message.text } : {}),
  ...(message.attachments.length > 0 ? { attachments: [...message.attachments] } : {}),
  ...(message.quickReplies.length > 0
    ? {
        suggestedActions: {
          actions: message.quickReplies.map(({ title, value }) => ({
            type: 'imBack' as const,
            title,
            value,
          })),
        },
      }
    : {}),
  channelData: { source: 'bot', ...(message.data === undefined ? {} : { data: message.data }) },
});

const apologies = {
  en: 'I am sorry, I cannot answer right now. Please try again in a moment.',
  de: 'Es tut mir leid, ich kann gerade nicht antworten. Bitte versuchen Sie es gleich noch einmal.',
  tr: 'Üzgünüm, şu anda yanıt veremiyorum. Lütfen birazdan yeniden deneyin.',
} as const;

const nobodyTexts = {
  en: 'I am sorry, nobody can be called into this chat.',
  de: 'Es tut mir leid, in diesen Chat kann niemand dazugeholt werden.',
  tr: 'Üzgünüm, bu sohbete kimse çağrılamıyor.',
} as const;

const sayIn = (texts: typeof apologies | typeof nobodyTexts, locale: string): Activity => {
  const language = locale.toLowerCase().split(/[-_]/)[0];
  const known = language === 'de' || language === 'tr' ? language : 'en';
  return { type: 'message', from: bot, text: texts[known], channelData: { source: 'system' } };
};

/** What the customer reads when the bot has failed and nobody else is there. */
export const apology = (locale: string): Activity => sayIn(apologies, locale);

/** What the customer reads when the bot asks for a human and the endpoint has none. */
export const nobodyToCall = (locale: string): Activity => sayIn(nobodyTexts, locale);

export const botFailedNote = (reason: string): string =>
  `System: the bot could not answer (${reason}).`;
