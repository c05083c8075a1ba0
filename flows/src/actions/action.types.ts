import type { FlowEffect, FlowKind, FlowSurroundings, FlowValue } from '../flow.model.ts';

/** One setting of an action as data: checks documents and draws the designer's form. */
export type ActionField = {
  readonly name: string;
  readonly label: string;
  readonly required: boolean;
} & (
  | { readonly kind: 'template' }
  | { readonly kind: 'variable' }
  | { readonly kind: 'choice'; readonly choices: readonly string[] }
  /** Rows of `columns`, each a template or the name of a variable. */
  | {
      readonly kind: 'rows';
      readonly columns: readonly {
        readonly name: string;
        readonly kind: 'template' | 'variable';
      }[];
    }
);

export type ActionContext = {
  /** The setting with its template filled; '' when it is not set. */
  readonly text: (name: string) => string;
  /** The setting as written. */
  readonly raw: (name: string) => FlowValue | undefined;
  /** The rows of a setting, templates filled. */
  readonly rows: (name: string) => readonly Readonly<Record<string, string>>[];
  readonly surroundings: FlowSurroundings;
};

export type ActionResult = {
  readonly variables?: Readonly<Record<string, FlowValue>>;
  readonly effects?: readonly FlowEffect[];
  /** Where the run goes on. `wait`: with the result of the last effect. `end`: nowhere. */
  readonly goTo: { readonly outlet: string } | 'wait' | 'end';
};

export type ActionDefinition = {
  readonly type: string;
  readonly kinds: readonly FlowKind[];
  readonly label: string;
  readonly fields: readonly ActionField[];
  /** Outlets that edges may leave from; an outlet without edge ends the run. */
  readonly outlets: readonly string[];
  readonly run: (context: ActionContext) => ActionResult;
};
