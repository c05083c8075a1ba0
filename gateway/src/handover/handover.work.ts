import type { BotStatus } from './handover.machine.ts';
import type { QueueInfo } from './handover.model.ts';

/** To look for what words have begun at the contact centre after the end, behind everything that was on its way. */
export type StraysWork = {
  readonly kind: 'strays';
  /** Position of the last activity before the end. */
  readonly upTo: number;
  /** Words that were on their way. */
  readonly seqs: readonly number[];
  /** Another conversation that they have begun; left out: the handover's own. */
  readonly conversation?: string;
};

/** Work of the queue to the contact centre. `destination` shares a limit of requests in flight. */
export type HandoverWork = {
  readonly destination: string;
  readonly handover: number;
} & (
  | { readonly kind: 'start' }
  | { readonly kind: 'message'; readonly seq: number }
  | { readonly kind: 'receipt'; readonly remoteMessageId: string }
  /** An agent's message that the customer's channel could not deliver. */
  | { readonly kind: 'failed'; readonly remoteMessageId: string; readonly reason: string }
  | { readonly kind: 'end' }
  /** What the customer has left for agents who come later. */
  | { readonly kind: 'leave' }
  | StraysWork
);

/** How it stands in the queue: a version that does not know it takes it for a message that is not there. */
export type StoredStrays = Pick<HandoverWork, 'destination' | 'handover'> & {
  readonly kind: 'message';
  readonly seq: 0;
  readonly strays: Omit<StraysWork, 'kind'>;
};

/** Work as it stands in the queue. */
export const readWork = (stored: HandoverWork | StoredStrays): HandoverWork => {
  if (!('strays' in stored)) return stored;
  const { destination, handover, strays } = stored;
  return { kind: 'strays', ...strays, destination, handover };
};

/** Positions of the words that the work stands for. */
export const seqsOf = (work: HandoverWork): readonly number[] => {
  if (work.kind === 'strays') return work.seqs.toSorted((a, b) => a - b);
  return work.kind === 'message' ? [work.seq] : [];
};

/** A word of a customer who waits, to be looked at for the intent that cancels. */
export type IntentWork = { readonly handover: number; readonly seq: number };

/** How a handover goes, for the bot. */
export type HandoverNews = {
  readonly kind: 'handover';
  readonly handover: number;
  readonly version: number;
  readonly status: BotStatus;
  readonly reason: string | null;
  /** Of the status `queue`: what was known of the queue. */
  readonly queue?: QueueInfo;
};

/** Work of the dialogue: an activity of the customer, the beginning, news about a handover, or a time that is up. */
export type DialogueWork =
  | { readonly kind: 'start' }
  /** The customer has left: a bot flow that waits for him ends. */
  | { readonly kind: 'left' }
  | { readonly kind: 'activity'; readonly seq: number }
  | HandoverNews
  /** A time of a bot flow is up. */
  | {
      readonly kind: 'timer';
      readonly timer: 'time' | 'remind' | 'end';
      /** Id of the run, and of the effect the time belongs to. */
      readonly run: string;
      readonly effect: string;
    };
