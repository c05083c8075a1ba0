import type { OpeningHours } from '@tandem/contract';

/** What a handover does where no agent comes: `bot`: the bot goes on. */
export type FailPath = 'bot' | 'queue' | 'message' | 'callback';

/**
 * How a handover goes. What is left out is as the endpoint has it, else as it is by itself. Texts are said to the
 * customer; none is said where there is none. `{agent}` in a text is the name of the agent.
 */
export type HandlingOptions = {
  readonly acceptedText?: string;
  /** The accepted text again for each word of a waiting customer. */
  readonly repeatAccepted?: boolean;
  readonly queuedText?: string;
  readonly activeText?: string;
  readonly endedText?: string;
  readonly cancelledText?: string;
  readonly timedOutText?: string;
  readonly failedText?: string;
  readonly closedText?: string;
  /** What the button says that cancels while the customer waits. */
  readonly cancelButton?: string;
  /** Words of a waiting customer that cancel. */
  readonly cancelPhrases?: readonly string[];
  /** Name of an intent that cancels while the customer waits, and the bot that knows it; none: the endpoint's. */
  readonly cancelIntent?: string;
  readonly cancelBot?: string;
  /** Word of the customer that ends the handover at any time; `none`: none does. */
  readonly endCommand?: string;
  /** Where a flow goes on when the agent has finished. */
  readonly afterwards?: 'here' | 'restart';
  /** `whole`: in as few messages as it fits into; `each`: what was said message by message. */
  readonly transcript?: 'whole' | 'each' | 'omit';
  /** A note, which is what it is by itself, only where the contact centre has some. */
  readonly transcriptAs?: 'note' | 'messages';
  readonly transcriptFrom?: 'all' | 'customer';
  /** In a further handover: what was said `since` the talk before, which it is by itself, or all of it. */
  readonly transcriptAgain?: 'since' | 'fromStart';
  /** The last messages at most. */
  readonly transcriptMessages?: number;
  /** UTF-16 units of one message to the agents at most. */
  readonly transcriptLength?: number;
  readonly redact?: 'cards' | 'cardsAndEmails' | 'nothing';
  /** Said to the agents when the customer comes and goes. */
  readonly connectText?: string;
  readonly disconnectText?: string;
  readonly inactivityMinutes?: number;
  /** Warnings before the end; 0: the end at once. */
  readonly inactivityWarnings?: number;
  readonly inactivityText?: string;
  /** How long the customer waits for an agent at most. */
  readonly waitSeconds?: number;
  readonly queueSeconds?: number;
  readonly queueMaxPosition?: number;
  readonly queueMaxMinutes?: number;
  readonly queueText?: string;
  readonly onFail?: FailPath;
  readonly failQueue?: string;
  readonly messageQuestion?: string;
  readonly askEmail?: boolean;
  readonly callbackQuestion?: string;
  readonly thanksText?: string;
  readonly survey?: boolean;
  readonly surveyQuestion?: string;
  /** What customers read, by language in lower case; for all others it is as above. */
  readonly translations?: Translations;
};

/** Texts and words by the names of their options. */
export type Translations = Readonly<
  Record<string, Readonly<Record<string, string | readonly string[]>>>
>;

/** How conversations with agents go at an endpoint. Hours null: always open. */
export type Handling = {
  readonly options: HandlingOptions;
  readonly hours: OpeningHours | null;
};

export const noHandling: Handling = { options: {}, hours: null };
