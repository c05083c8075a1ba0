/** A run of a flow: its saved state, what it is fed with and what a step answers. */
import type { AuthenticateRequest, FlowEffect } from './effect.model.ts';
import type { FlowValue } from './flow.model.ts';
import type { HttpResponse } from './http.model.ts';

export type Values = Readonly<Record<string, FlowValue>>;

/** What an action put out, by the action's name: `{{ Name.field }}`. */
export type Outputs = Readonly<Record<string, Values>>;

/** Where a body that was entered goes back to. The last one is the innermost. */
export type FlowFrame =
  | {
      readonly kind: 'forEach';
      readonly at: string;
      readonly items: readonly FlowValue[];
      readonly index: number;
    }
  | { readonly kind: 'while'; readonly at: string; readonly turns: number }
  /** `catch`: the other body, after an error in the first. */
  | { readonly kind: 'try' | 'catch'; readonly at: string }
  /** A branch beside a handover that goes on: at its end, or where it fails, the action waits for the handover again. */
  | {
      readonly kind: 'aside';
      readonly at: string;
      /** Id of the effect that asked for the handover. */
      readonly effect: string;
      /** When the time to wait for an agent is up, in ISO 8601; null: there is none, or an agent has come. */
      readonly until: string | null;
    }
  /** The global error handler of the flow runs. */
  | { readonly kind: 'handler' }
  | {
      readonly kind: 'call';
      /** The action that called, and the flow it belongs to; null is the flow the run began with. */
      readonly at: string;
      readonly caller: string | null;
      readonly variables: Values;
      readonly outputs: Outputs;
      /** Sessions of the caller; runs that began before they were kept have none here. */
      readonly sessions?: Readonly<Record<string, AuthenticateRequest>>;
      /** Like {@link FlowState.masked}, of the caller. */
      readonly masked?: readonly string[];
    };

/** What an error tells besides its code, by name: other languages have words of their own for it. */
export type ErrorParams = Readonly<Record<string, string>>;

export type FlowError = {
  readonly code: string;
  readonly message: string;
  readonly params?: ErrorParams;
  /** Name of the action that failed. */
  readonly action: string;
};

/** Saved state of a run between two inputs; plain JSON. It holds the values of secure variables: store it sealed where there are any. */
export type FlowState = {
  /** Id of the run; part of the ids of its effects. */
  readonly run: string;
  /** Steps taken so far. */
  readonly step: number;
  /** Actions it came to so far: one that waits and is answered takes two steps and is one. Left out by older runs. */
  readonly passes?: number;
  /** Key of the subflow that runs, for {@link FlowLibrary}; null is the flow itself. */
  readonly flow: string | null;
  /** Action whose result is awaited; null when the run has not begun or has ended. */
  readonly at: string | null;
  /** Id of the awaited effect. */
  readonly awaiting: string | null;
  readonly variables: Values;
  readonly outputs: Outputs;
  readonly frames: readonly FlowFrame[];
  /** Sessions that are signed in, by name; secrets in them are references. */
  readonly sessions: Readonly<Record<string, AuthenticateRequest>>;
  readonly error: FlowError | null;
  /** Variables of the flow that runs which hold something secure though the flow does not say so; none when left out. */
  readonly masked?: readonly string[];
  /** Names of participant data that was set from something secure; none when left out. */
  readonly maskedData?: readonly string[];
};

/** What a run is fed with. `effect` names the effect it answers; another one than the awaited is refused. */
export type FlowInput =
  | { readonly kind: 'start'; readonly variables?: Values }
  /** The effect is done: the run goes on at that outlet (`next` when left out). */
  | {
      readonly kind: 'result';
      readonly effect?: string;
      readonly outlet?: string;
      /** Declared variables to set. */
      readonly variables?: Values;
      /** What the effect brought, for the action to map. */
      readonly data?: FlowValue;
      readonly durationMs?: number;
    }
  | {
      readonly kind: 'httpResponse';
      readonly effect?: string;
      readonly response: HttpResponse;
      /** Requests that were sent for it. */
      readonly attempts?: number;
      readonly durationMs?: number;
    }
  /** The effect could not be done: the run goes on at the error exit. */
  | {
      readonly kind: 'failed';
      readonly effect?: string;
      readonly code: string;
      readonly message: string;
      readonly params?: ErrorParams;
      readonly attempts?: number;
      readonly durationMs?: number;
    }
  | {
      readonly kind: 'message';
      readonly effect?: string;
      readonly text: string;
      /** Payload of the button that was clicked. */
      readonly payload?: string;
    }
  /** The time of the awaited effect is over. */
  | { readonly kind: 'timer'; readonly effect?: string };

/** What actions may read of the outside; the caller prepares it before the step. */
export type FlowSurroundings = {
  /** Data of the customer participant. */
  readonly participantData: Readonly<Record<string, string>>;
  /** Read-only values under their own names, such as `message.text`. */
  readonly values: Values;
  /** Global variables; a variable of the flow hides the one of its name. */
  readonly globals?: Values;
  readonly now?: Date;
  /** IANA zone of dates that name none; UTC when left out. */
  readonly timeZone?: string;
};

export type FlowFailure =
  | 'budget'
  | 'template'
  | 'not.waiting'
  | 'state.size'
  | 'step.time'
  | 'depth'
  | 'action'
  | (string & {});

export type FlowOutcome =
  /** The last effect is under way; its result comes back as input. */
  | { readonly status: 'waiting' }
  | { readonly status: 'ended' }
  | { readonly status: 'failed'; readonly code: FlowFailure; readonly action: string | null };

/** The HTTP request of an action: where it goes is known when it waits, the rest with the answer. */
export type TracedCall = {
  readonly method?: string;
  /** Without values of its query, and without what is made of something secure. */
  readonly address?: string;
  /** Null: no answer came. */
  readonly status?: number | null;
  readonly attempts?: number;
};

/** One action a run took. */
export type TraceEntry = {
  readonly step: number;
  /** {@link FlowState.passes} with this action; entries of one pass are what it asked for and what it got. */
  readonly pass?: number;
  /** Key of the subflow; null is the flow itself. */
  readonly flow: string | null;
  readonly action: string;
  readonly type: string;
  /** Null while the action waits, and where the run ended in it. */
  readonly outlet: string | null;
  /** Milliseconds the awaited effect took, as its input told. */
  readonly durationMs: number | null;
  /** Variables that were set; secure ones masked. */
  readonly changed: Values;
  /** Values of the secure ones among them, where they were asked for. */
  readonly hidden: Values;
  /** Remarks such as `path.nothing:customerName`. */
  readonly flags: readonly string[];
  readonly call?: TracedCall;
  readonly error: FlowError | null;
};

export type FlowStep = {
  readonly state: FlowState;
  readonly effects: readonly FlowEffect[];
  readonly outcome: FlowOutcome;
  /** Empty unless it was asked for. */
  readonly trace: readonly TraceEntry[];
};
