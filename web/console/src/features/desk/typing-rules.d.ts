import { type Conversation } from './conversation-rules.ts';

/** A customer who types: until when it is believed, and how many messages had come by then. */
type Signal = {
  readonly until: number;
  readonly received: number;
};
/** How many messages a customer has sent, and when the last of them was seen; null: not since the desk opened. */
type Heard = {
  readonly received: number;
  readonly at: number | null;
};
/** What is known of the customers of the conversations; the keys are their ids. */
export type TypingFacts = {
  readonly signals: Readonly<Record<string, Signal>>;
  readonly heard: Readonly<Record<string, Heard>>;
};
export declare const noTyping: TypingFacts;
export declare const TYPING_EVERY_MS = 4000;
export type Typing = {
  readonly conversationId: string;
  readonly forMs: number;
};
/** Reads a typing event; null when it is none. */
export declare function readTyping(body: unknown): Typing | null;
/** Takes a signal in. */
export declare function signalled(facts: TypingFacts, typing: Typing, now: number): TypingFacts;
/** Takes in what has come by now. */
export declare function heardOf(
  facts: TypingFacts,
  conversations: readonly Conversation[],
  now: number,
): TypingFacts;
/** Whether the customer types; who has sent a message since does not. */
export declare function isTyping(facts: TypingFacts, conversationId: string, now: number): boolean;
/** The last moment at which somebody is believed to type; 0: nobody was. */
export declare const lastOf: ({ signals }: TypingFacts) => number;
/** Whether a keystroke now should tell the customer that the agent types. */
export declare const shouldSignal: (lastSignal: number, now: number) => boolean;
