/** The flow language as the designer edits it; its schema is published as `docs/flow-language.schema.json`. */
export type Json =
  | string
  | number
  | boolean
  | null
  | readonly Json[]
  | { readonly [name: string]: Json };

export type FlowKind = 'inboundMessage' | 'bot' | 'automation';
export const FLOW_KINDS: readonly FlowKind[] = ['inboundMessage', 'bot', 'automation'];

/** Which half of the product keeps flows of a kind. */
export const HALF_OF = {
  inboundMessage: 'platform',
  bot: 'gateway',
  automation: 'gateway',
} as const satisfies Readonly<Record<FlowKind, 'platform' | 'gateway'>>;

export const VARIABLE_TYPES = [
  'String',
  'Integer',
  'Decimal',
  'Boolean',
  'DateTime',
  'JSON',
] as const;
export type FlowVariableType = (typeof VARIABLE_TYPES)[number];

/** Marks of a variable that are on or off. */
export const VARIABLE_FLAGS = [
  'secure',
  'input',
  'output',
  'agentViewable',
  'agentEditable',
  'reportable',
] as const;
export type VariableFlag = (typeof VARIABLE_FLAGS)[number];

export type FlowVariable = {
  readonly name: string;
  readonly type?: FlowVariableType;
  readonly initial?: Json;
  readonly description?: string;
} & { readonly [Flag in VariableFlag]?: boolean };

export type Settings = Readonly<Record<string, Json>>;
export type Place = { readonly x: number; readonly y: number };

export type FlowAction = {
  readonly id: string;
  readonly type: string;
  readonly name: string;
  readonly description?: string;
  readonly settings: Settings;
  readonly position?: Place;
};

export type FlowEdge = { readonly from: string; readonly outlet: string; readonly to: string };

export type FlowDocument = {
  readonly language: 1;
  readonly kind: FlowKind;
  readonly description?: string;
  readonly variables: readonly FlowVariable[];
  readonly start: string | null;
  readonly onError?: string | null;
  readonly actions: readonly FlowAction[];
  readonly edges: readonly FlowEdge[];
};

export const emptyDocument = (kind: FlowKind): FlowDocument => ({
  language: 1,
  kind,
  variables: [],
  start: null,
  actions: [],
  edges: [],
});

/** A document as it was read; lists that are missing are empty. */
export const readDocument = (read: Readonly<Record<string, unknown>>): FlowDocument =>
  ({ ...emptyDocument('inboundMessage'), ...read }) as FlowDocument;

/** Where the run enters the flow: places of their own on the canvas that edges leave from. */
export const START = '@start';
export const ON_ERROR = '@onError';
/** The only outlet of such a place. */
export const ENTRY_OUTLET = 'entry';

export const actionOf = (document: FlowDocument, id: string): FlowAction | undefined =>
  document.actions.find((action) => action.id === id);

/** The edges of the document with those from the entries. */
export const allEdges = ({ start, onError = null, edges }: FlowDocument): readonly FlowEdge[] => [
  ...(start === null ? [] : [{ from: START, outlet: ENTRY_OUTLET, to: start }]),
  ...(onError === null ? [] : [{ from: ON_ERROR, outlet: ENTRY_OUTLET, to: onError }]),
  ...edges,
];

export const edgeId = ({ from, outlet }: Pick<FlowEdge, 'from' | 'outlet'>): string =>
  `${from} ${outlet}`;

export const isRow = (value: unknown): value is Readonly<Record<string, Json>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** The rows of a setting; what is no row is left out. */
export const rowsOf = (value: Json | undefined): readonly Readonly<Record<string, Json>>[] =>
  Array.isArray(value) ? value.filter(isRow) : [];
