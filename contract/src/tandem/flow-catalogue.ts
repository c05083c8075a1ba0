import type { FlowValue, FlowVariableType } from './flow-document.ts';

/** What the settings of an action are, as data: checks documents and draws the designer's form. */
export type FlowFieldKind =
  /** Text with expressions in double braces. */
  | { readonly kind: 'template'; readonly multiline?: boolean }
  /** A template whose value keeps its type when it is one expression. */
  | { readonly kind: 'expression' }
  /** A constant text. */
  | {
      readonly kind: 'text';
      readonly pattern?: string;
      readonly format?: 'timeZone';
      readonly suggests?: FlowSuggestions;
    }
  /** A whole number, or a template that makes one. */
  | { readonly kind: 'integer'; readonly min: number; readonly max: number }
  | { readonly kind: 'boolean' }
  | { readonly kind: 'choice'; readonly choices: readonly string[] }
  /** Name of a declared variable that is set. */
  | { readonly kind: 'variable'; readonly types?: readonly FlowVariableType[] }
  /** JSONPath. */
  | { readonly kind: 'path' }
  /** A regular expression that is matched in linear time. */
  | { readonly kind: 'regex' }
  /** One of the three ways to give a secret. */
  | { readonly kind: 'secret' }
  /** Name of a session; `declares` where it comes into being. */
  | { readonly kind: 'session'; readonly declares?: true }
  /** Id or name of something the product keeps; a template may make it. */
  | { readonly kind: 'resource'; readonly resource: FlowResourceKind };

/** Names that a text may be, of what the resource that another setting names offers; any other text is taken as well. */
export type FlowSuggestions = {
  readonly choices: 'connectorBot';
  readonly of: { readonly field: string; readonly resource: FlowResourceKind };
};

export type FlowResourceKind =
  | 'connector'
  | 'connection'
  | 'flow'
  | 'queue'
  | 'bot'
  | 'botConnector'
  | 'script'
  | 'handoverProvider';

/** A field shows, and counts, only when each named field has one of the values. */
export type FlowFieldVisibility = Readonly<Record<string, readonly (string | boolean)[]>>;

type FieldBase = {
  readonly name: string;
  /** English; other languages come from the console's catalogue under the key of the field. */
  readonly label: string;
  readonly required: boolean;
  readonly default?: FlowValue;
  readonly visibleWhen?: FlowFieldVisibility;
  /** Part of the form that it stands in; absent: before all parts. */
  readonly section?: string;
};

/** A setting that is no list, and a column of one that is. */
export type FlowColumn = FieldBase & FlowFieldKind;

export type FlowRows<Column extends FlowColumn = FlowColumn> = FieldBase & {
  readonly kind: 'rows';
  readonly columns: readonly Column[];
  readonly max?: number;
  /** The column whose values must differ, and are outlets where the action says so. */
  readonly unique?: string;
};

/** One setting of an action. */
export type FlowField = FlowColumn | FlowRows;

/** Outlets by settings: one for each row, named by a column, or some that a switch brings in. */
export type FlowMoreOutlets =
  | { readonly rows: string; readonly column: string }
  | { readonly flag: string; readonly outlets: readonly string[] };

export type FlowActionOutput = { readonly name: string; readonly type: FlowVariableType };

export type FlowActionGroup = 'flow' | 'data' | 'message' | 'bot' | 'integration' | 'genesys';

/** The key of a text of the console. */
type Keyed = { readonly labelKey: string };

export type FlowCatalogueColumn = FlowColumn & Keyed;
export type FlowCatalogueRows = FlowRows<FlowCatalogueColumn> & Keyed;
export type FlowCatalogueField = FlowCatalogueColumn | FlowCatalogueRows;

/** An action as the designer draws it: toolbox, form and outlets. */
export type FlowCatalogueAction = Keyed & {
  readonly type: string;
  readonly group: FlowActionGroup;
  /** English. */
  readonly label: string;
  readonly fields: readonly FlowCatalogueField[];
  /** Outlets every action of the type has, the error exit last. */
  readonly outlets: readonly (Keyed & { readonly name: string })[];
  readonly moreOutlets: FlowMoreOutlets | null;
  readonly outputs: readonly FlowActionOutput[];
};
