import type { FlowDocument } from '../flow.model.ts';

/** What an import did not understand or had to change. */
export type ImportRemark = {
  readonly severity: 'dropped' | 'changed' | 'note';
  /** Name of the activity or variable. */
  readonly subject: string;
  readonly message: string;
};

export type ImportedFlow = {
  readonly name: string;
  readonly description: string;
  readonly document: FlowDocument;
  readonly remarks: readonly ImportRemark[];
};

/** Texts and numbers as text; '' for everything else. */
export const textOf = (value: unknown): string =>
  typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean'
    ? String(value)
    : '';
