import { type LimitsOf, limitsReader, unlimited } from '../limits/index.ts';

/** What anybody may ask of the chat, and what is counted by itself. */
export const chatUses = [
  'tokens',
  'conversations',
  'activities',
  'uploads',
  'history',
  'pages',
] as const;
export type ChatUse = (typeof chatUses)[number];

/** How often a minute; 0: as often as one likes. */
export type ChatLimits = LimitsOf<ChatUse>;

export const noLimits: ChatLimits = unlimited(chatUses);

/** Reads `tokens=600,activities=6000`, or one number for all. What is left out has no limit. */
export const parseChatLimits = limitsReader(chatUses);
