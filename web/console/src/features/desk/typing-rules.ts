/** Conversations whose customer types, with the time it is believed until. */
export type TypingUntil = Readonly<Record<string, number>>;

const DEFAULT_MS = 5000;
// The remote side shows each signal for about five seconds: a new one in time keeps it lit.
export const TYPING_EVERY_MS = 4000;

type TypingBody = {
  readonly conversationId?: unknown;
  readonly normalizedMessage?: {
    readonly events?: readonly {
      readonly eventType?: string;
      readonly typing?: { readonly duration?: number };
    }[];
  };
};

/** Reads a typing event; null when it is none. */
export function readTyping(
  body: unknown,
): { readonly conversationId: string; readonly forMs: number } | null {
  const { conversationId, normalizedMessage } = (body ?? {}) as TypingBody;
  if (typeof conversationId !== 'string') return null;
  const event = normalizedMessage?.events?.find((one) => one.eventType === 'Typing');
  return { conversationId, forMs: event?.typing?.duration ?? DEFAULT_MS };
}

export const isTyping = (until: TypingUntil, conversationId: string, now: number): boolean =>
  (until[conversationId] ?? 0) > now;

/** Whether a keystroke now should tell the customer that the agent types. */
export const shouldSignal = (lastSignal: number, now: number): boolean =>
  now - lastSignal >= TYPING_EVERY_MS;
