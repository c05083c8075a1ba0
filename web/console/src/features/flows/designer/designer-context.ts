import { createContext, useContext } from 'react';
import type { Catalogue } from '../document/catalogue.ts';
import type { FlowDocument } from '../document/flow-document.ts';
import type { ProblemCounts } from '../document/problems.ts';
import type { FlowApi, FlowProblem } from '../flow-api.ts';

/** What the panes of the designer share. */
export type Designer = {
  readonly flows: FlowApi;
  readonly catalogue: Catalogue;
  readonly document: FlowDocument;
  /** The first of each severity. */
  readonly problems: readonly FlowProblem[];
  /** How many there are. */
  readonly counts: ProblemCounts;
  readonly editable: boolean;
  /** Changes the document. Changes with one deed that follow each other are one step back. */
  readonly edit: (change: (document: FlowDocument) => FlowDocument, deed?: string) => void;
  /** Chooses one action, shows its settings and brings it into sight. */
  readonly show: (action: string) => void;
};

export const DesignerContext = createContext<Designer | null>(null);

export const useDesigner = (): Designer => {
  const designer = useContext(DesignerContext);
  if (!designer) throw new Error('useDesigner is used outside of a designer.');
  return designer;
};
