/** The documents themselves are written down in the contract, for the designer too. */
export {
  type FlowAction,
  type FlowDocument,
  type FlowEdge,
  type FlowKind,
  type FlowSettings,
  type FlowValue,
  type FlowVariable,
  type FlowVariableType,
  flowKinds,
  flowVariableTypes as variableTypes,
} from '@tandem/contract';

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
