/**
 * The flow language. A flow is a JSON document of variables, actions with settings, and edges that lead from an
 * outlet of one action to the next. It holds no code: every value of a setting is a constant or a template.
 */

/** Which half runs a flow and what it may do there. */
export type FlowKind = 'inboundMessage' | 'bot' | 'automation';

export type FlowVariable = {
  readonly name: string;
  /** Value at the start; '' when left out. */
  readonly initial?: FlowValue;
};

/** What a variable may hold: JSON. */
export type FlowValue =
  | string
  | number
  | boolean
  | null
  | readonly FlowValue[]
  | { readonly [name: string]: FlowValue };

export type FlowAction = {
  readonly id: string;
  readonly type: string;
  readonly name: string;
  readonly settings: Readonly<Record<string, FlowValue>>;
  /** Place on the designer's canvas; means nothing to the interpreter. */
  readonly position?: { readonly x: number; readonly y: number };
};

export type FlowEdge = { readonly from: string; readonly outlet: string; readonly to: string };

export type FlowDocument = {
  readonly language: 1;
  readonly kind: FlowKind;
  readonly variables: readonly FlowVariable[];
  /** Id of the first action; null for an empty flow. */
  readonly start: string | null;
  readonly actions: readonly FlowAction[];
  readonly edges: readonly FlowEdge[];
};

/** Saved state of a run between two inputs; plain JSON. */
export type FlowState = {
  /** Action whose result is awaited; null when the run has ended. */
  readonly at: string | null;
  readonly variables: Readonly<Record<string, FlowValue>>;
};

/** What a run is fed with. */
export type FlowInput =
  | { readonly kind: 'start' }
  /** Result of the awaited effect: the run goes on at that outlet. */
  | {
      readonly kind: 'result';
      readonly outlet: string;
      readonly variables?: Readonly<Record<string, FlowValue>>;
    };

/** What actions may read of the outside; the caller prepares it before the step. */
export type FlowSurroundings = {
  /** Data of the customer participant. */
  readonly participantData: Readonly<Record<string, string>>;
  /** Read-only values under their own names, such as `message.text`. */
  readonly values: Readonly<Record<string, FlowValue>>;
  /** The time templates may ask for; without it `now()` fails. */
  readonly now?: Date;
};

export type TransferRequest = {
  /** Id or name. */
  readonly queue: string;
  readonly priority: number;
  /** Ids or names. */
  readonly skills: readonly string[];
  readonly language: string | null;
  readonly preferredAgents: readonly string[];
};

/** What a step asks of the outside, in order. */
export type FlowEffect =
  | { readonly kind: 'sendResponse'; readonly text: string }
  | {
      readonly kind: 'setParticipantData';
      readonly attributes: Readonly<Record<string, string>>;
    }
  | { readonly kind: 'transferToAcd'; readonly request: TransferRequest }
  | { readonly kind: 'disconnect' };

export type FlowOutcome =
  /** The last effect is under way; its result comes back as input. */
  | { readonly status: 'waiting' }
  | { readonly status: 'ended' }
  | { readonly status: 'failed'; readonly code: FlowFailure; readonly action: string | null };

export type FlowFailure = 'budget' | 'template' | 'not.waiting';

export type FlowStep = {
  readonly state: FlowState;
  readonly effects: readonly FlowEffect[];
  readonly outcome: FlowOutcome;
};

/** Something wrong with a document, for the designer and for error answers. */
export type FlowProblem = {
  readonly code: string;
  readonly message: string;
  readonly action?: string;
  readonly field?: string;
};
