/**
 * The flow language. A flow is a JSON document of variables, actions with settings, and edges that lead from an
 * outlet of one action to the next. It holds no code: every value of a setting is a constant or a template.
 */

/** Which half runs a flow and what it may do there. */
export type FlowKind = 'inboundMessage' | 'bot' | 'automation';

export const flowKinds: readonly FlowKind[] = ['inboundMessage', 'bot', 'automation'];

/** Types of variables, spelled as flow authors know them. */
export const variableTypes = [
  'String',
  'Integer',
  'Decimal',
  'Boolean',
  'DateTime',
  'JSON',
] as const;
export type FlowVariableType = (typeof variableTypes)[number];

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

export type FlowAction = {
  readonly id: string;
  readonly type: string;
  /** Name on the canvas; what the action puts out is read as `{{ Name.field }}`. */
  readonly name: string;
  readonly description?: string;
  readonly settings: FlowSettings;
  /** Place on the designer's canvas; means nothing to the interpreter. */
  readonly position?: { readonly x: number; readonly y: number };
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

/** Bounds of documents: beyond them a flow is a mistake or an attack. */
export const flowLimits = {
  actions: 1000,
  edges: 4000,
  variables: 500,
  rows: 200,
  jsonVariables: 5,
  /** Bytes of a JSON variable. */
  jsonBytes: 16 * 1024,
  /** Variables that agents see or reports show. */
  shownVariables: 30,
  assignments: 10,
  cases: 20,
} as const;

/** Names under which the surroundings show values; a variable may not hide them. */
export const reservedNames: ReadonlySet<string> = new Set([
  'message',
  'customer',
  'conversation',
  'participant',
  '__proto__',
]);

/** Under this name the run shows the last error; younger than the language, so older flows may have such a variable. */
export const errorName = 'error';

/** The outlet by which an action that cannot do its work is left. Every action has it. */
export const errorOutlet = 'error';

/** Stands where the value of a secure variable is shown to nobody. */
export const secureMask = '•••';
