import type {
  FlowActionGroup,
  FlowActionOutput,
  FlowColumn,
  FlowField,
  FlowFieldVisibility,
  FlowMoreOutlets,
  FlowResourceKind,
} from '@tandem/contract';
import type { AuthenticateRequest, AwaitedEffect, InstantEffect } from '../effect.model.ts';
import type { FlowKind, FlowSettings, FlowValue, FlowVariableType } from '../flow.model.ts';
import type { ErrorParams, FlowFrame, FlowInput, FlowSurroundings, Values } from '../run.model.ts';
import type { WorkPool } from '../work-pool.ts';

/** What the settings of an action are, in the words of the actions. */
export type ActionField = FlowField;
export type ColumnField = FlowColumn;
export type ResourceKind = FlowResourceKind;
export type Visibility = FlowFieldVisibility;
export type MoreOutlets = FlowMoreOutlets;
export type ActionOutput = FlowActionOutput;

/** A row of a setting, read on demand. */
export type ActionRow = {
  readonly text: (column: string) => string;
  readonly value: (column: string) => FlowValue;
  readonly raw: (column: string) => FlowValue | undefined;
  /** Whether it is made of variables whose values are shown to nobody. */
  readonly hidden: (column: string) => boolean;
};

/** What an action sees while it runs. Every read throws `ActionFailure` or `LanguageError` when it cannot be made. */
export type ActionContext = {
  /** Id of the action. */
  readonly id: string;
  /** The setting with its template filled; '' when it is not set. */
  readonly text: (name: string) => string;
  /** The setting with its type kept when it is one expression; null when it is not set. */
  readonly value: (name: string) => FlowValue;
  /** The setting as a whole number within its bounds; its default, else null, when it is not set. */
  readonly number: (name: string) => number | null;
  /** Like `text`, with values made safe inside the quotes of a JSON text. */
  readonly json: (name: string) => string;
  readonly flag: (name: string) => boolean;
  /** The setting as written, or its default. */
  readonly raw: (name: string) => FlowValue | undefined;
  /** Whether it is made of variables whose values are shown to nobody. */
  readonly hidden: (name: string) => boolean;
  /** Whether participant data of the name was set from such variables. */
  readonly hidesData: (name: string) => boolean;
  readonly rows: (name: string) => readonly ActionRow[];
  readonly variable: (name: string) => FlowValue | undefined;
  /** Null for a variable that is not declared, undefined for one without a type. */
  readonly typeOf: (name: string) => FlowVariableType | undefined | null;
  /** Sets a variable at once, so that what is read afterwards sees it. @throws ActionFailure when it does not fit. */
  readonly set: (name: string, value: FlowValue) => void;
  readonly surroundings: FlowSurroundings;
  /** Whether an edge leaves the action by that outlet. */
  readonly leadsOn: (outlet: string) => boolean;
  /** The innermost frame when this action made it. */
  readonly frame: FlowFrame | null;
  readonly sessions: Readonly<Record<string, AuthenticateRequest>>;
  readonly caches: ActionCaches;
  /** Pays for what takes long. */
  readonly pool: WorkPool;
};

/** Things made once per compiled action, such as patterns and paths. */
export type ActionCaches = {
  readonly once: <Made>(key: string, make: () => Made) => Made;
};

export type Trouble = {
  readonly code: string;
  readonly message: string;
  readonly params?: ErrorParams;
};

export type ActionResult = {
  /** Variables by name; each is turned into the type of its variable. */
  readonly variables?: Values;
  /** Like `variables`, but a value that does not fit leaves the variable empty with a remark in the trace. */
  readonly mapped?: Values;
  /** Variables that hold something from now on that is shown to nobody. */
  readonly masked?: readonly string[];
  /** The same of participant data, by name. */
  readonly maskedData?: readonly string[];
  /** What `{{ Name.field }}` reads from now on. */
  readonly outputs?: Values;
  readonly effects?: readonly (InstantEffect | AwaitedEffect)[];
  readonly session?: AuthenticateRequest;
  readonly flags?: readonly string[];
  /** What went wrong where an outlet of the action stands for it, for the trace; whoever takes the error exit throws instead. */
  readonly trouble?: Trouble;
  /** A frame that is kept while the action waits, so that it can count. */
  readonly stay?: FlowFrame;
  readonly goTo: Going;
};

export type Going =
  | { readonly outlet: string }
  /** Into a body: the frame is entered and left again when the body comes to its end. */
  | { readonly outlet: string; readonly enter: FlowFrame }
  | { readonly outlet: string; readonly leave: true }
  /** With the result of the last effect. */
  | 'wait'
  /** Out of the innermost loop, by its outlet `done`. */
  | 'leaveLoop'
  /** Out of the flow, or of the subflow that runs. */
  | 'end'
  | {
      readonly call: {
        readonly flow: string;
        readonly inputs: Values;
        readonly masked?: readonly string[];
      };
    };

/** What a subflow hands back, and which of it is shown to nobody. */
export type Returned = {
  readonly outputs: Values;
  readonly hides: (name: string) => boolean;
};

export type ActionDefinition = {
  readonly type: string;
  readonly kinds: readonly FlowKind[];
  readonly group: FlowActionGroup;
  readonly label: string;
  readonly fields: readonly ActionField[];
  /** Outlets that edges may leave from besides `error`; an outlet without edge ends the body or the flow. */
  readonly outlets: readonly string[];
  /** More outlets, made by the settings. */
  readonly moreOutlets?: MoreOutlets;
  readonly outputs?: readonly ActionOutput[];
  /** Outlets that somebody waits behind: validation advises to connect them. */
  readonly heeded?: (settings: FlowSettings) => readonly string[];
  /** Settings of older documents in today's form. */
  readonly upgrade?: (settings: FlowSettings) => FlowSettings;
  /** Whether every pass through it waits or counts, so that a circle through it cannot spin. */
  readonly progresses?: true;
  readonly run: (context: ActionContext) => ActionResult;
  /**
   * What the awaited result means. Null: not for this action. Without it a result goes to the outlet it names and
   * every other input is refused.
   */
  readonly resume?: (context: ActionContext, input: FlowInput) => ActionResult | null;
  /** The variables of a subflow that ended, for the action that called it. */
  readonly returned?: (context: ActionContext, of: Returned) => ActionResult;
};

export const everyKind: readonly FlowKind[] = ['inboundMessage', 'bot', 'automation', 'copilot'];
