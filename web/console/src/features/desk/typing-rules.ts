import { type Conversation, receivedOf } from './conversation-rules.ts';

/** A customer who types: until when it is believed, and how many messages had come by then. */
type Signal = { readonly until: number; readonly received: number };

/** How many messages a customer has sent, and when the last of them was seen; null: not since the desk opened. */
type Heard = { readonly received: number; readonly at: number | null };

/** What is known of the customers of the conversations; the keys are their ids. */
export type TypingFacts = {
  readonly signals: Readonly<Record<string, Signal>>;
  readonly heard: Readonly<Record<string, Heard>>;
};

export const noTyping: TypingFacts = { signals: {}, heard: {} };

const DEFAULT_MS = 5000;
/** A signal this soon after a message was sent before it: messages overtake signals on their way. */
const LATE_MS = 1000;
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

export type Typing = { readonly conversationId: string; readonly forMs: number };

/** Reads a typing event; null when it is none. */
export function readTyping(body: unknown): Typing | null {
  const { conversationId, normalizedMessage } = (body ?? {}) as TypingBody;
  if (typeof conversationId !== 'string') return null;
  const event = normalizedMessage?.events?.find((one) => one.eventType === 'Typing');
  return { conversationId, forMs: event?.typing?.duration ?? DEFAULT_MS };
}

/** Takes a signal in. */
export function signalled(facts: TypingFacts, typing: Typing, now: number): TypingFacts {
  const { conversationId, forMs } = typing;
  const heard = facts.heard[conversationId];
  if (heard?.at && now - heard.at < LATE_MS) return facts;
  const signal = { until: now + forMs, received: heard?.received ?? 0 };
  return { ...facts, signals: { ...facts.signals, [conversationId]: signal } };
}

/** Takes in what has come by now. */
export function heardOf(
  facts: TypingFacts,
  conversations: readonly Conversation[],
  now: number,
): TypingFacts {
  const heard = conversations.map((one): [string, Heard] => {
    const id = one.id ?? '';
    const received = receivedOf(one);
    const before = facts.heard[id];
    if (before?.received === received) return [id, before];
    return [id, { received, at: before ? now : null }];
  });
  return { ...facts, heard: Object.fromEntries(heard) };
}

/** Whether the customer types; who has sent a message since does not. */
export function isTyping(facts: TypingFacts, conversationId: string, now: number): boolean {
  const signal = facts.signals[conversationId];
  const received = facts.heard[conversationId]?.received ?? 0;
  return signal !== undefined && signal.until > now && received <= signal.received;
}

/** The last moment at which somebody is believed to type; 0: nobody was. */
export const lastOf = ({ signals }: TypingFacts): number =>
  Math.max(0, ...Object.values(signals).map(({ until }) => until));

/** Whether a keystroke now should tell the customer that the agent types. */
export const shouldSignal = (lastSignal: number, now: number): boolean =>
  now - lastSignal >= TYPING_EVERY_MS;
