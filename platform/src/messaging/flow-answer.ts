import type { FlowInput } from '@tandem/flows';
import type { BotMessage } from './bot-exchange.ts';

/** What an effect brought that was called out for. */
export type CallAnswer = {
  readonly input: FlowInput;
  /** What the bot that was asked says to the customer. */
  readonly says?: readonly BotMessage[];
};

/** Stored input of a thread: the answer to the awaited effect of its run. */
export type FlowAnswer = {
  readonly kind: 'flow';
  readonly conversation: string;
  readonly integration: string;
  readonly run: string;
  readonly effect: string;
  readonly at: string;
  readonly correlationId: string | null;
  /** The answer as a text, sealed where the run has secure variables. */
  readonly answer: CallAnswer | { readonly sealed: string };
};

/** What a sealed answer is bound to. */
export const answerContext = (run: string): string => `message-flow/${run}/answer`;
