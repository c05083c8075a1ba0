import {
  type FlowAction,
  type FlowDocument,
  type FlowEdge,
  type FlowHalf,
  type FlowKind,
  type FlowValue,
  type FlowVariable,
  flowKinds,
  flowVariableTypes,
} from '@tandem/contract';

export type {
  FlowAction,
  FlowDocument,
  FlowEdge,
  FlowKind,
  FlowPlace as Place,
  FlowSettings as Settings,
  FlowValue as Json,
  FlowVariable,
  FlowVariableType,
} from '@tandem/contract';

export const FLOW_KINDS: readonly FlowKind[] = flowKinds;
export const VARIABLE_TYPES = flowVariableTypes;

/** Which half of the product keeps flows of a kind. */
export const HALF_OF = {
  inboundMessage: 'platform',
  bot: 'gateway',
  automation: 'gateway',
  copilot: 'gateway',
} as const satisfies Readonly<Record<FlowKind, FlowHalf>>;

/** Marks of a variable that are on or off. */
export const VARIABLE_FLAGS = [
  'secure',
  'input',
  'output',
] as const satisfies readonly (keyof FlowVariable)[];

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

export const isRow = (value: unknown): value is Readonly<Record<string, FlowValue>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** The rows of a setting; what is no row is left out. */
export const rowsOf = (
  value: FlowValue | undefined,
): readonly Readonly<Record<string, FlowValue>>[] =>
  Array.isArray(value) ? value.filter(isRow) : [];

const GRID = 8;
export const onGrid = (value: number): number => Math.round(value / GRID) * GRID;
