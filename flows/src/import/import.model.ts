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

export type Fields = Readonly<Record<string, unknown>>;

export const isFields = (value: unknown): value is Fields =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

export const fieldsOf = (value: unknown): Fields => (isFields(value) ? value : {});

export const listOf = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : []);

/** Texts and numbers as text; '' for everything else. */
export const textOf = (value: unknown): string =>
  typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean'
    ? String(value)
    : '';
