/** What anybody may ask of the chat, and what is counted by itself. */
export const chatUses = ['tokens', 'conversations', 'activities', 'uploads'] as const;
export type ChatUse = (typeof chatUses)[number];

/** How often a minute; 0: as often as one likes. */
export type ChatLimits = Readonly<Record<ChatUse, number>>;

export const noLimits: ChatLimits = { tokens: 0, conversations: 0, activities: 0, uploads: 0 };

const isUse = (name: string): name is ChatUse => (chatUses as readonly string[]).includes(name);

/**
 * Reads `tokens=600,activities=6000`, or one number for all. What is left out has no limit.
 * @throws Error in words for the operator
 */
export const parseChatLimits = (text: string): ChatLimits => {
  const whole = (value: string) => {
    if (!/^\d{1,9}$/.test(value)) throw new Error(`"${value}" is not a whole number`);
    return Number(value);
  };
  const given = text.trim();
  if (/^\d+$/.test(given)) {
    const all = whole(given);
    return { tokens: all, conversations: all, activities: all, uploads: all };
  }
  const parts = given.split(',').map((part) => part.split('=').map((word) => word.trim()));
  const named = parts.map(([name = '', value = '']) => {
    if (!isUse(name)) throw new Error(`"${name}" is none of ${chatUses.join(', ')}`);
    return [name, whole(value)] as const;
  });
  return { ...noLimits, ...Object.fromEntries(named) };
};
