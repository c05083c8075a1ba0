import type { ActivityAttachment, GatewayProvider } from '@tandem/contract';
import type { StoredActivity } from '../conversations/index.ts';
import type { OpenPart } from '../endpoints/index.ts';
import type { HandlingOptions } from '../handling/index.ts';

/** What the customer did, or what became of a handover. */
export type BotInput =
  | { readonly kind: 'start' }
  | {
      readonly kind: 'message';
      readonly text: string | null;
      readonly data: unknown;
      readonly attachments: readonly ActivityAttachment[];
    }
  | {
      readonly kind: 'handover';
      readonly status: 'queue' | 'active' | 'completed' | 'cancelled' | 'error';
      readonly reason: string | null;
      /** Of the status `queue`, as far as the contact centre tells. */
      readonly queue: {
        readonly position: number | null;
        readonly estimatedWaitSeconds: number | null;
      } | null;
    };

/** What a kind of bot knows of the conversation beside the turn. */
export type BotMemory = {
  /** Messages and news of handovers before this turn, oldest first, the last `most` of them. */
  readonly history: (most: number) => Promise<readonly StoredActivity[]>;
  /** What it kept last in this conversation; null: nothing yet. */
  readonly recall: () => Promise<unknown>;
  /** Keeps it in place of what it kept before; no secrets. Durable when it resolves. */
  readonly remember: (value: object) => Promise<void>;
};

export type BotTurn = {
  /** The same for every attempt of one turn: the bot may answer a repeat with what it said first. */
  readonly idempotencyKey: string;
  readonly conversationId: string;
  readonly userId: string;
  readonly locale: string;
  readonly input: BotInput;
  /** Whether the endpoint has somebody to hand over to. */
  readonly canHandOver: boolean;
  readonly memory: BotMemory;
  readonly timeoutMs: number;
  readonly signal: AbortSignal;
};

export type QuickReply = { readonly title: string; readonly value: string };

export type BotMessage = {
  readonly text: string | null;
  readonly data?: unknown;
  readonly quickReplies: readonly QuickReply[];
  readonly attachments: readonly ActivityAttachment[];
};

/** The bot asks for a human. What it leaves out comes from the endpoint's settings. */
export type HandoverAsk = {
  /** Why, and what was done so far: agents read both before the transcript. */
  readonly reason: string | null;
  readonly summary?: string;
  readonly queue: string | null;
  readonly language: string | null;
  readonly skills: readonly string[] | null;
  readonly priority: number | null;
  readonly customAttributes: Readonly<Record<string, string>>;
  /** How it goes, over what the endpoint has. */
  readonly options?: HandlingOptions;
};

export type BotAnswer = {
  readonly messages: readonly BotMessage[];
  readonly handover: HandoverAsk | null;
  /** All that the bot answered, such as intent and slots; absent where there is no more than the above. */
  readonly data?: unknown;
};

/** What a customer said, and the intent that is looked for in it, by the name that the bot has for it. */
export type Recognition = Pick<
  BotTurn,
  'idempotencyKey' | 'conversationId' | 'userId' | 'locale' | 'timeoutMs' | 'signal'
> & { readonly text: string; readonly intent: string };

/** A kind of bot: its settings as data, and how it is asked. */
export type BotBackend = GatewayProvider & {
  /** @throws BotFailure when there is no usable answer */
  readonly answer: (turn: BotTurn, bot: OpenPart) => Promise<BotAnswer>;
  /**
   * Whether the words have the intent; the conversation with the bot stays as it is. Absent: the kind knows none.
   * @throws BotFailure
   */
  readonly recognise?: (asked: Recognition, bot: OpenPart) => Promise<boolean>;
};

/** The bot gave no usable answer; `reason` is safe to show in the timeline. */
export class BotFailure extends Error {
  readonly reason: string;
  /** A repeat may help. */
  readonly passing: boolean;
  /** How long the bot asks to be left alone; null: it does not say. */
  readonly afterMs: number | null;
  constructor(reason: string, passing: boolean, afterMs: number | null = null) {
    super(`bot failed: ${reason}`);
    this.name = 'BotFailure';
    this.reason = reason;
    this.passing = passing;
    this.afterMs = afterMs;
  }
}
