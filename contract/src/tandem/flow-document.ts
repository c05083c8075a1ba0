/**
 * The flow language: a JSON document of variables, actions with settings, and edges that lead from an outlet of one
 * action to the next. It holds no code: every value of a setting is a constant or a template. Its schema is published
 * as `docs/flow-language.schema.json`.
 */

export const flowKinds = ['inboundMessage', 'bot', 'automation', 'copilot'] as const;
/** Which half runs a flow and what it may do there. */
export type FlowKind = (typeof flowKinds)[number];

/** Types of variables, spelled as flow authors know them. */
export const flowVariableTypes = [
  'String',
  'Integer',
  'Decimal',
  'Boolean',
  'DateTime',
  'JSON',
] as const;
export type FlowVariableType = (typeof flowVariableTypes)[number];

export type FlowVariable = {
  readonly name: string;
  /** A variable without a type takes what it is given; assignments give it texts. */
  readonly type?: FlowVariableType;
  /** Value at the start; empty when left out. */
  readonly initial?: FlowValue;
  readonly description?: string;
  /** Its value is shown to nobody: masked in traces, refused in logs. */
  readonly secure?: boolean;
  /** Filled by whoever starts the flow. */
  readonly input?: boolean;
  /** Handed to whoever started the flow when it ends. */
  readonly output?: boolean;
  readonly agentViewable?: boolean;
  readonly agentEditable?: boolean;
  readonly reportable?: boolean;
};

/** What a variable may hold: JSON. */
export type FlowValue =
  | string
  | number
  | boolean
  | null
  | readonly FlowValue[]
  | { readonly [name: string]: FlowValue };

export type FlowSettings = Readonly<Record<string, FlowValue>>;

/** Place on the designer's canvas; means nothing to a run. */
export type FlowPlace = { readonly x: number; readonly y: number };

export type FlowAction = {
  readonly id: string;
  readonly type: string;
  /** Name on the canvas; what the action puts out is read as `{{ Name.field }}`. */
  readonly name: string;
  readonly description?: string;
  readonly settings: FlowSettings;
  readonly position?: FlowPlace;
};

export type FlowEdge = { readonly from: string; readonly outlet: string; readonly to: string };

export type FlowDocument = {
  readonly language: 1;
  readonly kind: FlowKind;
  readonly description?: string;
  readonly variables: readonly FlowVariable[];
  /** Id of the first action; null for an empty flow. */
  readonly start: string | null;
  /** Id of the first action of the global error handler: entered when an error finds no exit of its own. */
  readonly onError?: string | null;
  readonly actions: readonly FlowAction[];
  readonly edges: readonly FlowEdge[];
};
